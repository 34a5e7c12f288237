"""What speaks against a number of a document that is no resident identity card, and against a registration of residence. Pure.

The forms are data of low trust (``data/documents.yaml``, ``verified: false``): nothing is refused for them.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from lianzhi.kernel.errors import N_
from lianzhi.registry.rules.identity import check_digit

Form = Mapping[str, Any]


def doubt(kind: str, number: str, birth: date | None, forms: Iterable[Form]) -> str:
    """Why the number may be mistyped, as a message id; empty where nothing is known against it."""
    known = [form for form in forms if form["kind"] == kind]
    mine = next((form for form in known if re.fullmatch(form["form"], number, re.ASCII)), None)
    if mine is None:
        return N_("The number has none of the known forms of this kind of document.") if known else ""
    if mine.get("check") and check_digit(number[:17]) != number[17]:
        return N_("The last character does not fit the number: a digit is wrong, or two are swapped.")
    if birth and "birth" in mine and number[mine["birth"] : mine["birth"] + 8] != f"{birth:%Y%m%d}":
        return N_("The date of birth is not the one in the number.")
    return ""


def late(since: date | None, lodged: date | None, days: int) -> bool:
    """Was the residence of who comes from abroad registered later than it should be?"""
    return bool(since and lodged and lodged > since + timedelta(days=days))
