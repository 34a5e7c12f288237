"""The engine: publish flows, start items, make moves. Lock, access, rule, write, audit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.statements import api as statements
from lianzhi.foundation.worklist import approving, queries, work
from lianzhi.foundation.worklist.contracts import Given, ItemView
from lianzhi.foundation.worklist.models import DayOverride, Flow, Item
from lianzhi.foundation.worklist.rules import deadlines
from lianzhi.foundation.worklist.rules.checking import load
from lianzhi.foundation.worklist.rules.flow import FlowSpec
from lianzhi.foundation.worklist.rules.flow import Move as MoveSpec
from lianzhi.foundation.worklist.rules.guards import GUARDS
from lianzhi.foundation.worklist.rules.levels import Level
from lianzhi.foundation.worklist.steps import Left, check, enter, measure, plain_amount, step_of, write
from lianzhi.foundation.worklist.wider import WIDER
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import Amount
from lianzhi.kernel.checksums import canonical, sm3
from lianzhi.kernel.errors import N_, BadInput, NotAllowed, Refused, WrongState

NOBODY = "worklist.nobody"


@transaction.atomic
def publish(data: Any, source: str, *, by: Actor) -> FlowSpec:
    """Check a flow and keep it. The same version again is nothing new; a changed one is refused.

    What was published before the platform learnt new words of flows is read with them before it is compared.
    """
    spec = load(data, source)
    body = spec.model_dump(mode="json", by_alias=True)
    digest = sm3(canonical(body).encode())
    row, made = Flow.objects.get_or_create(
        code=spec.code,
        version=spec.version,
        defaults={"spec": body, "order": list(spec.states), "digest": digest},
    )
    if row.digest != digest and FlowSpec.model_validate(row.spec) != spec:
        raise BadInput(
            "worklist.flow_changed",
            N_("Version %(version)s of the flow “%(code)s” is published already and reads differently."),
            way_out=N_("Raise the version number in %(source)s; running matters keep the old version."),
            params={"version": spec.version, "code": spec.code, "source": source},
        )
    if row.order != list(spec.states):  # published before the order was kept
        Flow.objects.filter(pk=row.pk).update(order=list(spec.states))
        queries.forget_specs()
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
    level: str = Level.COMMUNITY,
    key: int | None = None,
) -> ItemView:
    """A new item in the first state of the newest version of ``flow``. ``level``: where in the chain it came in.

    ``key``: its own, where the caller has taken one (``statements.next_keys``).
    """
    _in_transaction()
    pk, spec = queries.newest(flow)
    at = clock.now()
    item = Item(
        pk=key,
        flow_id=pk,
        subject=subject,
        state=spec.start,
        area_code=area_code,
        opened_at=at,
        state_since=at,
        level=level,
    )
    item.limits = _plain(limits or {})
    item.clock, item.clock_since = deadlines.clock_of(item.state, spec.states[item.state]), at
    calendar = queries.calendar()
    measure(item, spec, calendar)
    item.promised_at = deadlines.promise(calendar, at, spec, item.limits)
    statements.insert([item])
    item.watched().parts = []
    write(item, "start", Left(), by, Given(reason=note), at)
    return queries.item_view(item)


def move(
    item: queries.Held, verb: str, *, by: Actor, given: Given | None = None, reporter: str = ""
) -> ItemView:
    """Make one move. ``reporter`` is the actor id to whom the flow's reporter moves belong.

    ``item``: its id, or the row where the caller has locked it; so everywhere here.
    Raises WrongState (somebody was faster, a step would be skipped, or it has to be asked for), NotAllowed, BadInput.
    """
    _in_transaction()
    given = given or Given()
    item = queries.locked(item)
    spec = queries.spec_of(item)
    step = step_of(spec, item, verb)
    if step.approved_by:
        raise WrongState(
            "worklist.ask_first",
            N_("This step is decided by another person."),
            way_out=N_("Ask for it; it is made when it is granted."),
        )
    if not (step.reporter and reporter and by.id == reporter):
        require(by, step, item, given)
    at = clock.now()
    check(step, given, work.facts(item, spec, by, given), at)
    make(item, spec, step, by, given, at)
    return queries.item_view(item)


def ask(item: queries.Held, verb: str, *, by: Actor, given: Given | None = None) -> ItemView:
    """Ask for a move that another person decides. Everything is checked now and once more when it is granted."""
    _in_transaction()
    given = given or Given()
    item = queries.locked(item)
    spec = queries.spec_of(item)
    step = step_of(spec, item, verb)
    require(by, step, item, given)
    at = clock.now()
    check(step, given, work.facts(item, spec, by, given), at)
    approving.put(item, step, by, given, at)
    return queries.item_view(item)


def decide(
    approval_id: int, *, granted: bool, by: Actor, reason: str = "", marks: frozenset[str] = frozenset()
) -> ItemView:
    """Grant or decline what was asked for; granted, the move is made in the name of who asked.

    Raises NotAllowed for one's own, WrongState when it was decided already or is no longer possible.
    """
    _in_transaction()
    item = queries.locked(approving.item_of(approval_id))
    row = approving.pending(approval_id)
    spec = queries.spec_of(item)
    approving.not_ones_own(row, by)
    access.require(by, row.permission, work.thing(item, Given()))
    at = clock.now()
    if not granted:
        approving.decline(row, item, by, reason, at)
        return queries.item_view(item)
    step = step_of(spec, item, row.verb)
    given, asker = approving.given_of(row, marks), approving.asker(row)
    check(step, given, work.facts(item, spec, asker, given), at)
    decided = approving.grant(row, item, by, reason, at)
    make(item, spec, step, asker, given, at, decided=decided)
    return queries.item_view(item)


def withdraw(approval_id: int, *, by: Actor) -> ItemView:
    """Take back what one has asked for."""
    _in_transaction()
    item = queries.locked(approving.item_of(approval_id))
    row = approving.pending(approval_id)
    if row.asked_by != by.id:
        raise NotAllowed(
            "worklist.not_yours", N_("Only who asked may take it back."), way_out=N_("Decline it.")
        )
    approving.take_back(row, item, by, clock.now())
    return queries.item_view(item)


def make(
    item: Item,
    spec: FlowSpec,
    step: MoveSpec,
    by: Actor,
    given: Given,
    at: datetime,
    *,
    decided: Mapping[str, Any] | None = None,
) -> None:
    """The step itself, after every check: work, state and clock, history, and what it overtakes."""
    left = Left.of(item)
    target = WIDER[step.does](item, step, spec, by, given, at)
    enter(item, spec, target, at, given.until)
    if step.verb == "reopen":
        item.promised_at = deadlines.promise(queries.calendar(), at, spec, item.limits, item.state)
    write(item, step.verb, left, by, given, at, decided=decided)
    approving.drop_overtaken(item, spec, at)


def require(by: Actor, step: MoveSpec, item: Item, given: Given) -> None:
    """Any one of the move's permissions is enough."""
    thing = work.thing(item, given)
    if not any(access.may(by, permission, thing) for permission in step.permissions):
        raise access.lacking(step.permission or NOBODY)


def hurdles(item_id: int, *, by: Actor, given: Given) -> dict[str, Refused]:
    """Moves out of the present state that a guard would refuse to ``by`` now, each with its refusal."""
    return hurdles_of({item_id: given}, by=by)[item_id]


def hurdles_of(given: Mapping[int, Given], *, by: Actor) -> dict[int, dict[str, Refused]]:
    """``hurdles`` of several items, with what is given for each: two queries however many."""
    rows = Item.objects.prefetch_related("tasks").filter(pk__in=given)
    return {item.pk: _hurdles(item, by, given[item.pk]) for item in rows}


def _hurdles(item: Item, by: Actor, given: Given) -> dict[str, Refused]:
    spec = queries.spec_of(item)
    facts = work.facts(item, spec, by, given)
    steps = spec.moves_from(item.state)
    refused = {step.verb: [r for r in (GUARDS[name](facts) for name in step.guards) if r] for step in steps}
    return {verb: refusals[0] for verb, refusals in refused.items() if refusals}


def relimit(item: queries.Held, *, area_code: str, limits: Mapping[str, Amount]) -> ItemView:
    """New area and deadlines after a correction; the running clock is measured anew from its own start."""
    _in_transaction()
    item = queries.locked(item)
    spec, calendar = queries.spec_of(item), queries.calendar()
    before = deadlines.promise(calendar, item.opened_at, spec, item.limits)
    kept = item.promised_at - before if item.promised_at and before else None
    item.area_code, item.limits = area_code, _plain(limits)
    measure(item, spec, calendar)
    after = deadlines.promise(calendar, item.opened_at, spec, item.limits)
    item.promised_at = after + kept if after and kept else after
    item.save_changes()
    return queries.item_view(item)


def promise_by(item: queries.Held, at: datetime) -> ItemView:
    """What was promised to the reporter follows other matters (the latest part of a split)."""
    _in_transaction()
    item = queries.locked(item)
    item.promised_at = at
    item.save_changes()
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
    return {clock_: plain_amount(amount) for clock_, amount in limits.items()}
