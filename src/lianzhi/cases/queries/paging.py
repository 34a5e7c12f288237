"""One page of a long list, as fast at the end as at the beginning: keyset instead of offset.

A list is ordered by keys that end in the row's own id. The place in it is the keys of the last row seen, so the
next page starts at an index instead of counting rows. A key that may be empty cuts the list into two segments,
rows that have it and rows that do not, each read along its own index. Page numbers (for jumping) use an offset,
bounded by ``JUMP`` pages; totals are counted up to ``CAP``.
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

SIZE, CAP, JUMP = 30, 10_000, 100
CAP_SOUGHT = 1_000
"""How far a list is counted that no index holds together (in time or late, rated or not): rows are gone through."""
CAP_ASKED_EACH = 300
"""How far a list is counted when each row has to be asked something (its words)."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of a list: the rows that fit ``where``, ordered by ``keys`` ("-created_at", "pk")."""

    keys: tuple[str, ...]
    where: Q = field(default_factory=Q)


Order = tuple[Segment, ...]
NEWEST: Order = (Segment(("-created_at", "-pk")),)
ORDERS: Mapping[str, Order] = {
    "newest": NEWEST,
    "oldest": (Segment(("created_at", "pk")),),
    "due": (
        Segment(("item__due_at", "pk"), Q(item__due_at__isnull=False)),
        Segment(("-created_at", "-pk"), Q(item__due_at=None)),
    ),
    "last_due": (
        Segment(("-item__due_at", "-pk"), Q(item__due_at__isnull=False)),
        Segment(("-created_at", "-pk"), Q(item__due_at=None)),
    ),
    "category": (Segment(("category_id", "-created_at", "-pk"), Q(category__isnull=False)),
                 Segment(("-created_at", "-pk"), Q(category=None))),
    "area": (Segment(("area_code", "-created_at", "-pk")),),
    "hottest": (Segment(("-heat", "-pk"), Q(heat__gt=1)), Segment(("-created_at", "-pk"), Q(heat__lte=1))),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """``object_list`` and where it stands. ``number`` is a hint as soon as rows come and go between two pages."""

    object_list: list[Any]
    number: int
    total: int
    capped: bool
    before: str = ""
    after: str = ""
    size: int = SIZE

    def __iter__(self) -> Iterator[Any]:
        return iter(self.object_list)

    @property
    def last(self) -> int:
        """The last page one may jump to."""
        return max(1, min(JUMP, -(-self.total // self.size)))

    @property
    def numbers(self) -> list[int]:
        """Page numbers to offer, 0 for a gap: the first, those around this one, the last."""
        near = {1, self.last, *range(self.number - 2, self.number + 3)}
        shown = sorted(n for n in near if 1 <= n <= self.last)
        spaced = [[0, n] if n - m > 1 else [n] for m, n in zip([0, *shown], shown, strict=False)]
        return [n for some in spaced for n in some]

    @property
    def has_other_pages(self) -> bool:
        return bool(self.before or self.after)


def total_of(rows: QuerySet, cap: int = CAP) -> tuple[int, bool]:
    """(how many, whether there are more than that)."""
    counted = rows.order_by().values("pk")[: cap + 1].count()
    return min(counted, cap), counted > cap


def page_of(
    rows: QuerySet,
    order: Order,
    query: Mapping[str, str],
    *,
    size: int = SIZE,
    cap: int = CAP,
    counted: tuple[int, bool] | None = None,
) -> KeysetPage:
    """The page that an address asks for: ``after`` or ``before`` a row, else the page with a ``page`` number.

    A number beyond the last shows the last. A mark that does not read (an old link) starts at the beginning.
    ``counted``: the total, where it is known.
    """
    total, capped = counted or total_of(rows, cap)
    last = max(1, min(JUMP, -(-total // size)))
    asked = query.get("page", "1")
    number = min(max(int(asked), 1), last) if asked.isdecimal() and len(asked) < 9 else 1
    after, before = _mark(query.get("after", ""), order), _mark(query.get("before", ""), order)
    if after or before:
        number = int(asked) if asked.isdecimal() and len(asked) < 9 else 1
        found = _beyond(rows, order, after or before, size + 1, back=after is None)
        if not found and after is None:
            return page_of(rows, order, {}, size=size, cap=cap, counted=counted)
        return _page(found, order, number, total, capped, size, back=after is None, marked=True)
    found = _skip(rows, order, (number - 1) * size, size + 1)
    return _page(found, order, number, total, capped, size, back=False, marked=number > 1)


Found = list[tuple[int, Any]]


def _page(
    found: Found, order: Order, number: int, total: int, capped: bool, size: int, *, back: bool, marked: bool
) -> KeysetPage:
    """``marked``: there are rows on the side one came from."""
    more, shown = len(found) > size, found[:size]
    if back:
        shown = shown[::-1]
    earlier, later = (more, True) if back else (marked, more)
    return KeysetPage(
        [row for _segment, row in shown],
        max(number, 1),
        total,
        capped,
        _written(shown[0], order) if shown and earlier else "",
        _written(shown[-1], order) if shown and later else "",
        size,
    )


def _skip(rows: QuerySet, order: Order, start: int, wanted: int) -> Found:
    """By offset; bounded by ``JUMP`` pages."""
    found: Found = []
    for index, segment in enumerate(order):
        if len(found) >= wanted:
            break
        here = rows.filter(segment.where).order_by(*segment.keys)
        part = list(here[start : start + wanted - len(found)])
        if index + 1 < len(order) and not part and start:
            start = max(0, start - here.order_by().values("pk")[: start + 1].count())
        elif part:
            start = 0
        found += [(index, row) for row in part]
    return found


def _beyond(rows: QuerySet, order: Order, mark: "Mark", wanted: int, *, back: bool) -> Found:
    found: Found = []
    steps = range(mark.segment, -1, -1) if back else range(mark.segment, len(order))
    for index in steps:
        if len(found) >= wanted:
            break
        keys = [_turned(key) for key in order[index].keys] if back else list(order[index].keys)
        here = rows.filter(order[index].where)
        if index == mark.segment:
            here = here.filter(_later(keys, mark.values))
        found += [(index, row) for row in here.order_by(*keys)[: wanted - len(found)]]
    return found


def _turned(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _later(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows that come after ``values`` in the order of ``keys``; the first key bounds the index scan."""
    later = Q()
    equal = Q()
    for key, value in zip(keys, values, strict=True):
        name, sign = (key[1:], "lt") if key.startswith("-") else (key, "gt")
        later |= equal & Q(**{f"{name}__{sign}": value})
        equal &= Q(**{name: value})
    first = keys[0].lstrip("-")
    return Q(**{f"{first}__{'lte' if keys[0].startswith('-') else 'gte'}": values[0]}) & later


# ---- the mark of a row in an address ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    segment: int
    values: tuple[Any, ...]


def _written(found: tuple[int, Any], order: Order) -> str:
    index, row = found
    values = [_value(row, key.lstrip("-")) for key in order[index].keys]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps([index, *plain]).encode()).decode().rstrip("=")


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _mark(text: str, order: Order) -> Mark | None:
    """Whatever stands in an address; what does not fit the order is no mark."""
    try:
        index, *values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        keys = order[index].keys if isinstance(index, int) and index >= 0 else ()
        if not keys or len(values) != len(keys):
            return None
        return Mark(index, tuple(_READ[_kind(key)](v) for key, v in zip(keys, values, strict=True)))
    except (ValueError, TypeError, IndexError, KeyError, binascii.Error, UnicodeDecodeError):
        return None


def _kind(key: str) -> str:
    name = key.lstrip("-").rpartition("__")[2]
    return "time" if name.endswith("_at") else "text" if name == "area_code" else "number"


def _number(value: Any) -> int:
    if not isinstance(value, int) or abs(value) > 2**62:
        raise ValueError(value)
    return value


def _time(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(value)
    return value


_READ: Mapping[str, Callable[[Any], Any]] = {"time": _time, "text": _text, "number": _number}
