"""The key under which a decision about a written address is kept: what is written alike is decided alike.  R-074.  Pure."""

import re

from lianzhi.territory.rules.gazetteer import written

LONGEST = 200
_PERSONAL = re.compile(r"\d{7,}[\dx*]*")
_MARKS = re.compile(r"(?<=[0-9a-z])(?:号楼|栋|座|#楼|#)")
_SIGNS = re.compile(r"[\s,，、。.;；:：()（）\[\]【】\"'“”‘’!！?？]+")


def key_of(text: str) -> str:
    """Blanks, punctuation, width, telephone and identity numbers, and the ways of writing a building do not count.

    Empty: nothing to decide about.
    """
    plain = _PERSONAL.sub("", _SIGNS.sub("", written(text[: 2 * LONGEST])))
    return _MARKS.sub("幢", plain)[:LONGEST]
