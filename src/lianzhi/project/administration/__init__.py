"""The registers an administrator keeps: units, people, roles, grants, areas, categories, duties, working days."""
