"""The safety room: risk of addresses and supervision of gas cylinders (R-076, R-079)."""
