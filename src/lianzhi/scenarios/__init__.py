"""Ways of working declared as data: one folder each, checked, with examples that run."""
