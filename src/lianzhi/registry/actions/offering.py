"""Before a new person is made: who may it be?  R-085. One entry against its candidates, by the same definition as the job."""

from typing import Any

from lianzhi.kernel.actor import Actor
from lianzhi.registry import protecting
from lianzhi.registry.access import EDIT
from lianzhi.registry.actions import settling_pairs
from lianzhi.registry.contracts import Likely, Recorded, RowError
from lianzhi.registry.importing.drafts import Draft
from lianzhi.registry.linkage import entries
from lianzhi.registry.linkage.cards import card
from lianzhi.registry.linkage.scoring import Evidence
from lianzhi.registry.models import Person
from lianzhi.registry.queries.reach import reachable

MOST = 5
Alike = list[tuple[Person, Evidence]]


def alike(draft: Draft, by: Actor) -> Alike:
    """The likeliest few within reach: what another area keeps is not told to who types a name."""
    values = draft.values
    one = card(
        "", name=values.get("name", ""), former=values.get("former_name", ""), sex=values.get("sex", ""),
        birth=values.get("birth"), place=values.get("place", ""),
        identity=protecting.digest("identity", values.get("identity", "")),
        phone=protecting.digest("phone", values.get("phone", "")),
    )  # fmt: skip
    found = entries.alike(one, reachable(by, EDIT))[:MOST]
    rows = (
        Person.objects.in_bulk([other["code"] for other, _, _ in found], field_name="code") if found else {}
    )
    return [(rows[other["code"]], evidence) for other, evidence, _ in found if other["code"] in rows]


def offered(found: Alike, warnings: tuple[RowError, ...]) -> Recorded:
    views = tuple(_view(row, evidence) for row, evidence in found)
    return Recorded(views[0].code, True, False, warnings=warnings, likely=views)


def refused(made: Any, found: Alike, by: Actor) -> None:
    """Who made the entry all the same said that it is none of these: nobody is asked about them again."""
    for row, evidence in found:
        if row.pk != made.pk:
            settling_pairs.apart(row, made, evidence, by)


def _view(row: Person, evidence: Evidence) -> Likely:
    return Likely(
        row.code, row.name, row.sex, row.birth, protecting.shown(row, "identity"), protecting.shown(row, "phone"),
        row.place, round(evidence.weight, 1), dict(evidence.levels),
    )  # fmt: skip
