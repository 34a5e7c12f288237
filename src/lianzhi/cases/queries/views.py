"""From rows to the values that cross the door."""

from collections.abc import Iterable, Sequence

from django.db.models import F, QuerySet

from lianzhi.cases.contracts import CaseView, CategoryView, IntakeView, RatingView, SignalView
from lianzhi.cases.models import Case, Category, Intake, Rating, Signal
from lianzhi.foundation.statements.api import Many
from lianzhi.foundation.worklist import api as worklist


def category_view(row: Category) -> CategoryView:
    return CategoryView(
        row.code,
        row.name_zh,
        row.name_en,
        row.module,
        row.hint_zh,
        row.hint_en,
        active=row.active,
        private=row.private,
    )


def with_numbers(rows: QuerySet[Case]) -> QuerySet[Case]:
    """With the numbers of the case it follows and of the one it is a part of, in the same statement."""
    return rows.annotate(main_number=F("main__number"), parent_number=F("parent__number"))


_rows: Many[Case] = Many(
    lambda keys: with_numbers(Case.objects.select_related("category", "item").filter(pk__in=keys))
)
_ratings: Many[Rating] = Many(lambda keys: Rating.objects.filter(case_id__in=keys).order_by("round"))


def views_by_key(keys: Sequence[int]) -> list[CaseView]:
    """The cases with these keys, in this order."""
    found = {row.pk: row for row in _rows(keys)}
    return case_views(found[key] for key in keys if key in found)


def case_views(rows: Iterable[Case]) -> list[CaseView]:
    """A page of cases, read with their items only: one query for all parts, one for all ratings."""
    found = list(rows)
    worklist.read_parts([row.item for row in found if row.item_id])
    ratings: dict[int, list[Rating]] = {}
    for rating in _ratings([row.pk for row in found]):
        ratings.setdefault(rating.case_id, []).append(rating)
    return [case_view(row, ratings=ratings.get(row.pk, ())) for row in found]


def case_view(
    row: Case,
    item: worklist.ItemView | None = None,
    *,
    rated: bool = True,
    ratings: Sequence[Rating] | None = None,
) -> CaseView:
    """Wants ``item__tasks``, ``item__flow``-free and ``ratings`` prefetched to cost no query of its own.

    Who has just moved the item hands it in; ``rated`` False says that nobody can have rated the case yet.
    """
    if ratings is None:
        ratings = sorted(row.ratings.all(), key=lambda r: r.round) if rated else []
    return CaseView(
        id=row.pk,
        number=row.number,
        token=row.token,
        title=row.title,
        text=row.text,
        intake=row.scenario,
        source=row.source,
        module=row.module,
        category=category_view(row.category) if row.category else None,
        category_by=row.category_by,
        confidence=row.confidence,
        place_text=row.place_text,
        place_code=row.place_code,
        lon=row.lon,
        lat=row.lat,
        area_code=row.area_code,
        reporter=row.reporter,
        answer=row.answer,
        created_at=row.created_at,
        item=item or worklist.item_view(row.item),
        rating=rating_view(ratings[-1]) if ratings else None,
        main_id=row.main_id,
        parent_id=row.parent_id,
        answers=row.answers,
        urgency=row.urgency,
        heat=row.heat,
        main=row.main_number if row.main_id else "",
        parent=row.parent_number if row.parent_id else "",
        accuracy_m=row.accuracy_m,
    )


def rating_view(row: Rating) -> RatingView:
    return RatingView(row.grade, tuple(row.reasons), row.text, row.at, row.round)


def intake_view(row: Intake) -> IntakeView:
    return IntakeView(
        row.code,
        row.name_zh,
        row.name_en,
        row.flow,
        tuple(row.categories),
        row.auto_dispatch,
        row.module,
        row.anonymous,
        row.machine,
    )


def signal_view(row: Signal) -> SignalView:
    return SignalView(
        id=row.pk,
        source=row.source,
        external_id=row.external_id,
        author=row.author,
        title=row.title,
        text=row.text,
        occurred_at=row.occurred_at,
        received_at=row.received_at,
        place_text=row.place_text,
        lon=row.lon,
        lat=row.lat,
        area_code=row.area_code,
        label=row.label,
        label_by=row.label_by,
        confidence=row.confidence,
        runner_up=row.runner_up,
        extra=row.extra,
        case_number=row.case.number if row.case else "",
    )
