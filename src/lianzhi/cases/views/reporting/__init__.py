"""Reporting in three screens, photo -> place -> words, for residents and for grid workers.  R-109, R-113."""
