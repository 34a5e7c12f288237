"""Intake and handling: every matter is taken in, located, dispatched, done, checked, answered, rated."""
