"""What a run found becomes decisions under way: new, renewed, or nothing new.  R-231, R-213, R-210, G-20.

A policy that ever had a collective step keeps it: decisions that begin later have it too, whatever its file says then.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import transaction

from lianzhi.benefits import books
from lianzhi.benefits.access import PREPARE
from lianzhi.benefits.actions.sending import MACHINE
from lianzhi.benefits.actions.turning import came_into_force, end, step, tell
from lianzhi.benefits.contracts import Proposal
from lianzhi.benefits.models import Decision, DecisionTurn
from lianzhi.benefits.queries.decisions import path_of
from lianzhi.benefits.rules.deciding import OPEN, Deciding, Turn
from lianzhi.benefits.rules.library import Bound
from lianzhi.benefits.rules.proof import unpacked
from lianzhi.benefits.wording import OVER
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.statements import api as statements
from lianzhi.kernel import clock, ids
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.registry import api as registry
from lianzhi.territory import api as territory

CHUNK = 2_000
MISSING, CONFLICT = "missing", "conflict"


@dataclass(slots=True)
class Proposed:
    """How many were new, went from the beginning again, or said what is known."""

    new: int = 0
    renewed: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    """What each (person, policy) has: the one under way, the one in force, the last of all."""

    open: dict[tuple[str, str], Decision] = field(default_factory=dict)
    in_force: dict[tuple[str, str], Decision] = field(default_factory=dict)
    last: dict[tuple[str, str], Decision] = field(default_factory=dict)


@transaction.atomic
def propose(proposals: Sequence[Proposal], by: Actor, *, conflicts: Collection[str] = ()) -> Proposed:
    """Called after each matching run, as often as one likes. ``conflicts``: persons about whom sources contradict each other.

    Raises BadInput (a policy or version that is not in the library, an amount that is none), NotAllowed.
    """
    access.require(by, PREPARE, None)
    done, bounds = Proposed(), _bounds(proposals)
    together = frozenset(Decision.objects.filter(collective=True).values_list("policy", flat=True).distinct())
    once = _once(proposals)
    for start in range(0, len(once), CHUNK):
        _take(once[start : start + CHUNK], bounds, together, frozenset(conflicts), by, done)
    said = {"new": done.new, "renewed": done.renewed, "same": done.same}
    if proposals:
        audit.record(by, "benefits.propose", f"snapshot:{proposals[0].snapshot[:32]}", said)
    return done


def found(proposals: Sequence[Proposal]) -> None:
    """What a run found, whoever started it: it proposes, nobody decided. Whom sources contradict goes to a person.

    In the run's transaction, as ``lost`` is: what is raised here ends the run.
    """
    if proposals:
        disputed = {each.person for each in registry.disputes({each.person for each in proposals})}
        propose(proposals, MACHINE, conflicts=disputed)


def lost(pairs: Sequence[tuple[str, str]]) -> None:
    """What a run found to be over."""
    if pairs:
        end(pairs, OVER, MACHINE)


def _once(proposals: Sequence[Proposal]) -> list[Proposal]:
    return list({(each.person, each.policy): each for each in proposals}.values())


def _bounds(proposals: Sequence[Proposal]) -> dict[str, Bound]:
    area = territory.town().code
    books_of = {day: books.library().on(day, area) for day in {each.as_of for each in proposals}}
    found: dict[str, Bound] = {}
    for each in proposals:
        book = books_of[each.as_of]
        at = book.at.get(each.policy)
        if at is None or book.policies[at].policy.digest != each.policy_hash:
            raise BadInput(
                "benefits.other_version", N_("“%(policy)s” is not in the library on that day, or in another version."),
                way_out=N_("Run the matching again with the policies of today."), params={"policy": each.policy}, field="policy",
            )  # fmt: skip
        found[each.policy] = book.policies[at]
    return found


def _take(
    chunk: Sequence[Proposal], bounds: dict[str, Bound], together: frozenset[str], conflicts: frozenset[str], by: Actor,
    done: Proposed,
) -> None:  # fmt: skip
    known, new, renewed = _known(chunk), list[Decision](), list[Decision]()
    for each in chunk:
        row = written(each, bounds[each.policy], each.policy in together, each.person in conflicts)
        at = (each.person, each.policy)
        under_way, had, last = known.open.get(at), known.in_force.get(at), known.last.get(at)
        if under_way is not None:
            if not _same(under_way, row):
                renewed.append(_renewed(under_way, row))
        elif not (_gives(had, row) or _refused_before(last, row)):
            row.follows_id = had.pk if had else None
            new.append(row)
    came_into_force([row for row in new if row.state not in OPEN], by)
    came_into_force([row for row in renewed if row.state not in OPEN], by)
    statements.copy_in(Decision, new, keys=True)
    for row in renewed:
        row.save()
    turns = [(row, Turn.OPEN) for row in new] + [(row, Turn.RENEW) for row in renewed]
    statements.copy_in(
        DecisionTurn, [statements.fresh(DecisionTurn, **step(row, turn, by, "")) for row, turn in turns]
    )
    tell([row for row in (*new, *renewed) if row.state not in OPEN])
    done.new += len(new)
    done.renewed += len(renewed)
    done.same += len(chunk) - len(new) - len(renewed)


def _known(chunk: Sequence[Proposal]) -> _Known:
    known = _Known()
    rows = Decision.objects.select_for_update().filter(
        person__in={each.person for each in chunk}, policy__in={each.policy for each in chunk}
    )
    for row in rows.order_by("pk"):
        at = (row.person, row.policy)
        known.last[at] = row
        if row.open:
            known.open[at] = row
        if row.in_force:
            known.in_force[at] = row
    return known


def written(each: Proposal, bound: Bound, together: bool, conflict: bool = False) -> Decision:
    policy, now = bound.policy, clock.now()
    if type(each.fen) is not int or each.fen < 0:
        raise BadInput("benefits.amount", N_("An amount is above zero and in whole fen."), field="fen")
    lacking = not each.fen or _lacks(each.bits, len(policy.conditions))
    collective = policy.collective or together
    row: Decision = statements.fresh(
        Decision, code=ids.code("D"), person=each.person, policy=each.policy, policy_hash=each.policy_hash, fen=each.fen,
        every=each.every, basis=each.basis[:120], verified=each.verified and bound.payable, snapshot=each.snapshot,
        as_of=each.as_of, area_code=each.area_code or territory.town().code, bits=each.bits, collective=collective,
        instant=policy.way.instant and not collective, days=policy.way.days,
        doubt=MISSING if lacking else CONFLICT if conflict else "", proposed_at=now, changed_at=now,
    )  # fmt: skip
    row.state = path_of(row).first()
    row.open = row.state in OPEN
    return row


@lru_cache(maxsize=10_000)
def _lacks(bits: bytes, conditions: int) -> bool:
    """Is a datum missing? A whole run has a few hundred different answers to all conditions."""
    return None in unpacked(bits, conditions)


def _renewed(old: Decision, new: Decision) -> Decision:
    """The values of today on the row under way; whose eyes were on the old ones looks again."""
    for name in ("policy_hash", "fen", "every", "basis", "verified", "snapshot", "as_of", "area_code", "bits", "instant", "days",
                 "doubt", "state", "open", "changed_at"):  # fmt: skip
        setattr(old, name, getattr(new, name))
    old.collective = old.collective or new.collective
    old.instant = old.instant and not old.collective
    old.first_by = old.second_by = ""
    old.council = old.notice = None
    return old


def _same(old: Decision, new: Decision) -> bool:
    names = ("policy_hash", "fen", "verified", "doubt")
    return bytes(old.bits) == bytes(new.bits) and all(getattr(old, n) == getattr(new, n) for n in names)


def _gives(had: Decision | None, new: Decision) -> bool:
    """What is in force gives this already. While a datum is missing what somebody has goes on until a run ends it."""
    return had is not None and ((had.fen, had.verified) == (new.fen, new.verified) or not new.fen)


def _refused_before(last: Decision | None, new: Decision) -> bool:
    """A person refused these very values, be it under appeal: no run asks again."""
    return last is not None and last.state in (Deciding.REFUSED, Deciding.APPEALED) and _same(last, new)
