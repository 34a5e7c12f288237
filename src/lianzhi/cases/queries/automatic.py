"""Rules in force, what they see of a case, what they did to one, and what a new one would have done."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case, Rule, Ruled
from lianzhi.cases.modules import MODULE_NAMES
from lianzhi.cases.queries.cases import rows
from lianzhi.cases.queries.lists import categories
from lianzhi.cases.queries.near import near
from lianzhi.cases.queries.views import case_view
from lianzhi.cases.queries.ways import DOORS, MESSAGE, door
from lianzhi.cases.rules.automatic import Standing, catalogue, checked, day, nameless, times
from lianzhi.foundation.files import api as files
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.checksums import canonical
from lianzhi.kernel.errors import BadInput
from lianzhi.kernel.rules import Catalogue, Tree, judge, read

SOURCES = {code: code for code in (*DOORS, MESSAGE)}
TRIED = 500


@dataclass(frozen=True, slots=True)
class RuleView:
    """``fault``: why a rule in force stands still, its text no longer reads (a category was closed, say)."""

    code: str
    version: int
    place: int
    name_zh: str
    name_en: str
    condition: str
    does: Mapping[str, Any]
    active: bool
    by: str
    at: datetime
    fault: BadInput | None = None


@dataclass(frozen=True, slots=True)
class RulingView:
    """Why a case was treated as it was. ``readings``: (zh, en, held) of each condition."""

    rule: RuleView
    did: Mapping[str, Any]
    readings: tuple[Mapping[str, Any], ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Trial:
    """What a condition would have met among the newest cases. ``unknown``: a datum was missing."""

    looked_at: int
    held: int
    unknown: int
    examples: tuple[CaseView, ...]


def known() -> Catalogue:
    return _catalogue(tuple((c.code, c.name_zh) for c in categories()))


@lru_cache(maxsize=4)
def _catalogue(kinds: tuple[tuple[str, str], ...]) -> Catalogue:
    return catalogue(dict(kinds), dict(MODULE_NAMES), SOURCES)


def rules() -> list[RuleView]:
    """The newest version of each, in the order they are asked, with what keeps one from running."""
    catalogued = known()
    return [
        replace(rule_view(row), fault=ready if row.active and isinstance(ready, BadInput) else None)
        for row in Rule.objects.filter(newest=True).order_by("place", "code")
        for ready in [_ready(row.pk, row.code, row.condition, canonical(row.does), catalogued)]
    ]


def versions(code: str) -> list[RuleView]:
    """Every version of a rule, the newest first."""
    return [rule_view(row) for row in Rule.objects.filter(code=code).order_by("-version")]


def standing() -> list[Standing]:
    """The rules in force, in their order. One that no longer reads is left out; the list of rules says why."""
    catalogued = known()
    in_force = Rule.objects.filter(newest=True, active=True).order_by("place", "code")
    read_ = (_ready(row.pk, row.code, row.condition, canonical(row.does), catalogued) for row in in_force)
    return [one for one in read_ if isinstance(one, Standing)]


@lru_cache(maxsize=256)
def _ready(pk: int, code: str, condition: str, does: str, catalogued: Catalogue) -> Standing | BadInput:
    """Read once per process: a catalogue is made anew only when the categories change."""
    try:
        return Standing(pk, code, *checked(condition, json.loads(does), catalogued))
    except BadInput as refused:
        return refused.with_traceback(None)  # kept by the cache: not with the frames it came from


def facts(case: CaseView, wanted: Iterable[str]) -> dict[str, Any]:
    """What rules see of a case. Whatever costs a query is looked up only when some rule asks for it."""
    asked, at = set(wanted), case.created_at
    found: dict[str, Any] = {
        "text": case.text, "title": case.title, "place": case.place_text, "area": case.area_code, "source": door(case.source),
        "category": case.category.code if case.category else None, "module": case.module or None, "way_in": case.intake,
        "confidence": case.confidence, "located": case.located, "anonymous": nameless(case.reporter), **times(at),
    }  # fmt: skip
    if "voices" in asked:
        found["voices"] = Case.objects.filter(pk=case.id).values_list("heat", flat=True).first()
    if "working_day" in asked:
        found["working_day"] = worklist.calendar().is_working_day(day(at))
    if "photos" in asked:
        found["photos"] = len(files.of(case.subject, "report"))
    if "near_alike" in asked and case.category and case.lon is not None and case.lat is not None:
        alike = near(case.lon, case.lat, case.category.code, case.text, 50)
        found["near_alike"] = sum(one.case.id != case.id for one in alike)
    return found


def trial(condition: str, *, examples: int = 10) -> Trial:
    """Ask a condition of the newest cases. Raises BadInput when it cannot be read."""
    tree = read(condition, known())
    seen = [case_view(row) for row in rows().order_by("-created_at", "-pk")[:TRIED]]
    said = [(case, _asked(tree, case)) for case in seen]
    held = [case for case, answer in said if answer is True]
    return Trial(len(said), len(held), sum(a is None for _c, a in said), tuple(held[:examples]))


def _asked(tree: Tree, case: CaseView) -> Any:
    return judge(tree, facts(case, tree.columns))


def ruled(case_id: int) -> list[RulingView]:
    """What rules did to a case, in their order."""
    found = Ruled.objects.select_related("rule").filter(case_id=case_id)
    return [RulingView(rule_view(row.rule), row.did, tuple(row.readings), row.at) for row in found]


def rule_view(row: Rule) -> RuleView:
    return RuleView(
        row.code,
        row.version,
        row.place,
        row.name_zh,
        row.name_en,
        row.condition,
        row.does,
        row.active,
        row.by,
        row.at,
    )
