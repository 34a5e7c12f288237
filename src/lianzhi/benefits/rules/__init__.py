"""Policies read, checked, matched over a population, combined lawfully, explained: pure.  R-230..R-232, R-215."""
