"""The grid worker's phone, /g/: parts of one's unit, checks, and reports from the round.  R-113."""
