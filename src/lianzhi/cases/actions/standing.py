"""What the deadline of one case follows: its condition, the voices on it, how strongly it presses.  R-124."""

from collections.abc import Mapping, Sequence
from typing import Any

from lianzhi.cases.models import Case
from lianzhi.cases.queries import limits
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput


def choose_condition(case: Case, code: str, by: Actor, reason: str = "") -> bool:
    """Set the 立案条件 on a locked case; True when it changed. Raises BadInput for one the category has not.

    ``reason`` stands in the trail and on the case.
    """
    if code and code not in {c.code for c in limits.offered(case.category.code if case.category else "")}:
        raise BadInput(
            "cases.condition",
            N_("This filing condition does not belong to the category."),
            way_out=N_("Choose one from the list."),
            field="condition",
        )
    if case.condition == code:
        return False
    before, case.condition = case.condition, code
    case.save(update_fields=["condition"])
    entry = {"before": before, "after": code} | ({"reason": _short(reason)} if reason.strip() else {})
    audit.record(by, "cases.condition", f"case:{case.pk}", entry)
    return True


def change_condition(case: Case, code: str, by: Actor, reason: str) -> bool:
    """A person sets another 立案条件 than the case has, and says why. Raises BadInput."""
    if code != case.condition and not reason.strip():
        raise BadInput(
            "cases.condition_reason",
            N_("Say why the filing condition changes."),
            way_out=N_("One sentence is enough; it stands in the trail."),
            field="reason",
        )
    return choose_condition(case, code, by, reason)


def before_move(case: Case, verb: str, given: worklist.Given, by: Actor) -> None:
    """What a move brings along besides: the condition when filing, the ticked checklist when closing.

    The first condition that a case gets needs no reason but the filing itself; another one does.
    """
    detail: Mapping[str, Any] = given.detail
    if verb == "file" and (code := detail.get("condition")):
        choose = change_condition if case.condition else choose_condition
        if choose(case, code, by, given.reason):
            relimit(case)
    if verb == "close":
        check_closing(case, detail.get("checklist", ()))


def relimit(case: Case) -> None:
    """The item's deadlines anew from what the case says now. The caller holds the case's lock."""
    if case.item_id is None:
        return
    flow = worklist.item(case.item_id).flow if limits.pressing_on(case) else limits.FLOW
    worklist.relimit(
        case.item if case.held else case.item_id,
        area_code=case.area_code,
        limits=limits.limits_of_case(case, flow),
    )


def press(case: Case, *, heat: int | None = None, urgency: str = "", reason: str = "", by: Actor) -> None:
    """More voices, or a stronger complaint: written, and where a stricter limit follows from it, set."""
    check_urgency(urgency)
    before = {c.code for c in limits.pressing_on(case)}
    was = {"heat": case.heat, "urgency": case.urgency}
    case.heat = case.heat if heat is None else heat
    case.urgency = urgency or case.urgency
    now = {"heat": case.heat, "urgency": case.urgency}
    if now == was:
        return
    case.save(update_fields=["heat", "urgency"])
    after = {c.code for c in limits.pressing_on(case)}
    if after != before:
        relimit(case)
    entry = {"before": was, "after": now, "pressing": sorted(after)} | ({"reason": reason} if reason else {})
    audit.record(by, "cases.press", f"case:{case.pk}", entry)


def check_urgency(code: str) -> None:
    if code and code not in Case.Urgency.values:
        raise BadInput(
            "cases.urgency", N_("There is no such urgency."), way_out=N_("Choose one from the list."), field="urgency"
        )  # fmt: skip


def urge_by_hand(case: Case, urgency: str, reason: str, by: Actor) -> None:
    """A person says how urgent a locked case is, up or down, and why. Raises BadInput."""
    if urgency and urgency != case.urgency and not reason.strip():
        raise BadInput(
            "cases.urgency_reason",
            N_("Say why the urgency changes."),
            way_out=N_("One sentence is enough; it stands in the trail."),
            field="reason",
        )
    press(case, urgency=urgency, reason=_short(reason), by=by)


def check_taken_urgency(urgency: str, reason: str) -> None:
    """Who takes a report down and calls it urgent says why. Raises BadInput."""
    check_urgency(urgency)
    if urgency and urgency != Case.Urgency.NORMAL and not reason.strip():
        raise BadInput(
            "cases.taken_urgency",
            N_("Say why it is urgent."),
            way_out=N_("One sentence is enough, for example what the caller fears; it stands on the case."),
            field="urgency_reason",
        )


def _short(reason: str) -> str:
    return reason.strip()[:500]


def refit_condition(case: Case, by: Actor) -> None:
    """After a change of category: a condition that the new one has as well stays, any other goes."""
    if case.condition not in {c.code for c in limits.offered(case.category.code if case.category else "")}:
        choose_condition(case, "", by)


def check_closing(case: Case, ticked: Sequence[str]) -> None:
    """A pressing matter closes only with every line of its closing checklist ticked (R-124)."""
    wanted = [line for view in limits.pressing_on(case) for line in view.checklist]
    missing = [line for line in wanted if line["code"] not in ticked]
    if missing:
        raise BadInput(
            "cases.checklist",
            N_("%(missing)d of %(all)d lines of the closing checklist are not ticked."),
            way_out=N_("Look at each line, and tick it when it holds."),
            field="checklist",
            params={"missing": len(missing), "all": len(wanted)},
        )
