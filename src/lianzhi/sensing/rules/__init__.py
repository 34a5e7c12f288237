"""Rules of sensing: pure."""
