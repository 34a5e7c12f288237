"""The whole population against all policies, or the households of some persons; only what changed is written.  R-213, R-231.

A run follows the other: what one reads and writes no other writes between. The rows, the hand-over to who decides and the
end of the run are one transaction. A change of a few persons that changes nothing leaves nothing behind.
"""

import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from lianzhi.benefits import books, figures, snapshots, writing
from lianzhi.benefits.access import ENTITLED, RUN
from lianzhi.benefits.actions import deciding
from lianzhi.benefits.actions.conflicting import contradictions_differ, note_conflicts
from lianzhi.benefits.contracts import Proposal
from lianzhi.benefits.keeping import keep
from lianzhi.benefits.models import Entitlement, Run, Snapshot
from lianzhi.benefits.population import Town, read
from lianzhi.benefits.rules.library import Book
from lianzhi.benefits.rules.matching import match
from lianzhi.benefits.rules.outcome import Outcome
from lianzhi.benefits.rules.standing import DUE, HANDED, Key, Standing, Step, lost, standings, steps
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.foundation.notify import api as notify
from lianzhi.kernel import clock, ids
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import Refused
from lianzhi.registry import api as registry
from lianzhi.territory import api as territory

log = logging.getLogger(__name__)
NIGHTLY, LOAD, CHANGE, HAND = "nightly", "load", "change", "hand"
WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"


@dataclass
class Work:
    """One run on its way: what it stands on and how long each part took."""

    town_code: str
    as_of: date
    only: frozenset[str] | None
    row: Run | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def part(self, name: str, progress: int) -> Iterator[None]:
        began = perf_counter()
        yield
        self.seconds[name] = round(perf_counter() - began, 3)
        if self.row is not None:
            Run.objects.filter(pk=self.row.pk).update(progress=progress)


def run(*, by: Actor, kind: str = HAND, as_of: date | None = None) -> Run:
    """Everybody against every policy in force on that day (today). Raises NotAllowed; BadInput when the policies do not hold."""
    access.require(by, RUN, None)
    return carry_out(begin(by=by, kind=kind, as_of=as_of), by=by)


def begin(*, by: Actor, kind: str, as_of: date | None = None) -> Run:
    day = as_of or timezone.localdate(clock.now())
    return Run.objects.create(
        code=ids.code("M"), kind=kind, as_of=day, by=by.id, by_name=by.name[:60], started_at=clock.now()
    )


def carry_out(row: Run, *, by: Actor) -> Run:
    """A run that was begun. What goes wrong is written on it, and raised."""
    work = Work(territory.town().code, row.as_of, None, row)
    try:
        with one_at_a_time():
            _work(work, row.kind, by)
    except Exception as error:
        said = error.message if isinstance(error, Refused) else type(error).__name__
        Run.objects.filter(pk=row.pk).update(state=FAILED, error=str(said)[:300], ended_at=clock.now())
        raise
    row.refresh_from_db()
    return row


def rematch(persons: Collection[str], *, by: Actor) -> Run | None:
    """The households of these persons, those they left included, as of today. None: nothing has changed for anybody.

    Persons who were merged away, died or left lose what they had; who is new is found. Raises NotAllowed.
    """
    access.require(by, RUN, None)
    only = registry.housemates(persons)
    work = Work(territory.town().code, timezone.localdate(clock.now()), only)
    with one_at_a_time():
        return _work(work, CHANGE, by)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """On PostgreSQL a lock of this connection; SQLite has one writer."""
    if connection.vendor != "postgresql":
        yield
        return
    key = "hashtext(current_schema() || 'benefits.runs')"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_lock({key})")  # noqa: S608  our own text
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock({key})")  # noqa: S608


def _work(work: Work, kind: str, by: Actor) -> Run | None:
    pack = books.pack()
    book = pack.library.on(work.as_of, work.town_code)
    with work.part("columns", 25):
        town = read(book.register, work.as_of, work.only)
    with work.part("matching", 40):
        outcome = match(town.population, book)
    with work.part("comparing", 60):
        keys, before = present(work.only)
        now = list(standings(outcome, town.codes, town.areas))
        found = steps(before, now, _groups(book), _there(before, now, town))
    if work.only is not None and not (found.begin or found.end or contradictions_differ(work.only)):
        return None
    with work.part("snapshot", 75):
        snapshot = keep(town, pack.files, work.as_of, work.town_code)
    with transaction.atomic():
        row = work.row or begin(by=by, kind=kind, as_of=work.as_of)
        with work.part("rows", 95):
            writing.end(row, keys, dict(found.end))
            writing.begin(row, found.begin, work.town_code)
            deciding.lost(lost(before, found))
        wanted = [step for step in found.begin if step.change in HANDED]
        with work.part("handed", 99):
            deciding.found([_proposal(step, book, snapshot, work) for step in wanted])
            due = {(one.person, one.policy) for one in now if one.status == DUE}
            conflicts = note_conflicts(row, book, [step.standing for step in wanted], due, work.only)
        counts = figures.of_steps(found, before) | {"handed": len(wanted), "conflicts": conflicts}
        row.figures = figures.of_outcome(town, outcome) | counts | {"seconds": work.seconds}
        row.snapshot, row.outcome, row.state, row.progress = snapshot, outcome.digest, DONE, 100
        row.ended_at = clock.now()
        row.save()
        _tell(row, found.begin, counts, by)
    return row


def _there(before: Mapping[Key, Standing], now: Collection[Standing], town: Town) -> frozenset[str]:
    """Who of those that lose a standing is still in the population."""
    lost = {person for person, _policy in before.keys() - {(one.person, one.policy) for one in now}}
    if not lost:
        return frozenset()
    codes = set(town.codes.tolist())
    return frozenset(person for person in lost if person.encode() in codes)


def present(only: Collection[str] | None) -> tuple[dict[Key, int], dict[Key, Standing]]:
    """The open standings: their rows' keys, and themselves."""
    rows = Entitlement.objects.filter(until_run=None)
    if only is not None:
        rows = rows.filter(person__in=only)
    keys, found = {}, {}
    fields = ("pk", "person", "policy", "policy_digest", "status", "fen", "bits")
    for pk, person, policy, digest, status, fen, bits in rows.order_by().values_list(*fields):
        keys[person, policy] = pk
        found[person, policy] = Standing(person, policy, digest, status, fen, bytes(bits))
    return keys, found


def _groups(book: Book) -> dict[str, int]:
    """Policy -> the group of policies that exclude each other by payment or by qualification."""
    codes = [bound.policy.code for bound in book.policies]
    group = dict(zip(codes, range(len(codes)), strict=True))
    pairs = {
        *book.graph.conflicts,
        *((n, other) for n, others in enumerate(book.graph.barred) for other in others),
    }
    for a, b in sorted(pairs):
        kept, gone = sorted((group[codes[a]], group[codes[b]]))
        group = {code: kept if at == gone else at for code, at in group.items()}
    return group


def _proposal(step: Step, book: Book, snapshot: Snapshot, work: Work) -> Proposal:
    one, bound = step.standing, book.policies[book.at[step.standing.policy]]
    return Proposal(
        one.person, one.policy, one.digest, one.fen, bound.policy.every, bound.policy.grounds, bound.payable,
        snapshot.digest, work.as_of, one.area or work.town_code, one.bits,
    )  # fmt: skip


def _tell(row: Run, begun: Collection[Step], counts: Mapping[str, int], by: Actor) -> None:
    told: dict[str, Any] = {name: counts[name] for name in ("new", "changed", "ended", "conflicts")}
    audit.record(by, "benefits.run", f"run:{row.code}", {
        **told, "kind": row.kind, "as_of": str(row.as_of), "snapshot": row.snapshot.digest, "outcome": row.outcome,
    })  # fmt: skip
    town = territory.town().code
    events.emit("benefits.run_done", {"run": row.code, "kind": row.kind, **told}, area=town)
    if row.kind == CHANGE:
        for step in begun:
            one = step.standing
            said = {"person": one.person, "policy": one.policy, "change": step.change, "run": row.code}
            events.emit("benefits.standing_changed", said, area=one.area or town)
        return
    if any(told.values()):
        page = {"desk": reverse("benefits:run", args=[row.code])}
        values = {"day": str(row.as_of), **{name: str(count) for name, count in told.items()}}
        new = notify.NewNotice("benefits.run_done", values, page, f"run:{row.code}", clock.now())
        notify.tell(access.holders(ENTITLED, town), new)


def compute_again(row: Run) -> tuple[str, Outcome, Town]:
    """(digest of all results, the results, who) from the run's snapshot alone: no register, no policy file of today."""
    town, book = snapshots.open_snapshot(row.snapshot.digest)
    outcome = match(town.population, book)
    return outcome.digest, outcome, town
