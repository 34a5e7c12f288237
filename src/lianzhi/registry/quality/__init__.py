"""How good the register's data are, by source, register and field; what is wrong goes back to the source (R-100)."""
