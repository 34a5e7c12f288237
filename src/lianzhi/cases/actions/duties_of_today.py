"""Areas were split, merged or got another code: their lines of the responsibility list follow (R-300, issue 4).

What goes on whole goes along; what leaves a choice stands as undecided, and nothing is sent by it until a person settled it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from lianzhi.cases.models import Category, Responsibility
from lianzhi.cases.queries.lists import duties
from lianzhi.cases.rules.duties import Choice, Duty
from lianzhi.cases.rules.following_duties import followed
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import N_, WrongState

NOBODY = -1
"""Instead of the number of a choice: the area gets no line of its own, the wider one's holds."""


@dataclass(frozen=True, slots=True)
class DutiesMoved:
    """How many lines went along by themselves, and how many wait for a person."""

    followed: int
    undecided: int


@transaction.atomic
def follow_duties(heirs: Mapping[str, Sequence[str]], *, day: date, by: Actor) -> DutiesMoved:
    """After the areas of ``heirs`` changed on ``day``: what each code goes on in. Asked twice it is done."""
    list(Category.objects.select_for_update().filter(standard="town").order_by("pk").values_list("pk"))
    moved = followed(duties(), heirs, day)
    for line in moved.ended:
        _row(line).update(valid_to=line.valid_to)
    for line in moved.begun:
        _begin(line)
        detail = {"area": line.area_code, "from": list(line.came_from), "lead": line.lead}
        detail |= {"choices": [c.lead for c in line.choices]} if line.undecided else {}
        audit.record(by, "cases.follow_duty", f"category:{line.category}", detail)
    waiting = sum(line.undecided for line in moved.begun)
    return DutiesMoved(len(moved.begun) - waiting, waiting)


@transaction.atomic
def settle_duties(answers: Iterable[tuple[str, str, date, int]], *, by: Actor) -> None:
    """Each: category, area, first day of the line; the position of the choice, or NOBODY. All or none.

    Raises NotAllowed; WrongState where a line was settled already.
    """
    for category, area_code, valid_from, choice in answers:
        _settle(category, area_code, valid_from, choice, by)


def _settle(category: str, area_code: str, valid_from: date, choice: int, by: Actor) -> None:
    access.require(by, "duties.edit", None)
    row = (
        Responsibility.objects.select_for_update()
        .filter(
            category__standard="town", category__code=category, area_code=area_code, valid_from=valid_from
        )
        .first()
    )
    if row is None or not row.choices or not NOBODY <= choice < len(row.choices):
        raise WrongState(
            "cases.duty_settled",
            N_("This line of the responsibility list was settled already."),
            way_out=N_("Open it in the list to change it."),
        )
    if choice == NOBODY:
        today = clock.now().astimezone(SHANGHAI).date()
        row.valid_to, row.choices = max(row.valid_from, today) - timedelta(days=1), []
    else:
        said = row.choices[choice]
        row.lead, row.supports, row.legal_ground = said["lead"], said["supports"], said["legal_ground"]
        row.choices = []
    row.save()
    detail: dict[str, Any] = {"area": area_code, "from": row.came_from}
    detail |= {"lead": row.lead} if choice != NOBODY else {"ended": str(row.valid_to)}
    audit.record(by, "cases.settle_duty", f"category:{category}", detail)


def _begin(line: Duty) -> None:
    values = {
        "lead": line.lead, "supports": list(line.supports), "legal_ground": line.legal_ground, "verified": line.verified,
        "valid_to": line.valid_to, "came_from": list(line.came_from), "choices": [_plain(c) for c in line.choices],
    }  # fmt: skip
    kind = Category.objects.get(standard="town", code=line.category)
    Responsibility.objects.update_or_create(
        category=kind, area_code=line.area_code, valid_from=line.valid_from, defaults=values
    )


def _row(line: Duty) -> Any:
    return Responsibility.objects.filter(
        category__standard="town", category__code=line.category, area_code=line.area_code, valid_from=line.valid_from
    )  # fmt: skip


def _plain(choice: Choice) -> dict[str, Any]:
    said = asdict(choice)
    return {"area": said.pop("area_code"), **said, "supports": list(choice.supports)}
