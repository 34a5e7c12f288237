"""Part of the benefits room."""
