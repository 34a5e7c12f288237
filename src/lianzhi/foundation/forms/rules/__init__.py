"""What a form may say and which answers fit it: pure."""
