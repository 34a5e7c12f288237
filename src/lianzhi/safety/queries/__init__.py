"""Part of the safety room."""
