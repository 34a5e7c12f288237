"""Categories, ways in, and who is responsible."""

from dataclasses import replace
from datetime import date

from django.db.models import Q
from django.utils.translation import get_language

from lianzhi.cases.contracts import CategoryView, IntakeView
from lianzhi.cases.models import Category, Intake, Responsibility
from lianzhi.cases.queries.limits import category_limits
from lianzhi.cases.queries.views import category_view, intake_view
from lianzhi.cases.rules.duties import Duty, responsible


def categories(codes: tuple[str, ...] = (), *, closed: bool = False) -> list[CategoryView]:
    """The town's own categories; with ``closed`` also those out of use, and each with its own deadlines."""
    rows = Category.objects.filter(standard="town").filter(Q() if closed else Q(active=True))
    rows = rows.filter(code__in=codes) if codes else rows
    limits = category_limits() if closed else {}
    return [replace(category_view(row), limits=limits.get(row.code, {})) for row in rows]


def named_categories() -> list[tuple[str, str]]:
    """(code, name in the language of the page), for lists that other rooms show."""
    return [(each.code, each.name(get_language() or "")) for each in categories()]


def category(code: str) -> CategoryView | None:
    row = Category.objects.filter(standard="town", code=code, active=True).first()
    return category_view(row) if row else None


def intakes() -> list[IntakeView]:
    return [intake_view(row) for row in Intake.objects.filter(active=True).order_by("code")]


def offered_intakes() -> list[IntakeView]:
    """Those that people choose from when they report."""
    return [way for way in intakes() if way.residents]


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
