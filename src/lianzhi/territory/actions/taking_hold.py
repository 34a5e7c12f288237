"""A change of codes took hold: the other rooms hear of it, once, on its day (R-094, issue 4).

What hangs on an area that ended (grants, open matters, entries of the register) follows in ``flows/territory_to_*``.
"""

from datetime import date
from itertools import groupby

from lianzhi.foundation.events import api as events
from lianzhi.territory.models import Lineage

AREAS_TURNED = "territory.areas_turned"


def not_told(today: date) -> bool:
    return Lineage.objects.filter(told=False, day__lte=today).exists()


def announce(today: date) -> None:
    """One event for each day whose changes hold now. The caller holds the stamps and a transaction."""
    due = Lineage.objects.filter(told=False, day__lte=today).order_by("day", "pk")
    lines = list(due.values_list("pk", "day", "from_code", "to_code", "kind"))
    for day, some in groupby(lines, key=lambda line: line[1]):
        pairs = [
            [a, b, kind] for _pk, _day, a, b, kind in some if a.isdigit() and (a != b or kind != "rename")
        ]
        if pairs:
            events.emit(AREAS_TURNED, {"day": day.isoformat(), "lines": pairs})
    Lineage.objects.filter(pk__in=[line[0] for line in lines]).update(told=True)
