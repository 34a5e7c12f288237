"""Doors to the outside: programs of other bureaus come in here, and news goes out."""
