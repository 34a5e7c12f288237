"""The ground floor: pure values and functions. No Django, no clock of its own, no I/O."""
