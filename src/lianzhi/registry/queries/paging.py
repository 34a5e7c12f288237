"""One page of a long list by keyset: newest entries first, or those with the highest figure, from where the last page ended."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from django.db.models import Q, QuerySet

SIZE, CAP = 30, 1000


@dataclass(frozen=True, slots=True)
class Page:
    """``number`` is a hint as soon as rows come and go between two pages. Shown by ``{% pager page %}``."""

    object_list: list[Any]
    number: int
    total: int
    capped: bool
    before: str = ""
    after: str = ""
    last: int = 1
    numbers: list[int] = field(default_factory=list)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.object_list)

    @property
    def has_other_pages(self) -> bool:
        return bool(self.before or self.after)


def page_of(rows: QuerySet, query: Mapping[str, str], *, size: int = SIZE, by: str = "") -> Page:
    """After or before a row's key; a mark that does not read begins at the beginning.

    ``by``: a column of figures, the highest first; of two alike the newer one first.
    """
    if by:
        return _by_figure(rows, query, size, by)
    total = rows.order_by().values("pk")[: CAP + 1].count()
    after, before = (_key(query.get(name, "")) for name in ("after", "before"))
    if before:
        found = list(rows.filter(pk__gt=before).order_by("pk")[: size + 1])
        more, found = len(found) > size, found[:size][::-1]
        if not found:
            return page_of(rows, {}, size=size)
        return _page(found, total, before=more, after=True, query=query)
    found = list((rows.filter(pk__lt=after) if after else rows).order_by("-pk")[: size + 1])
    return _page(found[:size], total, before=bool(after), after=len(found) > size, query=query)


def _by_figure(rows: QuerySet, query: Mapping[str, str], size: int, by: str) -> Page:
    total = rows.order_by().values("pk")[: CAP + 1].count()
    after, before = (_mark(query.get(name, "")) for name in ("after", "before"))
    if before:
        figure, pk = before
        above = rows.filter(Q(**{f"{by}__gt": figure}) | Q(**{by: figure, "pk__gt": pk}))
        found = list(above.order_by(by, "pk")[: size + 1])
        if not found:
            return _by_figure(rows, {}, size, by)
        more, shown = len(found) > size, found[:size][::-1]
        return _page(shown, total, before=more, after=True, query=query, by=by)
    below = rows
    if after:
        figure, pk = after
        below = rows.filter(Q(**{f"{by}__lt": figure}) | Q(**{by: figure, "pk__lt": pk}))
    found = list(below.order_by(f"-{by}", "-pk")[: size + 1])
    return _page(found[:size], total, before=bool(after), after=len(found) > size, query=query, by=by)


def _mark(text: str) -> tuple[float, int] | None:
    figure, _, pk = text.partition("_")
    try:
        told = float(figure)
    except ValueError:
        return None
    return (told, _key(pk)) if isfinite(told) and _key(pk) else None


def _page(found: list[Any], total: int, *, before: bool, after: bool, query: Mapping[str, str], by: str = ""
) -> Page:  # fmt: skip
    asked = query.get("page", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 9 else 1
    marks = (
        [f"{getattr(row, by)!r}_{row.pk}" if by else str(row.pk) for row in (found[0], found[-1])]
        if found
        else []
    )
    first, last = marks or ("", "")
    return Page(found, number, min(total, CAP), total > CAP, first * before, last * after)


def _key(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 17 else 0
