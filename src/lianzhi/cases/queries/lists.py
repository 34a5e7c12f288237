"""Categories, ways in, and who is responsible."""

from dataclasses import replace
from datetime import date

from django.db.models import Q
from django.utils.translation import get_language

from lianzhi.cases.contracts import CategoryView, IntakeView
from lianzhi.cases.models import Category, Intake, Responsibility
from lianzhi.cases.queries.limits import category_limits
from lianzhi.cases.queries.views import category_view, intake_view
from lianzhi.cases.rules.duties import Choice, Duty, responsible
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import SHANGHAI


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
    """The ways in that people are offered; those by which only the platform reports are not."""
    return [intake_view(row) for row in Intake.objects.filter(active=True, machine=False).order_by("code")]


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
            tuple(r.came_from),
            tuple(Choice(c["area"], c["lead"], tuple(c["supports"]), c["legal_ground"]) for c in r.choices),
        )
        for r in rows.order_by("category__code", "area_code", "valid_from")
    ]


def duty(category_code: str, area_code: str, on: date) -> Duty | None:
    """The entry of the responsibility list that holds here and today; None also where it is still to be settled."""
    found = nearest_duty(category_code, area_code, on)
    return found if found and not found.undecided else None


def nearest_duty(category_code: str, area_code: str, on: date) -> Duty | None:
    """The same, also while it is undecided: its area was split or merged, and its choices are proposals."""
    return responsible(duties(category_code), category_code, area_code, on)


def undecided_duties() -> list[Duty]:
    """Lines whose area was split or merged and which nobody has settled, by the area they came from."""
    today = clock.now().astimezone(SHANGHAI).date()
    found = [d for d in duties() if d.undecided and (d.valid_to is None or d.valid_to >= today)]
    return sorted(found, key=lambda d: (d.came_from, d.area_code, d.category))
