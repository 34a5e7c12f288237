"""The key under which a decision about a written address is kept: what is written alike is decided alike.  R-074.  Pure."""

import re

from lianzhi.territory.rules.gazetteer import written

LONGEST = 200
COLUMNS = ("address", "地址", "住址", "居住地址", "现住址", "详细地址", "标准地址")
"""How the column of a table that holds addresses may be called."""
_PERSONAL = re.compile(r"\d{7,}[\dx*]*")
_MARKS = re.compile(r"(?<=[0-9a-z])(?:号楼|栋|座|#楼|#)")
_SIGNS = re.compile(r"[\s,，、。.;；:：()（）\[\]【】\"'“”‘’!！?？]+")


def key_of(text: str) -> str:
    """Blanks, punctuation, width, telephone and identity numbers, and the ways of writing a building do not count.

    Empty: nothing to decide about.
    """
    plain = _PERSONAL.sub("", _SIGNS.sub("", written(text[: 2 * LONGEST])))
    return _MARKS.sub("幢", plain)[:LONGEST]
