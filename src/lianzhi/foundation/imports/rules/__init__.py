"""How far an import is, which column holds what: pure."""
