"""Tables of rows that people hand in: read, mapped, looked at, taken in as a job; bad rows come back as a file."""
