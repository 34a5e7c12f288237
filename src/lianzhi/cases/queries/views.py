"""From rows to the values that cross the door."""

from lianzhi.cases.contracts import CaseView, CategoryView, IntakeView, RatingView, SignalView
from lianzhi.cases.models import Case, Category, Intake, Rating, Signal
from lianzhi.foundation.worklist import api as worklist


def category_view(row: Category) -> CategoryView:
    return CategoryView(
        row.code, row.name_zh, row.name_en, row.module, row.hint_zh, row.hint_en, row.limits, row.active
    )


def case_view(row: Case) -> CaseView:
    """Wants ``item__tasks``, ``item__flow``-free and ``ratings`` prefetched to cost no query of its own."""
    ratings = sorted(row.ratings.all(), key=lambda r: r.round)
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
        item=worklist.item_view(row.item),
        rating=rating_view(ratings[-1]) if ratings else None,
    )


def rating_view(row: Rating) -> RatingView:
    return RatingView(row.grade, tuple(row.reasons), row.text, row.at, row.round)


def intake_view(row: Intake) -> IntakeView:
    return IntakeView(
        row.code, row.name_zh, row.name_en, row.flow, tuple(row.categories), row.auto_dispatch, row.module
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
