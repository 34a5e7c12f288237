"""Follow what was handed over: what the other city says becomes notes, its end finishes the part.

Asked by polling, because that is what every Open311 server can do; with an overlap, because clocks differ, and each
update is known by its id, so asking twice says nothing twice.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction

from lianzhi.cases import api as cases
from lianzhi.exchange.models import Forward, Remote, RemoteUpdate
from lianzhi.exchange.remotes.adapters import Adapter, Said, Standing
from lianzhi.exchange.remotes.forwarding import actor_of, adapter_of, tell
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock

EVERY = timedelta(minutes=1)
OVERLAP = timedelta(minutes=10)
A_RUN = 500
DONE = "—"
State = Forward.State


def follow(*, now: bool = False) -> int:
    """Ask each city that is due; returns how many were asked. One that fails holds up nobody else."""
    asked = 0
    for remote in Remote.objects.filter(active=True):
        if now or remote.polled_at is None or remote.polled_at <= clock.now() - EVERY:
            asked += _follow(remote)
    return asked


def _follow(remote: Remote) -> bool:
    began = clock.now()
    open_ = list(Forward.objects.filter(remote=remote, state=State.SENT).order_by("pk")[:A_RUN])
    if not open_:
        return False
    remote.polled_at, remote.error = began, ""
    try:
        _ask(remote, adapter_of(remote), open_)
        remote.followed_to = began
    except Exception as error:  # another city's trouble, whatever it is, is shown and tried again
        remote.error = f"{type(error).__name__}: {error}"[:300]
    remote.save(update_fields=["polled_at", "error", "followed_to"])
    return True


def _ask(remote: Remote, adapter: Adapter, open_: list[Forward]) -> None:
    for row in open_:
        row.remote = remote
        if not row.external and row.token and (number := adapter.number_of(row.token)):
            row.external = number
            row.save(update_fields=["external"])
    by_number = {row.external: row for row in open_ if row.external}
    for said in adapter.updates(remote.followed_to - OVERLAP):
        if said.number in by_number:
            _hear(by_number[said.number], said)
    for number, standing in adapter.states(list(by_number)).items():
        if number in by_number and standing.closed:
            _end(by_number[number], standing)
    _drop_withdrawn(open_)


@transaction.atomic
def _hear(row: Forward, said: Said) -> None:
    try:
        with transaction.atomic():
            RemoteUpdate.objects.create(forward=row, external=said.id, at=said.at or clock.now())
    except IntegrityError:
        return
    if said.text:
        cases.note(row.case_id, f"[{row.remote.name}] {said.text}"[:1900], by=actor_of(row.remote))


@transaction.atomic
def _end(row: Forward, standing: Standing) -> None:
    """Closed over there: our part is finished with what they say; the check here is still another person's."""
    mine = Forward.objects.filter(pk=row.pk, state=State.SENT)
    if mine.update(state=State.DONE, ended_at=clock.now()):
        tell(row, "finish", result=standing.notes or DONE)


def _drop_withdrawn(open_: list[Forward]) -> None:
    """Taken back here meanwhile: nothing is awaited any more."""
    for row in open_:
        part = next((t for t in worklist.tasks(cases.by_id(row.case_id).item.id) if t.id == row.task), None)
        if part is None or part.state not in worklist.OPEN_TASKS:
            Forward.objects.filter(pk=row.pk, state=State.SENT).update(
                state=State.WITHDRAWN, ended_at=clock.now()
            )
