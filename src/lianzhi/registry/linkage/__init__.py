"""One person found once across sources (issue 4 part 3, ADR 0012): the definition, two runners of it, and what follows."""
