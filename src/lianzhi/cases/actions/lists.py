"""Categories, the responsibility list, ways in."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from lianzhi.cases.actions.limits import category_cells, write_cells
from lianzhi.cases.actions.versions import keep_version
from lianzhi.cases.contracts import CategoryView, IntakeView
from lianzhi.cases.models import Category, Intake, Responsibility
from lianzhi.cases.queries.views import category_view, intake_view
from lianzhi.cases.rules.limits import limits_of
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput

MODULES = ("party", "enforcement", "safety", "control", "economy", "livelihood")


@transaction.atomic
def save_category(
    code: str, *, limits: Mapping[str, Any] | None = None, since: datetime | None = None, by: Actor, **values: Any
) -> CategoryView:  # fmt: skip
    """Make or change a category of the town's own standard. ``limits`` by clock go into the deadline matrix."""
    access.require(by, "duties.edit", None)
    limits_of(limits or {})
    if values.get("module") not in MODULES:
        raise BadInput(
            "cases.module",
            N_("Choose one of the six modules."),
            way_out=N_("It decides where the matter is counted."),
            field="module",
        )
    row, _made = Category.objects.update_or_create(
        standard="town", kind=Category.Kind.MATTER, code=code, defaults=values
    )
    keep_version(row, by)
    changes = write_cells(category_cells(code, limits or {}), since=since, by=by)
    audit.record(
        by, "cases.save_category", f"category:{code}", values | ({"limits": changes} if changes else {})
    )
    return category_view(row)


@transaction.atomic
def save_duty(
    category: str, area_code: str, *, lead: str, supports: Sequence[str] = (), legal_ground: str = "", verified: bool = False,
    valid_from: date | None = None, valid_to: date | None = None, by: Actor,
) -> None:  # fmt: skip
    """One line of the responsibility list: category x area -> lead, supporting units, legal ground (R-300)."""
    access.require(by, "duties.edit", _Here(area_code))
    kind = Category.objects.filter(standard="town", code=category).first()
    unknown = [code for code in (lead, *supports) if access.unit(code) is None]
    if kind is None or unknown:
        raise BadInput(
            "cases.duty",
            N_("Category or unit is unknown: %(what)s."),
            way_out=N_("Choose them from the lists."),
            field="lead",
            params={"what": ", ".join(unknown) or category},
        )
    start = valid_from or timezone.localdate(clock.now())
    values = {
        "lead": lead, "supports": list(supports), "legal_ground": legal_ground, "verified": verified,
        "valid_to": valid_to, "choices": [],
    }  # fmt: skip
    Responsibility.objects.update_or_create(
        category=kind, area_code=area_code, valid_from=start, defaults=values
    )
    audit.record(
        by,
        "cases.save_duty",
        f"category:{category}",
        {"area": area_code, "lead": lead, "supports": list(supports)},
    )


@transaction.atomic
def declare_intake(code: str, *, by: Actor, **values: Any) -> IntakeView:
    """A scenario package declares its way in; its categories must exist."""
    unknown = set(values.get("categories", ())) - set(
        Category.objects.filter(standard="town").values_list("code", flat=True)
    )
    if unknown:
        raise BadInput(
            "cases.intake_categories", N_("Unknown categories: %(codes)s."), way_out=N_("Add them to the category list first."),
            params={"codes": ", ".join(sorted(unknown))},
        )  # fmt: skip
    row, _made = Intake.objects.update_or_create(code=code, defaults=values)
    audit.record(by, "cases.declare_intake", f"intake:{code}", _plain(values))
    return intake_view(row)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


class _Here:
    unit_codes: tuple[str, ...] = ()

    def __init__(self, area_code: str) -> None:
        self.area_code = area_code
