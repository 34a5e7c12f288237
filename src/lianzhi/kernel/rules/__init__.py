"""The house's one rule language: SQL expressions over catalogued columns, checked, explained.  R-136, R-128.

``read`` turns a text into a checked tree or refuses it with the place and a proposal; ``judge`` runs the tree
for one subject and ``explain`` says which condition held, with the values used, in Chinese and English. The
same tree runs over whole columns (``columns``); nothing in it knows where its values come from.

Meaning, the same wherever a tree runs: missing is neither true nor false (SQL's three values, and only *true*
lets a rule act); a division by zero is missing; ``/`` gives a fraction, ``//`` cuts it towards zero, ``%`` takes the
sign of what is divided. Whole numbers have 64 bits; beyond them, or without a finite value, a result is missing.
"""

from lianzhi.kernel.rules.catalogue import Catalogue, Column, Kind
from lianzhi.kernel.rules.judging import Reading, explain, judge
from lianzhi.kernel.rules.reading import Tree, read
from lianzhi.kernel.rules.wording import words

__all__ = ["Catalogue", "Column", "Kind", "Reading", "Tree", "explain", "judge", "read", "words"]
