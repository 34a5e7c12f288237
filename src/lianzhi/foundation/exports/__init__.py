"""Lists as files: made in the background, within one's rights, fetched by the person who asked."""
