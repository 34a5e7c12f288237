"""Pure rules of the notify room."""
