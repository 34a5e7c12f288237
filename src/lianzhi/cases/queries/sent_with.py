"""What came with a report besides its words: the address of a photo, attributes that nobody asked for, columns of a table.

Another city's system may name a photo by its address (Open311 ``media_url``). It is shown, never fetched: the reader's
browser goes there when he follows it.
"""

from dataclasses import dataclass

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Signal
from lianzhi.cases.queries.ways import MESSAGE, door
from lianzhi.foundation.forms import api as forms

OPEN311 = "open311"


@dataclass(frozen=True, slots=True)
class SentWith:
    """``address``: http or https, empty for none. ``lines``: (what it is called there, what it says)."""

    address: str = ""
    lines: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.address or self.lines)


def sent_with(case: CaseView) -> SentWith:
    """One query for a case of another city or of an imported table, none for others."""
    way = door(case.source)
    if way not in (OPEN311, MESSAGE):
        return SentWith()
    extra = (
        Signal.objects.filter(case_id=case.id).order_by("pk").values_list("extra", flat=True).first() or {}
    )
    if way == MESSAGE:
        return SentWith(
            lines=tuple((name, str(value)) for name, value in extra.items() if str(value).strip())
        )
    asked = {code for given in forms.kept(case.answers) for code in given.values}
    lines = (
        (code, ", ".join(values)) for code, values in extra.get("attributes", {}).items() if code not in asked
    )
    address = extra.get("media_url", "")
    return SentWith(address if address.startswith(("http://", "https://")) else "", tuple(lines))
