"""Pure rules of the files room."""
