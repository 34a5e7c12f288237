"""What is pure in this room."""
