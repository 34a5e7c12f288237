"""Publish a rule; let the rules treat a case that just came in.  House, section 3; law 4: a person may always undo it.

Rules set what nobody has set: urgency, condition, category; they name the units that a case is sent to and the words
that the reporter gets. Each ruling is kept with the conditions and the values it saw, and shown on the case.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lianzhi.cases.actions import standing
from lianzhi.cases.actions.stepping import locked
from lianzhi.cases.actions.telling import tell
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case, Category, Rule, Ruled
from lianzhi.cases.queries import automatic
from lianzhi.cases.queries.cases import by_id
from lianzhi.cases.rules.automatic import Ruling, checked, rule
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput

EDIT = "rules.edit"


@transaction.atomic
def save_rule(
    code: str, *, name_zh: str, condition: str, does: Mapping[str, Any], name_en: str = "", place: int = 100,
    active: bool = True, by: Actor,
) -> automatic.RuleView:  # fmt: skip
    """Publish a rule or its next version. Cases treated before keep what was done to them. Raises BadInput."""
    access.require(by, EDIT, None)
    last = Rule.objects.select_for_update().filter(code=code, newest=True).first()
    if last and "joint" not in does:  # a form that does not know the order must not lose it
        does = {**does, "joint": last.does.get("joint", ())}
    _tree, orders = checked(condition, does, automatic.known())
    _exist((*orders.units, *orders.joint), orders.category)
    Rule.objects.filter(code=code, newest=True).update(newest=False)
    row = Rule.objects.create(
        code=code, version=(last.version if last else 0) + 1, name_zh=name_zh, name_en=name_en, place=place,
        condition=condition, does=orders.things, active=active, at=clock.now(), by=by.id,
    )  # fmt: skip
    said = {"version": row.version, "condition": condition, "does": orders.things, "active": active}
    audit.record(by, "cases.save_rule", f"rule:{code}", said)
    return automatic.rule_view(row)


def _exist(units: tuple[str, ...], category: str) -> None:
    unknown = [code for code in units if access.unit(code) is None]
    if category and not Category.objects.filter(standard="town", code=category, active=True).exists():
        unknown.append(category)
    if unknown:
        raise BadInput(
            "cases.rule_names",
            N_("Unknown: %(what)s."),
            way_out=N_("Choose units and categories from the lists."),
            field="units",
            params={"what": ", ".join(unknown)},
        )


@transaction.atomic
@audit.late()
def obey(case_id: int, *, by: Actor) -> CaseView:
    """Ask the rules about a case that no person has moved yet; doing it again changes nothing."""
    case, before = locked(case_id), by_id(case_id)
    found = automatic.standing() if len(worklist.moves(before.item.id)) == 1 else []
    if not found or case.ruled.exists():
        return before
    seen = automatic.facts(before, {name for one in found for name in one.tree.columns})
    rulings = rule(found, seen, _open(case))
    if not rulings:
        return before
    for each in rulings:
        _obeyed(case, each)
    case.save()
    standing.relimit(case)
    audit.record(by, "cases.ruled", f"case:{case.pk}", {each.code: dict(each.did) for each in rulings})
    return tell(case.pk, "ruled")


def _open(case: Case) -> set[str]:
    """What may still be set by a rule: nothing that a person chose."""
    free = {"units", "joint", "reply"}
    free |= {"urgency"} if case.urgency == Case.Urgency.NORMAL else set()
    free |= {"condition"} if not case.condition else set()
    return free | ({"category"} if case.category_id is None else set())


def _obeyed(case: Case, ruling: Ruling) -> None:
    did = ruling.did
    case.urgency, case.condition = did.get("urgency", case.urgency), did.get("condition", case.condition)
    if "category" in did:
        chosen = Category.objects.get(standard="town", code=did["category"])
        case.category, case.category_by, case.module = chosen, Case.By.MACHINE, chosen.module
    readings = [asdict(reading) | {"values": _plain(reading.values)} for reading in ruling.readings]
    Ruled.objects.create(case=case, rule_id=ruling.rule, did=dict(did), readings=readings, at=clock.now())


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date | datetime) else v for k, v in values.items()}
