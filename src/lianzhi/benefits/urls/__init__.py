"""Where the pages of this room are found."""
