"""What a reply template may say, when it fits, and how it is filled.  Signalen's standard texts (field notes 1). Pure."""

import re
from collections.abc import Mapping, Sequence

PLACEHOLDERS = ("number", "place", "category", "unit", "due")
LONGEST = 2000
_ONE = re.compile(r"\{([^{}]*)\}")


def unknown(text: str) -> list[str]:
    """What stands in braces and is none of ours, and braces that do not fit together."""
    wrong = [name for name in _ONE.findall(text) if name not in PLACEHOLDERS]
    return [f"{{{name}}}" for name in dict.fromkeys(wrong)] + sorted(
        set(re.findall(r"[{}]", _ONE.sub("", text)))
    )


def filled(text: str, values: Mapping[str, str]) -> str:
    """A value that is not known leaves its place empty to be written by hand: ``____``."""
    return _ONE.sub(lambda found: values.get(found[1], "") or "____", text)


def fits(wanted: Sequence[str], given: str) -> bool:
    """An empty list fits everything."""
    return not wanted or given in wanted
