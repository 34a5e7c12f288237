"""Ratings: follow-ups of bad ones, the public list in order, and counts by item and unit.  R-278.

Everything is read over a bounded window or by key, so that no page grows with the number of cases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from lianzhi.cases.contracts import CaseView, CategoryView
from lianzhi.cases.models import Case, Category, FollowUp, Rating
from lianzhi.cases.queries.cases import SEE, by_id, reachable
from lianzhi.cases.queries.views import category_view
from lianzhi.cases.rules.rating import BAD_REASONS, GOOD_REASONS
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.kernel.grades import BAD

LOOKED_AT, LISTED, PUBLIC = 600, 200, 30
WINDOW = timedelta(days=30)
REASONS = GOOD_REASONS | BAD_REASONS


@dataclass(frozen=True, slots=True)
class FollowUpView:
    id: int
    number: str
    title: str
    grade: int
    reasons: tuple[str, ...]
    text: str
    rated_at: datetime
    item: worklist.ItemView
    owner: str
    reached: bool | None
    said: str
    reply: str
    outcome: str
    light: str


@dataclass(frozen=True, slots=True)
class PublicRating:
    """One rating as everybody may read it: no number, no text, no place, no person."""

    id: int
    day: datetime
    grade: int
    reasons: tuple[str, ...]
    category: CategoryView | None
    unit: access.UnitView | None
    followed: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of each grade. ``key`` is a unit's or a category's code."""

    key: str
    thing: access.UnitView | CategoryView | None
    grades: Mapping[int, int]

    @property
    def total(self) -> int:
        return sum(self.grades.values())

    @property
    def satisfied(self) -> float:
        """Share of grades 3 to 5 (满意率: 基本满意 and better)."""
        good = sum(count for grade, count in self.grades.items() if grade not in BAD)
        return good / self.total if self.total else 0.0

    @property
    def columns(self) -> list[int]:
        return [self.grades.get(grade, 0) for grade in (5, 4, 3, 2, 1)]


def follow_ups(by: Actor, *, closed: bool = False) -> list[FollowUpView]:
    """Those on cases the reader may see: open ones by deadline, closed ones newest first. Bounded."""
    rows = FollowUp.objects.select_related("rating", "item").prefetch_related("item__tasks")
    rows = rows.filter(closed_at__isnull=not closed).order_by("-closed_at" if closed else "opened_at")[
        :LOOKED_AT
    ]
    found = list(rows)
    mine = Case.objects.filter(pk__in={row.case_id for row in found}).filter(reachable(access.scope(by, SEE)))
    cases = {case.pk: case for case in mine.only("number", "title")}
    views = [_view(row, cases[row.case_id]) for row in found if row.case_id in cases][:LISTED]
    return views if closed else sorted(views, key=lambda v: (v.item.due_at is None, v.item.due_at))


def follow_up(pk: int, by: Actor) -> tuple[FollowUpView, CaseView]:
    """One with its case. Raises NotFound, also for cases of other areas."""
    row = FollowUp.objects.select_related("rating", "item", "case").filter(pk=pk).first()
    case = by_id(row.case_id) if row else None
    if row is None or case is None or not access.may(by, SEE, case):
        raise NotFound("cases.follow_up", N_("There is no such follow-up."), way_out=N_("Reload the list."))
    return _view(row, row.case), case


@dataclass(frozen=True, slots=True)
class OpenFollowUp:
    """An open follow-up: its own number, its case's, its item's."""

    id: int
    case: int
    item: int


def open_follow_ups(*, of: int | None = None) -> list[OpenFollowUp]:
    """Without an access check: for the house's own use. Of one case, or the oldest of all. Bounded."""
    rows = FollowUp.objects.filter(closed_at=None, item__isnull=False).order_by("opened_at")
    found = rows if of is None else rows.filter(case_id=of)
    return [OpenFollowUp(*row) for row in found.values_list("pk", "case_id", "item_id")[:LISTED]]


def follow_up_of(case_id: int) -> FollowUp | None:
    """The newest follow-up of a case that the reporter may read: one that was replied to."""
    return FollowUp.objects.filter(case_id=case_id).exclude(reply="").order_by("-pk").first()


def public(before: int | None = None) -> list[PublicRating]:
    """The newest ratings in order, by key: thirty a page."""
    rows = Rating.objects.filter(pk__lt=before) if before else Rating.objects.all()
    found = list(rows.order_by("-pk")[:PUBLIC])
    followed = dict(FollowUp.objects.filter(rating__in=found).values_list("rating_id", "outcome"))
    categories, units = _categories(), _units()
    return [
        PublicRating(
            row.pk, row.at, row.grade, tuple(REASONS[r] for r in row.reasons if r in REASONS),
            categories.get(row.category), units.get(row.unit),
            "" if row.pk not in followed else (followed[row.pk] or "open"),
        )
        for row in found
    ]  # fmt: skip


def tallies(by: str) -> list[Tally]:
    """Ratings of the last thirty days by ``unit`` or ``category``, most rated first. Read from one index."""
    since = clock.now() - WINDOW
    rows = Rating.objects.filter(at__gte=since).values_list(by, "grade").annotate(n=Count("pk")).order_by()
    grouped: dict[str, dict[int, int]] = {}
    for key, grade, count in rows:
        grouped.setdefault(key, {})[grade] = count
    things: Mapping[str, access.UnitView | CategoryView] = _units() if by == "unit" else _categories()
    found = [Tally(key, things.get(key), grades) for key, grades in grouped.items()]
    return sorted(found, key=lambda tally: -tally.total)


def whole(found: Sequence[Tally]) -> Tally:
    grades: dict[int, int] = {}
    for tally in found:
        for grade, count in tally.grades.items():
            grades[grade] = grades.get(grade, 0) + count
    return Tally("", None, grades)


def _view(row: FollowUp, case: Case) -> FollowUpView:
    item = worklist.item_view(row.item)
    return FollowUpView(
        row.pk, case.number, case.title, row.rating.grade,
        tuple(REASONS[r] for r in row.rating.reasons if r in REASONS), row.rating.text, row.rating.at, item,
        row.owner_name, row.reached, row.said, row.reply, row.outcome, str(item.light(clock.now())),
    )  # fmt: skip


def _categories() -> dict[str, CategoryView]:
    return {row.code: category_view(row) for row in Category.objects.filter(standard="town")}


def _units() -> dict[str, access.UnitView]:
    return {unit.code: unit for unit in access.units(closed=True)}
