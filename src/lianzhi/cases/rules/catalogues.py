"""Codes of catalogues.  GB/T 47678.5-2026 (2-digit major + 3-digit minor), GB/T 30428.2-2013 (2 + 2), the town's own.

The standards' own texts were not at hand: lengths and numbering follow the field notes, section 6, and are not
verified. A matter's official code = 6 digits of the district (GB/T 2260) + the class code; extensions of the town are
numbered within their major from 999 downwards to 080.
"""

import re
from collections.abc import Collection
from enum import StrEnum

from lianzhi.kernel.errors import N_, BadInput

TOWN = "town"
NEWER, OLDER = "gbt-47678-5-2026", "gbt-30428-2-2013"
EXTENSIONS = range(999, 79, -1)
SHAPES = {
    TOWN: re.compile(r"[a-z][a-z0-9-]{0,38}"),
    NEWER: re.compile(r"\d{2}(\d{3})?"),
    OLDER: re.compile(r"\d{2}(\d{2})?"),
}


class Exactness(StrEnum):
    """How well an entry of one catalogue fits one of another; read from the source's side."""

    EXACT = "exact"
    NARROWER = "narrower"
    BROADER = "broader"
    CLOSE = "close"


def check_code(standard: str, code: str) -> str:
    """The code, or BadInput that says how codes of this catalogue look."""
    shape = SHAPES.get(standard, re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,38}"))
    if not shape.fullmatch(code):
        raise BadInput(
            "cases.code",
            N_("“%(code)s” is no code of this catalogue."),
            way_out={
                TOWN: N_("Use small Latin letters, digits and hyphens, beginning with a letter."),
                NEWER: N_("Use two digits for a major class, five for a minor one."),
                OLDER: N_("Use two digits for a major class, four for a minor one."),
            }.get(standard, N_("Use Latin letters, digits and hyphens.")),
            field="code",
            params={"code": code},
        )
    return code


def major_of(standard: str, code: str) -> str:
    """The major class that a minor code lies in; empty for a major, and for the town's own codes."""
    return code[:2] if standard != TOWN and len(code) > 2 and code[:2].isdigit() else ""


def is_extension(standard: str, code: str) -> bool:
    """May a town have made this number itself?"""
    return standard == NEWER and len(code) == 5 and int(code[2:]) in EXTENSIONS


def next_extension(major: str, taken: Collection[str]) -> str:
    """The next free number for the town's own class in this major. Raises BadInput when 080 is passed."""
    for number in EXTENSIONS:
        if (code := f"{major}{number:03}") not in taken:
            return code
    raise BadInput(
        "cases.extensions_full",
        N_("All numbers from 999 down to 080 are taken in class %(major)s."),
        way_out=N_("End an entry that is not used, or take another major class."),
        field="code",
        params={"major": major},
    )


def matter_code(area_code: str, class_code: str) -> str:
    """事项代码: district + class code. Empty when the district is not known."""
    district = area_code[:6]
    return f"{district}{class_code}" if len(district) == 6 and district.isdigit() else ""
