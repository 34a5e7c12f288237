"""lianzhi (联治): one loop on one map over one trail, for the town that governs together."""

__version__ = "0.1.0"
