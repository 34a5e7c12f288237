"""Before a new person or firm is made: which may it be?  R-085. One entry against its candidates, by the job's definition."""

from collections.abc import Callable, Mapping
from typing import Any

from lianzhi.kernel.actor import Actor
from lianzhi.registry import lists, protecting
from lianzhi.registry.access import EDIT
from lianzhi.registry.actions import settling_pairs
from lianzhi.registry.contracts import Likely, Recorded, RowError
from lianzhi.registry.importing.drafts import Draft
from lianzhi.registry.linkage import entries
from lianzhi.registry.linkage.cards import Card, card, firm_card
from lianzhi.registry.linkage.scoring import Evidence
from lianzhi.registry.linkage.subjects import OF_KIND
from lianzhi.registry.queries.reach import reachable
from lianzhi.registry.rules.reading import Column

MOST = 5
SHOWN = {
    "persons": ("sex", "birth", "identity", "phone"), "enterprises": ("kind", "credit", "legal_person", "phone"),
}  # fmt: skip
"""What of an entry that may be the same is shown beside its name."""
Alike = list[tuple[Any, Evidence]]


def alike(kind: str, draft: Draft, by: Actor) -> Alike:
    """The likeliest few within reach: what another area keeps is not told to who types a name. Of other kinds none."""
    subject = OF_KIND.get(kind)
    if subject is None:
        return []
    also = {}
    for field in ("identity", "phone"):
        also |= protecting.older(field, draft.values.get(field, ""))
    found = entries.alike(CARDS[kind](draft), reachable(by, EDIT), subject.code, also)[:MOST]
    codes = [other["code"] for other, _, _ in found]
    rows = subject.model.objects.in_bulk(codes, field_name="code") if found else {}
    return [(rows[other["code"]], evidence) for other, evidence, _ in found if other["code"] in rows]


def person(draft: Draft) -> Card:
    values = draft.values
    return card(
        "", name=values.get("name", ""), former=values.get("former_name", ""), sex=values.get("sex", ""),
        birth=values.get("birth"), place=values.get("place", ""),
        identity=digest(draft, "identity"), phone=digest(draft, "phone"),
    )  # fmt: skip


def firm(draft: Draft) -> Card:
    values = draft.values
    return firm_card(
        "", name=values.get("name", ""), kind=values.get("kind", ""), credit=values.get("credit", ""),
        legal=values.get("legal_person", ""), phone=digest(draft, "phone"), industry=values.get("industry", ""),
        place=values.get("place", ""),
    )  # fmt: skip


CARDS: Mapping[str, Callable[[Draft], Card]] = {"persons": person, "enterprises": firm}


def digest(draft: Draft, field: str) -> str:
    """Made once for a draft; importing keeps it beside the row."""
    known = draft.extra.get(f"{field}_blind")
    return protecting.digest(field, draft.values.get(field, "")) if known is None else str(known)


def offered(found: Alike, warnings: tuple[RowError, ...]) -> Recorded:
    views = tuple(_view(row, evidence) for row, evidence in found)
    return Recorded(views[0].code, True, False, warnings=warnings, likely=views)


def refused(made: Any, found: Alike, by: Actor) -> None:
    """Who made the entry all the same said that it is none of these: nobody is asked about them again."""
    for row, evidence in found:
        if row.pk != made.pk:
            settling_pairs.apart(row, made, evidence, by)


def _view(row: Any, evidence: Evidence) -> Likely:
    kind = f"{row.KIND}s"
    columns = lists.columns(kind)
    values = {name: _shown(row, columns[name]) for name in SHOWN[kind]}
    return Likely(
        kind, row.code, row.name, values, row.place, round(evidence.weight, 1), dict(evidence.levels)
    )


def _shown(row: Any, column: Column) -> str:
    if column.sealed:
        return protecting.shown(row, column.field)
    value = getattr(row, column.field)
    return lists.named(column.listed, value) if column.listed and value else str(value or "")
