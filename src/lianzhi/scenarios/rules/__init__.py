"""Pure rules of scenarios: what a package and an example must say."""
