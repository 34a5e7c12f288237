"""Start a response, give its orders at once, take what units report, end it with a review.  R-132.

A drill does all of it, says so in every text, and sends nothing outside the units.
"""

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse

from lianzhi.command.access import HANDLE, START
from lianzhi.command.actions.planning import no_plan
from lianzhi.command.contracts import Matter, Start, Started
from lianzhi.command.models import Order, Plan, Proposal, Response, Tick
from lianzhi.command.rules.plans import COMMUNITY, Body, Done, PlanState, Task, proposed, read, review
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.foundation.notify import api as notify
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.areas import covers
from lianzhi.kernel.calendars import SHANGHAI, Amount, Unit
from lianzhi.kernel.errors import N_, BadInput, NotFound, WrongState
from lianzhi.kernel.text import clean
from lianzhi.territory import api as territory

FLOW, SHORTEST, MOBILE = "emergency_order", 2, 11
MACHINE = system("plans")


class _At:
    unit_codes: tuple[str, ...] = ()

    def __init__(self, area_code: str) -> None:
        self.area_code = area_code


@transaction.atomic
@audit.late()
def start(said: Start, *, by: Actor) -> Started:
    """All orders of the plan are in the units' lists when this returns. Raises BadInput, NotAllowed, WrongState, NotFound."""
    plan = Plan.objects.select_for_update().filter(pk=said.plan).first()
    if plan is None:
        raise no_plan()
    if territory.area(said.area_code) is None:
        raise BadInput(
            "command.area", N_("Choose the area."), way_out=N_("From the list."), field="area_code"
        )
    access.require(by, START, _At(said.area_code))
    if plan.state != PlanState.PUBLISHED:
        raise WrongState(
            "command.unpublished",
            N_("Only a published plan can be started."),
            way_out=N_("Publish it first."),
        )
    reason = clean(said.reason, 500, field="reason").strip()
    if len(reason) < SHORTEST:
        raise BadInput(
            "command.reason", N_("Say what happened."), way_out=N_("A few words are enough."), field="reason"
        )
    if Response.objects.filter(
        plan__code=plan.code, area_code=said.area_code, drill=said.drill, ended_at=None
    ).exists():
        raise WrongState(
            "command.running", N_("This plan runs there already."), way_out=N_("Open it in the list.")
        )
    row = Response.objects.create(
        plan=plan, drill=said.drill, area_code=said.area_code, reason=reason, number=said.number, by=by.id,
        by_name=by.name, at=clock.now(),
    )  # fmt: skip
    body = read(plan.body)
    orders = [_order(row, task, unit, by) for task in body.tasks for unit in _units(task, said.area_code)]
    Tick.objects.bulk_create([Tick(response=row, zh=line.zh, en=line.en) for line in body.checklist])
    _tell(row, body, orders)
    waiting = Proposal.objects.filter(number=said.number, plan__code=plan.code, decided_at=None)
    if said.number and not said.drill:
        waiting.update(decided_at=clock.now(), decided_name=by.name, response=row)
    audit.record(by, "command.start", row.subject, {"plan": str(plan), "drill": row.drill, "reason": reason})
    events.emit("emergency.started", {"response": row.pk, "drill": row.drill}, area=row.area_code)
    return started(row)


def _units(task: Task, area: str) -> Sequence[str]:
    if task.unit != COMMUNITY:
        return [task.unit]
    found = [u for u in access.units() if u.kind == COMMUNITY and u.active]
    return [u.code for u in found if covers(area, u.area_code) or covers(u.area_code, area)]


def _order(row: Response, task: Task, unit: str, by: Actor) -> Order:
    order = Order.objects.create(response=row, unit=unit, zh=task.zh, en=task.en)
    limits = {"order": Amount(task.minutes / 60, Unit.URGENT_HOUR)}
    item = worklist.start(
        FLOW, order.subject, area_code=row.area_code, by=by, limits=limits, level=worklist.Level.TOWN
    )
    item = worklist.move(item.id, "order", by=by, given=worklist.Given(units=(unit,)))
    order.item_id, order.due_at = item.id, item.due_at
    order.save(update_fields=["item", "due_at"])
    return order


def _tell(row: Response, body: Body, orders: Sequence[Order]) -> None:
    """Units by notice and duty phone; people outside only when it is real."""
    for order in orders:
        _tell_unit(row, order)
    if row.drill:
        return
    for number, contact in enumerate(body.contacts):
        if len(contact.phone) == MOBILE and contact.phone.isdigit():
            values = {"plan": row.plan.name_zh, "text": body.message}
            notify.queue(
                "sms", contact.phone, "command.contact", values, dedupe=f"emergency:{row.pk}:{number}"
            )


def _tell_unit(row: Response, order: Order) -> None:
    until = f"{order.due_at.astimezone(SHANGHAI):%m-%d %H:%M}" if order.due_at else ""
    name = {"zh": row.plan.name_zh, "en": row.plan.name_en}
    values = {"plan": name, "task": {"zh": order.zh, "en": order.en}, "until": until}
    template, page = (
        "command.drill" if row.drill else "command.order",
        reverse("orders:order", args=[order.pk]),
    )
    people = access.holders(HANDLE, row.area_code, (order.unit,))
    tone = "waiting" if row.drill else "bad"
    new = notify.NewNotice(template, values, {"desk": page, "phone": page}, f"order:{order.pk}", row.at, tone)
    notify.tell(people, new)
    if phone := access.duty_phone(order.unit):
        notify.queue("sms", phone, template, values, dedupe=f"order:{order.pk}")


@transaction.atomic
@audit.late()
def take(order: int, *, by: Actor) -> Order:
    """The unit has got it. Raises NotAllowed, WrongState, NotFound."""
    row = _locked(order)
    worklist.move(row.item_id, "accept", by=by, given=worklist.Given(task=_task(row)))
    row.accepted_at, row.by_name = clock.now(), by.name[:60]
    row.save(update_fields=["accepted_at", "by_name"])
    _changed(row)
    return row


@transaction.atomic
@audit.late()
def report(order: int, result: str, *, by: Actor) -> Order:
    """The unit has done it, and says what. Raises BadInput, NotAllowed, WrongState, NotFound."""
    row, text = _locked(order), clean(result, 500, field="result").strip()
    if row.accepted_at is None:
        worklist.move(row.item_id, "accept", by=by, given=worklist.Given(task=_task(row)))
        row.accepted_at = clock.now()
    given = worklist.Given(task=_task(row), result=text, answer=text)
    worklist.move(row.item_id, "finish", by=by, given=given)
    row.done_at, row.result, row.by_name = clock.now(), text, by.name[:60]
    row.save()
    _changed(row)
    return row


@transaction.atomic
@audit.late()
def tick(line: int, *, by: Actor) -> Tick:
    row = Tick.objects.select_for_update(of=("self",)).select_related("response").filter(pk=line).first()
    if row is None:
        raise nothing()
    access.require(by, START, row.response)
    _running(row.response)
    row.done_at, row.by_name = (None, "") if row.done_at else (clock.now(), by.name[:60])
    row.save()
    audit.record(by, "command.tick", row.response.subject, {"line": row.zh, "done": row.done_at is not None})
    return row


@transaction.atomic
@audit.late()
def end(response: int, text: str, *, by: Actor) -> Response:
    """Over, with a review: who was late stands in it. What is still open is dropped. Raises BadInput, NotAllowed, WrongState."""
    row = Response.objects.select_for_update(of=("self",)).select_related("plan").filter(pk=response).first()
    if row is None:
        raise nothing()
    access.require(by, START, row)
    _running(row)
    words = clean(text, 1000, field="review").strip()
    if len(words) < SHORTEST:
        raise BadInput(
            "command.review", N_("Write what went well and what did not."), way_out=N_("The next plan is made of it."),
            field="review",
        )  # fmt: skip
    now, orders = clock.now(), list(row.orders.select_for_update())
    for order in orders:
        if order.done_at is None:
            worklist.move(order.item_id, "drop", by=by, given=worklist.Given(answer=words))
            order.dropped_at = now
    Order.objects.bulk_update(orders, ["dropped_at"])
    found = review((Done(order.unit, order.due_at, order.done_at) for order in orders), now)
    row.ended_at, row.ended_by, row.ended_name, row.review = now, by.id, by.name, words
    row.figures = {"orders": found.orders, "done": found.done, "late": dict(found.late)}
    row.save()
    audit.record(by, "command.end", row.subject, {"review": words} | row.figures)
    events.emit("emergency.ended", {"response": row.pk, "drill": row.drill}, area=row.area_code)
    return row


@transaction.atomic
@audit.late()
def propose(matter: Matter, *, by: Actor = MACHINE) -> int:
    """Plans that a case of this kind and urgency proposes; each once a case. A person decides. Returns how many are new."""
    made = 0
    for plan in Plan.objects.filter(state=PlanState.PUBLISHED):
        if not proposed(read(plan.body), matter.category, matter.urgency):
            continue
        values = {
            "number": matter.number,
            "title": matter.title[:120],
            "area_code": matter.area_code,
            "at": clock.now(),
        }
        row, new = Proposal.objects.get_or_create(plan=plan, case=matter.case, defaults=values)
        if new:
            made += 1
            page = reverse("command:index")
            said = {"plan": {"zh": plan.name_zh, "en": plan.name_en}, "number": matter.number}
            note = notify.NewNotice(
                "command.proposed", said, {"desk": page}, f"proposal:{row.pk}", row.at, "bad"
            )
            notify.tell(access.holders(START, matter.area_code), note)
            audit.record(by, "command.propose", f"case:{matter.case}", {"plan": str(plan)})
    return made


@transaction.atomic
@audit.late()
def dismiss(proposal: int, reason: str, *, by: Actor) -> Proposal:
    row = Proposal.objects.select_for_update(of=("self",)).filter(pk=proposal).first()
    if row is None or not access.may(by, START, row):
        raise nothing()
    if row.decided_at is not None:
        raise WrongState("command.decided", N_("This was decided already."), way_out=N_("Reload the page."))
    words = clean(reason, 500, field="reason").strip()
    if len(words) < SHORTEST:
        raise BadInput(
            "command.reason", N_("Give a reason."), way_out=N_("A few words are enough."), field="reason"
        )
    row.decided_at, row.decided_name, row.reason = clock.now(), by.name, words
    row.save()
    audit.record(by, "command.dismiss", f"case:{row.case}", {"reason": words})
    return row


def started(row: Response) -> Started:
    public = read(row.plan.body).public
    return Started(
        row.pk, row.plan.code, row.plan.name_zh, row.drill, row.area_code, public, row.orders.count()
    )


def _running(row: Response) -> None:
    if row.ended_at is not None:
        raise WrongState(
            "command.over", N_("This response is over."), way_out=N_("Its review stands on the page.")
        )


def _locked(order: int) -> Order:
    row = (
        Order.objects.select_for_update(of=("self",))
        .select_related("response__plan")
        .filter(pk=order)
        .first()
    )
    if row is None:
        raise nothing()
    return row


def _task(row: Order) -> int:
    return worklist.tasks(row.item_id or 0)[-1].id


def _changed(row: Order) -> None:
    events.emit("emergency.changed", {"response": row.response_id}, area=row.area_code, units=(row.unit,))


def nothing() -> NotFound:
    return NotFound(
        "command.nothing", N_("There is nothing here, or it belongs to another area or unit."),
        way_out=N_("Go back to the list."),
    )  # fmt: skip
