"""The queue of the doubtful, and two entries side by side with what agrees and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_
from lianzhi.registry import lists, protecting
from lianzhi.registry.access import MERGE
from lianzhi.registry.finding import nothing
from lianzhi.registry.linkage import entries, model
from lianzhi.registry.linkage.verdict import JOINED, against
from lianzhi.registry.models import WAITING, Certificate, LinkageRun, Pair, Person, State
from lianzhi.registry.queries.paging import Page, page_of
from lianzhi.registry.queries.reach import reachable
from lianzhi.registry.queries.record import names_of

LOOKS: Mapping[str, tuple[str, ...]] = {
    "": (State.OPEN,), "later": (State.LATER,), "apart": (State.APART,), "merged": (State.MERGED,),
}  # fmt: skip
LEVELS: Mapping[str, str] = {
    "same": N_("the same"), "differs": N_("different"), "missing": N_("not known of both"), "former": N_("a former name"),
    "sound": N_("sounds the same"), "given": N_("same given name, another surname"), "last": N_("same last character"),
    "surname": N_("same surname only"), "slip": N_("close: may be a slip of writing"), "building": N_("same building"),
}  # fmt: skip
_FIELD = {
    "birth": "birth",
    "identity": "identity",
    "name": "name",
    "phone": "phone",
    "place": "place",
    "sex": "sex",
}
_MORE = ("former_name", "kind", "ethnic", "origin", "education", "employer", "marital")


@dataclass(frozen=True, slots=True)
class PairLine:
    id: int
    names: tuple[str, str]
    birth: Any
    score: float
    state: str
    agree: tuple[str, ...]
    differ: tuple[str, ...]
    found_at: datetime
    decided_by_name: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the comparison. ``bits``: what it adds to the score; None where it is not compared."""

    label: str
    one: str
    other: str
    level: str
    word: str
    bits: float | None


@dataclass(frozen=True, slots=True)
class SideBySide:
    pair: Pair
    one: Person
    other: Person
    rows: tuple[Compared, ...]
    hinders: tuple[str, ...]
    papers: tuple[int, int]
    suggested: str
    sure: bool
    gone: bool

    @property
    def both(self) -> tuple[Person, Person]:
        return self.one, self.other


def waiting(by: Actor, look: str, query: Mapping[str, str]) -> Page:
    """One page of pairs of which ``by`` reaches both entries, the likeliest first: three queries whatever their number."""
    rows = Pair.objects.filter(_reached(by), state__in=LOOKS.get(look, LOOKS[""]))
    page = page_of(rows, query, by="score")
    codes = {code for row in page.object_list for code in (row.first, row.second)}
    people = Person.objects.in_bulk(codes, field_name="code") if codes else {}
    page.object_list[:] = [_line(row, people) for row in page.object_list]
    return page


def counts(by: Actor) -> dict[str, int]:
    """How many wait, were put off, are one, are two; and how many the machine joined."""
    found = Pair.objects.filter(_reached(by)).aggregate(
        open=Count("pk", Q(state=State.OPEN)), later=Count("pk", Q(state=State.LATER)),
        merged=Count("pk", Q(state=State.MERGED)), apart=Count("pk", Q(state=State.APART)),
        machine=Count("pk", Q(state=State.MERGED, decided_by="system:linkage")),
    )  # fmt: skip
    return dict(found)


def last_run() -> LinkageRun | None:
    return LinkageRun.objects.first()


def found(pair_id: int, by: Actor) -> SideBySide:
    """Raises NotFound, also for a pair of which ``by`` reaches one entry only."""
    pair = Pair.objects.filter(_reached(by), pk=pair_id).first()
    people = Person.objects.in_bulk([pair.first, pair.second], field_name="code") if pair else {}
    if pair is None or len(people) < 2:
        raise nothing()
    one, other = people[pair.first], people[pair.second]
    papers = Certificate.objects.filter(holder__in=(one.ref, other.ref)).values_list("holder", flat=True)
    held = list(papers)
    better = min((one, other), key=lambda row: (not row.identity_blind, row.pk))
    return SideBySide(
        pair, one, other, (*_compared(pair, one, other), *_beside(one, other)), _hinders(pair),
        (held.count(one.ref), held.count(other.ref)), better.code, pair.verdict == JOINED,
        bool(one.merged_into or other.merged_into),
    )  # fmt: skip


def next_after(pair_id: int, by: Actor) -> int | None:
    """The next pair that waits, in the order of the list, so that a person goes on without it."""
    rows = Pair.objects.filter(_reached(by), state=State.OPEN).exclude(pk=pair_id).order_by("-score", "-pk")
    score = Pair.objects.filter(pk=pair_id).values_list("score", flat=True).first() or 0.0
    below = rows.filter(Q(score__lt=score) | Q(score=score, pk__lt=pair_id)).values_list("pk", flat=True)
    return below.first() or rows.values_list("pk", flat=True).first()


def of_entry(row: Person, by: Actor) -> int | None:
    """The doubtful pair of an entry, for its own page."""
    rows = Pair.objects.filter(_reached(by), Q(first=row.code) | Q(second=row.code), state__in=WAITING)
    return rows.values_list("pk", flat=True).first()


def word(level: str) -> str:
    return _(LEVELS[level])


def label(code: str) -> str:
    each = next(each for each in model.assumed().comparisons if each.code == code)
    return each.en if (get_language() or lists.LANGUAGE).startswith("en") else each.zh


def _reached(by: Actor) -> Q:
    return reachable(by, MERGE, "first_grid") & reachable(by, MERGE, "second_grid")


def _line(row: Pair, people: Mapping[str, Person]) -> PairLine:
    pair = [people.get(code) for code in (row.first, row.second)]
    names = tuple(each.name if each else "–" for each in pair)
    levels = row.evidence
    return PairLine(
        row.pk, (names[0], names[1]), pair[0].birth if pair[0] else None, row.score, row.state,
        tuple(label(code) for code in levels if levels[code] in ("same", "former", "sound")),
        tuple(label(code) for code in levels if levels[code] not in ("same", "former", "sound", "missing")),
        row.found_at, row.decided_by_name,
    )  # fmt: skip


def _compared(pair: Pair, one: Person, other: Person) -> list[Compared]:
    names = names_of({row.place for row in (one, other) if row.place})
    definition = entries.current()
    told = []
    for each in definition.comparisons:
        if each.code not in pair.evidence:
            continue
        level = pair.evidence[each.code]
        weights = {found.code: found.weight for found in each.levels}
        sides = [
            names.get(row.place, "") if each.code == "place" else _shown(row, _FIELD[each.code])
            for row in (one, other)
        ]
        told.append(
            Compared(
                label(each.code),
                sides[0],
                sides[1],
                level,
                word(level),
                weights.get(level) if level != "missing" else 0.0,
            )
        )
    return told


def _beside(one: Person, other: Person) -> list[Compared]:
    """What is not compared but helps a person to see."""
    told = []
    for field in _MORE:
        sides = [_shown(row, field) for row in (one, other)]
        if any(sides):
            level = "missing" if not all(sides) else "same" if sides[0] == sides[1] else "differs"
            told.append(
                Compared(
                    lists.called(lists.columns("persons")[field]),
                    sides[0],
                    sides[1],
                    level,
                    word(level),
                    None,
                )
            )
    return told


def _shown(row: Person, field: str) -> str:
    column = lists.columns("persons")[field]
    if column.sealed:
        return protecting.shown(row, field)
    value = getattr(row, field)
    return lists.named(column.listed, value) if column.listed and value else str(value or "")


def _hinders(pair: Pair) -> tuple[str, ...]:
    return tuple(label(code) for code in against(pair.evidence)) if pair.evidence else ()
