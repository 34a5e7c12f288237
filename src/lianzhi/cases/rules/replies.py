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


def placed(text: str) -> list[str]:
    """The placeholders of ours that stand in a text, each once."""
    return [name for name in dict.fromkeys(_ONE.findall(text)) if name in PLACEHOLDERS]


def put_in(text: str, values: Mapping[str, str]) -> str:
    """Only our own placeholders; what else stands in braces somebody wrote."""
    return _ONE.sub(lambda found: values[found[1]] if found[1] in PLACEHOLDERS else found[0], text)


def fits(wanted: Sequence[str], given: str) -> bool:
    """An empty list fits everything."""
    return not wanted or given in wanted
