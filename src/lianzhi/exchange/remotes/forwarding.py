"""Hand a case over to another city.  R-110; field notes 2.11: what gets stuck is seen and can be released.

Forwarding is dispatching: whoever may dispatch chooses the city's partner unit, alone or beside others. The worker sends
the case, and the unit accepts with the number over there as the step's note; what comes back finishes the unit's part.
So recall, deadlines and checks work as for every unit.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from lianzhi.cases import api as cases
from lianzhi.exchange.models import Forward, Remote
from lianzhi.exchange.remotes.adapters import ADAPTERS, Adapter, Outbound, Rejected
from lianzhi.exchange.remotes.setting_up import EDIT, target_of
from lianzhi.exchange.rules import retries
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.forms import api as forms
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound, Refused
from lianzhi.kernel.masking import mask_personal

LEASE = timedelta(minutes=2)
A_RUN = 50
State = Forward.State


@transaction.atomic
def take_over(case_id: int) -> int:
    """Put the parts that another city's unit was given on their way; once each. Returns how many are new."""
    case = cases.by_id(case_id)
    units = {row.unit: row for row in Remote.objects.filter(active=True, unit__in=case.item.units)}
    given = [t for t in case.item.tasks if t.unit in units and t.state == "assigned"]
    known = set(Forward.objects.filter(task__in=[t.id for t in given]).values_list("task", flat=True))
    new = [
        Forward(
            remote=units[t.unit], case_id=case_id, task=t.id, created_at=clock.now(), next_try=clock.now()
        )
        for t in given
        if t.id not in known
    ]
    Forward.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def actor_of(remote: Remote) -> Actor:
    """The other city acts as a machine under its own name; the trail shows it."""
    return Actor(f"system:remote-{remote.pk}", remote.name, remote.unit)


def adapter_of(remote: Remote) -> Adapter:
    return ADAPTERS[remote.adapter](target_of(remote))


def send() -> int:
    """Send what is due; returns how many were taken over."""
    due = Forward.objects.filter(state=State.WAITING, next_try__lte=clock.now(), remote__active=True)
    return sum(_send(pk) for pk in list(due.order_by("next_try").values_list("pk", flat=True)[:A_RUN]))


def _send(pk: int) -> bool:
    mine = Forward.objects.filter(pk=pk, state=State.WAITING, next_try__lte=clock.now())
    if not mine.update(next_try=clock.now() + LEASE):
        return False
    row = Forward.objects.select_related("remote").get(pk=pk)
    case = cases.by_id(row.case_id)
    if not _open(case, row.task):
        Forward.objects.filter(pk=pk).update(state=State.WITHDRAWN, ended_at=clock.now())
        return False
    try:
        receipt = adapter_of(row.remote).send(_outbound(case, row.remote), row.key)
    except (Rejected, Refused) as error:
        _failed(row, str(error), again=False)
        return False
    except Exception as error:
        _failed(row, f"{type(error).__name__}: {error}", again=True)
        return False
    _sent(row, receipt.number, receipt.token)
    return True


def _open(case: cases.CaseView, task: int) -> bool:
    return any(t.id == task and t.state in worklist.OPEN_TASKS for t in case.item.tasks)


def _outbound(case: cases.CaseView, remote: Remote) -> Outbound:
    category = case.category.code if case.category else ""
    return Outbound(
        number=case.number, service=target_of(remote).service_of(category), text=mask_personal(case.text)[:4000],
        address=mask_personal(case.place_text), lat=case.lat, lon=case.lon, answers=_answers(case),
    )  # fmt: skip


def _answers(case: cases.CaseView) -> dict[str, list[str]]:
    """What was answered on the case, by question, as text. Pictures stay in the house."""
    found: dict[str, list[str]] = {}
    for kept in forms.kept(case.answers):
        form = forms.version(kept.form, kept.version)
        for code, value in kept.values.items():
            question = form.field(code) if form else None
            if question is not None and question.kind.value != "photo":
                found[code] = [_text(each) for each in (value if isinstance(value, list) else [value])]
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else mask_personal(str(value))


@transaction.atomic
def _sent(row: Forward, number: str, token: str) -> None:
    row.state, row.external, row.token, row.sent_at, row.error = State.SENT, number, token, clock.now(), ""
    row.save(update_fields=["state", "external", "token", "sent_at", "error"])
    tell(row, "accept", reason=number or token)


@transaction.atomic
def _failed(row: Forward, error: str, *, again: bool) -> None:
    """Tried later, or stuck: then it is said on the case too, and the case stays with the city's unit until recalled."""
    known = row.error
    row.attempts += 1
    wait = retries.wait(row.attempts) if again else None
    row.state = State.WAITING if wait else State.STUCK
    row.error, row.next_try = error[:300], clock.now() + (wait or timedelta())
    row.save(update_fields=["attempts", "state", "error", "next_try"])
    if row.state == State.STUCK and (again or row.error != known):
        said = gettext("Could not be handed over: %(error)s") % {"error": row.error}
        cases.note(row.case_id, f"[{row.remote.name}] {said}", by=actor_of(row.remote))


def tell(row: Forward, verb: str, *, reason: str = "", result: str = "") -> bool:
    """Make the step for the other city; where our case has gone on meanwhile, what it says becomes a note."""
    by = actor_of(row.remote)
    given = worklist.Given(task=row.task, reason=reason, result=result)
    try:
        with transaction.atomic():
            cases.move(row.case_id, verb, by=by, given=given)
        return True
    except Refused:
        cases.note(row.case_id, f"[{row.remote.name}] {result or reason}"[:1900], by=by)
        return False


@transaction.atomic
def release(forward_id: int, *, by: Actor) -> None:
    """Try a stuck one again at once."""
    access.require(by, EDIT, None)
    row = _locked(forward_id)
    if row.state in (State.STUCK, State.WAITING):
        row.state, row.attempts, row.next_try = State.WAITING, 0, clock.now()
        row.save(update_fields=["state", "attempts", "next_try"])
        audit.record(by, "exchange.release", f"case:{row.case_id}", {"remote": row.remote_id})


def _locked(forward_id: int) -> Forward:
    row = Forward.objects.select_for_update().filter(pk=forward_id).first()
    if row is None:
        raise NotFound(
            "exchange.forward_missing", N_("There is no such hand-over."), way_out=N_("Go back to the list.")
        )
    return row
