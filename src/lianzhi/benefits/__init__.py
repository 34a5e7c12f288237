"""民生直达: policies as data, matched, decided, paid once.  Issue 5."""
