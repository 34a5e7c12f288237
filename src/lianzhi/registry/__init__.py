"""Persons, houses, firms and things of the town, each once."""
