"""Acts on cases: one verb each."""
