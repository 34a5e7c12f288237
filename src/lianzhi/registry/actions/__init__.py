"""Acts on the register, one verb each."""
