"""What is asked of each entry. A check is a condition over its own row, or a flag that the nightly count sets (``flags.py``).

Identity numbers, telephones, dates and lists were checked when they came in: what does not hold never becomes an entry,
and counts as a refused row against its source (``REFUSED``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils import timezone

from lianzhi.kernel import clock, yamls
from lianzhi.kernel.errors import N_
from lianzhi.registry import lists
from lianzhi.registry.models import OF_KIND, Flagged
from lianzhi.registry.rules.quality import Dimension

REFUSED, SAID = "refused", "said-wrong"
"""Rows that did not come in; an entry that a person says is wrong."""


@dataclass(frozen=True, slots=True)
class Moment:
    today: date
    now: datetime


@dataclass(frozen=True, slots=True)
class Check:
    """``fails``: which live entries fail it. ``flag``: the failing ones are in ``Flagged``. ``name`` is a message id that may
    hold ``%(field)s``."""

    code: str
    dimension: Dimension
    field: str
    name: str
    fails: Callable[[Moment], Q]
    flag: bool = False


@cache
def book() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yamls.read(Path(__file__).parents[1] / "data" / "quality.yaml")
    return found


def moment() -> Moment:
    now = clock.now()
    return Moment(timezone.localdate(now), now)


def registers() -> tuple[str, ...]:
    return tuple(book()["registers"])


def live(kind: str) -> Q:
    return Q(valid_to=None, merged_into="") if kind in ("persons", "enterprises") else Q(valid_to=None)


@cache
def checks(kind: str) -> Mapping[str, Check]:
    said = book()["registers"][kind]
    columns = lists.columns(kind)
    found = [
        *(_missing(kind, field) for field in said["complete"]),
        *(
            _listed(c.field, tuple(lists.lists()[c.listed]))
            for c in columns.values()
            if c.listed and not c.link
        ),
        _stale(timedelta(days=said["confirmed_days"])),
        *_OWN.get(kind, ()),
    ]
    return {check.code: check for check in found}


def _missing(kind: str, field: str) -> Check:
    column = lists.columns(kind)[field]
    name = f"{field}_blind" if column.sealed else field
    null = OF_KIND[kind]._meta.get_field(name).null  # type: ignore[attr-defined]
    where = Q(**{f"{name}__isnull": True}) if null else Q(**{name: ""})
    return Check(
        f"missing-{field}", Dimension.COMPLETENESS, field, N_("“%(field)s” is empty"), lambda _m: where
    )


def _listed(field: str, codes: tuple[str, ...]) -> Check:
    where = ~Q(**{f"{field}__in": ("", *codes)})
    return Check(
        f"list-{field}", Dimension.VALIDITY, field, N_("“%(field)s” is not in the list"), lambda _m: where
    )


def _stale(period: timedelta) -> Check:
    return Check(
        "stale", Dimension.TIMELINESS, "", N_("Not confirmed for longer than the period"),
        lambda m: Q(checked_at__lt=m.now - period) | Q(checked_at=None, recorded_at__lt=m.now - period),
    )  # fmt: skip


def _flagged(code: str, dimension: Dimension, field: str, name: str) -> Check:
    return Check(
        code, dimension, field, name,
        lambda _m: Q(code__in=Flagged.objects.filter(test=code).values("code")), flag=True,
    )  # fmt: skip


def _later(field: str) -> Check:
    return Check(
        f"later-{field}", Dimension.VALIDITY, field, N_("“%(field)s” is still to come"),
        lambda m: Q(**{f"{field}__gt": m.today}),
    )  # fmt: skip


def years(today: date, age: int) -> date:
    """Who was born after this day is younger than ``age``."""
    day = min(today.day, 28) if (today.month, today.day) == (2, 29) else today.day
    return date(today.year - age, today.month, day)


_V, _U, _C = Dimension.VALIDITY, Dimension.UNIQUENESS, Dimension.CONSISTENCY
NOWHERE = N_("The address is not in the address base")
ENDED = N_("The room ended in the address base")
TWO_SOURCES = N_("Two sources contradict each other about a field")
_PLACED = (
    _flagged("nowhere", _V, "place", NOWHERE),
    _flagged("room-ended", _C, "place", ENDED),
    _flagged("two-sources", _C, "", TWO_SOURCES),
)
_OWN: Mapping[str, tuple[Check, ...]] = {
    "persons": (
        _later("birth"),
        Check("card-no-birth", _V, "birth", N_("An identity card, but no date of birth"),
              lambda _m: Q(identity_kind="card", birth=None)),
        _flagged("twins", _U, "name", N_("Somebody of the same name, birth and telephone or room")),
        _flagged("two-households", _C, "household", N_("Heads one household and belongs to another")),
        Check("married-young", _C, "marital", N_("Married, but younger than the law allows"),
              lambda m: Q(marital="married", birth__gt=years(m.today, book()["ages"]["marry"]))),
        _flagged("works-young", _C, "birth", N_("Has a place of work, but is younger than the law allows")),
        _flagged("pension-young", _C, "birth", N_("Has an elder card, but is too young for one")),
        *_PLACED,
    ),
    "households": (
        _flagged("no-head", _C, "", N_("A household with members and no head, or with two")),
        *_PLACED,
    ),
    "houses": _PLACED,
    "enterprises": (
        _later("founded"),
        _flagged("credit", _V, "credit", N_("The credit code does not hold (GB 32100)")),
        _flagged("twins", _U, "name", N_("Another entry of the same name at the same address")),
        *_PLACED,
    ),
    "venues": (
        _flagged("twins", _U, "name", N_("Another entry of the same name at the same address")),
        *_PLACED,
    ),
    "things": (
        _later("made"),
        Check("past-life", _C, "expires", N_("Past its end of life and still in use"),
              lambda m: Q(expires__lt=m.today)),
        *_PLACED,
    ),
    "parcels": (
        _later("since"),
        Check("term-over", _C, "until", N_("The term is over, and the parcel was not ended or renewed"),
              lambda m: Q(until__lt=m.today)),
        *_PLACED,
    ),
}  # fmt: skip


def called(kind: str, code: str) -> str:
    """The message id of a check."""
    if code == REFUSED:
        return N_("Rows were refused when they came in")
    if code == SAID:
        return N_("A person says that the entry is wrong")
    found = checks(kind).get(code)
    return found.name if found else code
