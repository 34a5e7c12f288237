"""Reads of cases: one case, lists in scope, duties, signals, counts."""
