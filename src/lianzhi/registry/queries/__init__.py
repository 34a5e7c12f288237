"""Reads of the register. Every page of an area has a bounded cost (issue 4: p95 below 300 ms at 330,000 persons)."""
