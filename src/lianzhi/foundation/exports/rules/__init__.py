"""What a cell may hold, what a file is called, how many one may have: pure."""
