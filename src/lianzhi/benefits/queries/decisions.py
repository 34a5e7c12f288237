"""Decisions: one, a list, a person's, and what each has still to pass."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet, Sum

from lianzhi.benefits import books
from lianzhi.benefits.access import SEE
from lianzhi.benefits.models import Decision, DecisionTurn, Due, Objection
from lianzhi.benefits.rules.deciding import Path
from lianzhi.benefits.rules.explaining import EVERY
from lianzhi.benefits.rules.periods import recurs
from lianzhi.benefits.rules.policies import Condition, Policy
from lianzhi.benefits.rules.proof import unpacked
from lianzhi.benefits.rules.shapes import TIMES_A_YEAR
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound


@dataclass(frozen=True, slots=True)
class Wanted:
    state: str = ""
    policy: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A decision as pages show it. ``name``: the policy's, in both languages; ``held``: each condition and whether it held."""

    row: Decision
    policy: Policy | None
    held: tuple[tuple[Condition, bool | None], ...]

    @property
    def failed(self) -> int:
        return sum(held is False for _condition, held in self.held)


def path_of(row: Decision) -> Path:
    return Path(row.collective, row.instant, row.days, row.verified, row.doubt)


def policy(code: str, digest: str = "") -> Policy | None:
    """The version that is in the library now; None when it is gone, or is another version than ``digest``."""
    found = next((each for each in books.library().policies if each.code == code), None)
    return None if found is None or (digest and found.digest != digest) else found


def policies() -> dict[str, Policy]:
    return {each.code: each for each in books.library().policies}


def shown(row: Decision) -> Shown:
    """Without its conditions where the text of that version is not here any more."""
    same = policy(row.policy, row.policy_hash)
    held = zip(same.conditions, unpacked(bytes(row.bits), len(same.conditions)), strict=True) if same else ()
    return Shown(row, policy(row.policy), tuple(held))


def listed(by: Actor, wanted: Wanted) -> QuerySet[Decision]:
    rows = Decision.objects.filter(access.reached(by, SEE))
    for name in ("state", "policy"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.words:
        said = "".join(wanted.words.split()).upper()
        rows = rows.filter(person=said) if said.startswith("P") else rows.filter(code=said)
    return rows.order_by("-pk")


def counts(by: Actor) -> dict[str, tuple[int, int]]:
    """State -> (how many, fen)."""
    found = (
        Decision.objects.filter(access.reached(by, SEE))
        .values("state")
        .annotate(n=Count("pk"), fen=Sum("fen"))
    )
    return {row["state"]: (row["n"], row["fen"]) for row in found.order_by("state")}


def decision(code: str, *, by: Actor) -> Decision:
    """Raises NotFound, also for one of another area."""
    row = Decision.objects.select_related("council", "notice", "follows").filter(code=code).first()
    if row is None or not access.may(by, SEE, row):
        raise nothing()
    return row


def may_see(person: str, by: Actor) -> bool:
    """Does anything that was decided about this person lie within reach?"""
    return Decision.objects.filter(access.reached(by, SEE), person=person).exists()


def decisions_of(people: Collection[str]) -> list[Decision]:
    """Of these persons, newest first. Who may ask is the caller's to know."""
    return list(
        Decision.objects.select_related("council", "notice").filter(person__in=people).order_by("-pk")
    )


def locked(codes: Sequence[str]) -> list[Decision]:
    """In one order, so that two never wait for each other. Raises NotFound when one of them is not there."""
    wanted = set(codes)
    rows = list(Decision.objects.select_for_update(of=("self",)).filter(code__in=wanted).order_by("pk"))
    if not rows or len(rows) < len(wanted):
        raise nothing()
    return rows


def turns(row: Decision) -> list[DecisionTurn]:
    return list(row.turns.order_by("pk"))


def dues(rows: Iterable[Decision]) -> list[Due]:
    return list(Due.objects.filter(decision__in=[row.pk for row in rows]).order_by("-pk"))


def objections(row: Decision) -> list[Objection]:
    return list(row.objections.order_by("-pk"))


def open_objections(by: Actor) -> QuerySet[Objection]:
    return (
        Objection.objects.select_related("decision")
        .filter(access.reached(by, SEE, area="decision__area_code"), answered_at=None)
        .order_by("due_at", "pk")
    )


def objection(code: str, *, by: Actor) -> Objection | None:
    row = Objection.objects.select_related("decision").filter(code=code).first()
    return row if row is not None and access.may(by, SEE, row.decision) else None


def nothing() -> NotFound:
    return NotFound(
        "benefits.no_decision", N_("There is no such decision, or another area keeps it."),
        way_out=N_("Search for it by its code, or by the key of the person."),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DecisionTold:
    """What a person is told of a decision, without anything that is not his own."""

    code: str
    person: str
    name_zh: str
    name_en: str
    fen: int
    every_zh: str
    every_en: str
    basis: str
    state: str
    reason: str
    as_of: date
    at: datetime


def told(code: str) -> DecisionTold | None:
    row = Decision.objects.filter(code=code).first()
    if row is None:
        return None
    found = policy(row.policy)
    zh, en = (found.name.zh, found.name.en) if found else (row.policy, row.policy)
    every = books.wording().words[EVERY[TIMES_A_YEAR[row.every]] if recurs(row.every) else "once"]
    return DecisionTold(
        row.code, row.person, zh, en, row.fen, every.zh, every.en, row.basis, row.state, row.reason, row.as_of, row.changed_at
    )  # fmt: skip


def appeal_answer(objection: str) -> tuple[DecisionTold, str, str] | None:
    """(decision, kept or right, reason) of an appeal that was answered."""
    row = (
        Objection.objects.select_related("decision")
        .filter(code=objection, kind="appeal")
        .exclude(answered_at=None)
        .first()
    )
    found = told(row.decision.code) if row else None
    return (found, row.outcome, row.answer) if row and found else None
