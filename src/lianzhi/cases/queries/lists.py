"""Categories, ways in, and who is responsible."""

from datetime import date

from django.db.models import Q

from lianzhi.cases.contracts import CategoryView, IntakeView
from lianzhi.cases.models import Category, Intake, Responsibility
from lianzhi.cases.queries.views import category_view, intake_view
from lianzhi.cases.rules.duties import Duty, responsible


def categories(codes: tuple[str, ...] = (), *, closed: bool = False) -> list[CategoryView]:
    """The town's own categories; those out of use only when asked for."""
    rows = Category.objects.filter(standard="town").filter(Q() if closed else Q(active=True))
    return [category_view(row) for row in (rows.filter(code__in=codes) if codes else rows)]


def category(code: str) -> CategoryView | None:
    row = Category.objects.filter(standard="town", code=code, active=True).first()
    return category_view(row) if row else None


def intakes() -> list[IntakeView]:
    return [intake_view(row) for row in Intake.objects.filter(active=True).order_by("code")]


def intake(code: str) -> IntakeView | None:
    row = Intake.objects.filter(code=code, active=True).first()
    return intake_view(row) if row else None


def duties(category_code: str = "") -> list[Duty]:
    rows = Responsibility.objects.filter(category__standard="town").select_related("category")
    if category_code:
        rows = rows.filter(category__code=category_code)
    return [
        Duty(
            r.category.code,
            r.area_code,
            r.lead,
            tuple(r.supports),
            r.legal_ground,
            r.verified,
            r.valid_from,
            r.valid_to,
        )
        for r in rows.order_by("category__code", "area_code", "valid_from")
    ]


def duty(category_code: str, area_code: str, on: date) -> Duty | None:
    """The entry of the responsibility list that holds here and today, or None."""
    return responsible(duties(category_code), category_code, area_code, on)
