"""The engine: publish flows, start items, make moves. Lock, access, rule, write, audit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import queries, work
from lianzhi.foundation.worklist.contracts import Given, ItemView
from lianzhi.foundation.worklist.models import DayOverride, Flow, Item, Move
from lianzhi.foundation.worklist.rules import deadlines
from lianzhi.foundation.worklist.rules.flow import FlowSpec, Needs, load
from lianzhi.foundation.worklist.rules.flow import Move as MoveSpec
from lianzhi.foundation.worklist.rules.guards import GUARDS, Facts
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import Amount
from lianzhi.kernel.checksums import canonical, sm3
from lianzhi.kernel.errors import N_, BadInput, Bilingual, Refused, WrongState

_ASK = {
    Needs.REASON: (
        "reason",
        N_("Give a reason."),
        N_("Say in a sentence why, so that the next person understands."),
    ),
    Needs.ANSWER: (
        "answer",
        N_("Write the answer to the person who reported."),
        N_("Nothing is closed without an answer: say what was done, or why nothing can be done."),
    ),
    Needs.UNITS: ("units", N_("Choose the unit that leads."), N_("One unit leads; others may support it.")),
    Needs.TASK: ("task", N_("Say which unit's part this is."), N_("Open the matter from your own list.")),
    Needs.RESULT: (
        "result",
        N_("Describe what was done."),
        N_("A sentence is enough; photos help the checker."),
    ),
    Needs.GRADE: (
        "grade",
        N_("Choose one of the five grades."),
        N_("From very satisfied to very dissatisfied."),
    ),
}


@transaction.atomic
def publish(data: Any, source: str, *, by: Actor) -> FlowSpec:
    """Check a flow and keep it. The same version again is nothing new; a changed one is refused."""
    spec = load(data, source)
    body = spec.model_dump(mode="json", by_alias=True)
    digest = sm3(canonical(body).encode())
    row, made = Flow.objects.get_or_create(
        code=spec.code, version=spec.version, defaults={"spec": body, "digest": digest}
    )
    if row.digest != digest:
        raise BadInput(
            "worklist.flow_changed",
            N_("Version %(version)s of the flow “%(code)s” is published already and reads differently."),
            way_out=N_("Raise the version number in %(source)s; running matters keep the old version."),
            params={"version": spec.version, "code": spec.code, "source": source},
        )
    if made:
        queries.forget_specs()
        audit.record(by, "worklist.publish", f"flow:{spec.code}", {"version": spec.version, "sm3": digest})
    return spec


def start(
    flow: str,
    subject: str,
    *,
    area_code: str,
    by: Actor,
    limits: Mapping[str, Amount] | None = None,
    note: str = "",
) -> ItemView:
    """A new item in the first state of the newest version of ``flow``."""
    _in_transaction()
    pk, spec = queries.newest(flow)
    at = clock.now()
    item = Item(
        flow_id=pk, subject=subject, state=spec.start, area_code=area_code, opened_at=at, state_since=at
    )
    item.limits = _plain(limits or {})
    _run_clock(item, spec, at)
    item.promised_at = deadlines.promise(queries.calendar(), at, spec, item.limits)
    item.save()
    _write(item, "start", "", by, Given(reason=note), at)
    return queries.item_view(item)


def move(item_id: int, verb: str, *, by: Actor, given: Given | None = None, reporter: str = "") -> ItemView:
    """Make one move. ``reporter`` is the actor id to whom the flow's reporter moves belong.

    Raises WrongState (somebody was faster, or a step would be skipped), NotAllowed, BadInput.
    """
    _in_transaction()
    given = given or Given()
    item = queries.locked(item_id)
    spec = queries.spec_of(item)
    step = spec.move(verb, item.state)
    if step is None:
        raise _wrong(spec, item, verb)
    if not (step.reporter and reporter and by.id == reporter):
        access.require(by, step.permission or "worklist.nobody", work.thing(item, given))
    _ask(step, given)
    _guard(step, work.facts(item, by, given))
    at, before = clock.now(), item.state
    target = work.DO[step.does](item, step, spec, by, given, at)
    _enter(item, spec, target, at)
    _write(item, verb, before, by, given, at)
    return queries.item_view(item)


def hurdles(item_id: int, *, by: Actor, given: Given) -> dict[str, Refused]:
    """Moves out of the present state that a guard would refuse to ``by`` now, each with its refusal."""
    item = Item.objects.prefetch_related("tasks").get(pk=item_id)
    facts = work.facts(item, by, given)
    steps = queries.spec_of(item).moves_from(item.state)
    refused = {step.verb: [r for r in (GUARDS[name](facts) for name in step.guards) if r] for step in steps}
    return {verb: refusals[0] for verb, refusals in refused.items() if refusals}


def relimit(item_id: int, *, area_code: str, limits: Mapping[str, Amount]) -> ItemView:
    """New area and deadlines after a correction; the running clock is measured anew from its own start."""
    _in_transaction()
    item = queries.locked(item_id)
    spec = queries.spec_of(item)
    item.area_code, item.limits = area_code, _plain(limits)
    _measure(item, spec)
    item.promised_at = deadlines.promise(queries.calendar(), item.opened_at, spec, item.limits)
    item.save()
    return queries.item_view(item)


@transaction.atomic
def override_day(day: Any, *, working: bool | None, note: str = "", by: Actor) -> None:
    """Say that the town works, or does not, on a day; ``working`` None goes back to the official calendar."""
    access.require(by, "worklist.calendar", None)
    if working is None:
        DayOverride.objects.filter(day=day).delete()
    else:
        DayOverride.objects.update_or_create(day=day, defaults={"working": working, "note": note})
    audit.record(by, "worklist.override_day", f"day:{day}", {"working": working, "note": note})


def _in_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("the worklist moves only inside the transaction of the room that calls it")


def _plain(limits: Mapping[str, Amount]) -> dict[str, dict[str, Any]]:
    return {clock_: {"value": amount.value, "unit": str(amount.unit)} for clock_, amount in limits.items()}


def _wrong(spec: FlowSpec, item: Item, verb: str) -> WrongState:
    allowed = spec.moves_from(item.state)
    name = next((m.name for m in spec.moves if m.verb == verb), None)
    return WrongState(
        "worklist.wrong_state",
        N_("“%(verb)s” is not possible now: the matter is in the state “%(state)s”."),
        way_out=N_("Reload the page; possible now: %(allowed)s."),
        params={
            "verb": Bilingual(name.zh, name.en) if name else verb,
            "state": Bilingual(spec.states[item.state].name.zh, spec.states[item.state].name.en),
            "allowed": Bilingual(
                "、".join(m.name.zh for m in allowed) or "无", ", ".join(m.name.en for m in allowed) or "none"
            ),
        },
    )


def _ask(step: MoveSpec, given: Given) -> None:
    for need in step.needs:
        field, message, way_out = _ASK[need]
        value = getattr(given, field)
        if value is None or value == () or (isinstance(value, str) and not value.strip()):
            raise BadInput(f"worklist.needs_{need}", message, way_out=way_out, field=field)


def _guard(step: MoveSpec, facts: Facts) -> None:
    for name in step.guards:
        if refusal := GUARDS[name](facts):
            raise refusal


def _enter(item: Item, spec: FlowSpec, target: str, at: datetime) -> None:
    if target != item.state:
        item.state, item.state_since = target, at
        _run_clock(item, spec, at)
        item.closed_at = (item.closed_at or at) if spec.states[target].end else None
    item.save()


def _run_clock(item: Item, spec: FlowSpec, at: datetime) -> None:
    """Start the clock of the item's state, or let it run on when the state before shared it."""
    name = deadlines.clock_of(item.state, spec.states[item.state])
    if name != item.clock:
        item.clock, item.clock_since = name, at
    _measure(item, spec)


def _measure(item: Item, spec: FlowSpec) -> None:
    """Warning and due instants of the running clock, from its own start."""
    since = item.clock_since or item.opened_at
    limits = deadlines.due(queries.calendar(), since, deadlines.limit(spec, item.state, item.limits))
    item.warn_at, item.due_at = limits.warn_at, limits.due_at


def _write(item: Item, verb: str, before: str, by: Actor, given: Given, at: datetime) -> None:
    note = given.answer or given.reason or given.result
    detail = dict(given.detail) | ({"units": list(given.units)} if given.units else {})
    detail |= {"task": given.task} if given.task else {}
    detail |= {"grade": given.grade} if given.grade else {}
    seq = Move.objects.filter(item=item).count() + 1
    Move.objects.create(
        item=item, seq=seq, verb=verb, from_state=before, to_state=item.state, actor_id=by.id, actor_name=by.name,
        unit=by.unit, at=at, note=note, detail=detail,
    )  # fmt: skip
    entry = {"from": before, "to": item.state, "at": at.isoformat(), "note": note} | detail
    audit.record(by, f"worklist.{verb}", item.subject, entry)
