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
from lianzhi.registry.actions.merging import number
from lianzhi.registry.finding import nothing
from lianzhi.registry.linkage import entries, model
from lianzhi.registry.linkage.firm_names import HEAD, read_firm_name
from lianzhi.registry.linkage.subjects import SUBJECTS
from lianzhi.registry.linkage.verdict import DOUBTFUL, JOINED, against
from lianzhi.registry.models import WAITING, Certificate, LinkageRun, Pair, Person, State
from lianzhi.registry.queries.paging import Page, page_of
from lianzhi.registry.queries.reach import reachable
from lianzhi.registry.queries.record import names_of

LOOKS: Mapping[str, tuple[str, ...]] = {
    "": (State.OPEN,), "later": (State.LATER,), "apart": (State.APART,), "merged": (State.MERGED,),
}  # fmt: skip
LEVELS: Mapping[str, str] = {
    "same": N_("the same"), "differs": N_("different"), "missing": N_("not known of both"), "former": N_("a former name"),
    "sound": N_("sounds the same"), "head": N_("begins the same"),
    "given": N_("same given name, another surname"), "last": N_("same last character"),
    "surname": N_("same surname only"), "slip": N_("close: may be a slip of writing"), "building": N_("same building"),
}  # fmt: skip
_FIELD = {"legal": "legal_person", "form": "kind"}
"""The field that a comparison shows, where it is called otherwise; ``branch`` is a part of the name."""
_MORE = {
    model.PERSON: ("former_name", "kind", "ethnic", "origin", "education", "employer", "marital"),
    model.FIRM: ("scope", "staff", "founded"),
}
_BETTER = ("same", "former", "sound")


@dataclass(frozen=True, slots=True)
class PairLine:
    id: int
    names: tuple[str, str]
    known: Any
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
    one: Any
    other: Any
    rows: tuple[Compared, ...]
    hinders: tuple[str, ...]
    papers: tuple[int, int]
    suggested: str
    sure: bool
    gone: bool

    @property
    def torn(self) -> bool:
        """Nothing hinders, but one of them looks like two that differ (``verdict.torn``)."""
        return not self.sure and not self.hinders and self.pair.verdict == DOUBTFUL

    @property
    def both(self) -> tuple[Any, Any]:
        return self.one, self.other


def waiting(by: Actor, look: str, query: Mapping[str, str], subject: str = model.PERSON) -> Page:
    """One page of pairs of which ``by`` reaches both entries, the likeliest first: three queries whatever their number."""
    rows = Pair.objects.filter(_reached(by), subject=subject, state__in=LOOKS.get(look, LOOKS[""]))
    page = page_of(rows, query, by="score")
    codes = {code for row in page.object_list for code in (row.first, row.second)}
    people = SUBJECTS[subject].model.objects.in_bulk(codes, field_name="code") if codes else {}
    page.object_list[:] = [_line(row, people) for row in page.object_list]
    return page


def counts(by: Actor, subject: str = model.PERSON) -> dict[str, int]:
    """How many wait, were put off, are one, are two; and how many the machine joined."""
    found = Pair.objects.filter(_reached(by), subject=subject).aggregate(
        open=Count("pk", Q(state=State.OPEN)), later=Count("pk", Q(state=State.LATER)),
        merged=Count("pk", Q(state=State.MERGED)), apart=Count("pk", Q(state=State.APART)),
        machine=Count("pk", Q(state=State.MERGED, decided_by="system:linkage")),
    )  # fmt: skip
    return dict(found)


def open_of_each(by: Actor) -> dict[str, int]:
    """How many pairs wait, of persons and of firms."""
    rows = Pair.objects.filter(_reached(by), state=State.OPEN).values("subject").order_by()
    held = dict(rows.annotate(n=Count("pk")).values_list("subject", "n"))
    return {subject: held.get(subject, 0) for subject in SUBJECTS}


def last_run(subject: str = model.PERSON) -> LinkageRun | None:
    return LinkageRun.objects.filter(subject=subject).first()


def found(pair_id: int, by: Actor) -> SideBySide:
    """Raises NotFound, also for a pair of which ``by`` reaches one entry only."""
    pair = Pair.objects.filter(_reached(by), pk=pair_id).first()
    rows = SUBJECTS[pair.subject].model.objects if pair else None
    people = rows.in_bulk([pair.first, pair.second], field_name="code") if pair and rows else {}
    if pair is None or len(people) < 2:
        raise nothing()
    one, other = people[pair.first], people[pair.second]
    papers = Certificate.objects.filter(holder__in=(one.ref, other.ref)).values_list("holder", flat=True)
    held = list(papers)
    better = min((one, other), key=lambda row: (not number(row), row.pk))
    return SideBySide(
        pair, one, other, (*_compared(pair, one, other), *_beside(pair.subject, one, other)), _hinders(pair),
        (held.count(one.ref), held.count(other.ref)), better.code, pair.verdict == JOINED,
        bool(one.merged_into or other.merged_into),
    )  # fmt: skip


def next_after(pair_id: int, by: Actor) -> int | None:
    """The next pair that waits, in the order of the list, so that a person goes on without it."""
    score, subject = Pair.objects.filter(pk=pair_id).values_list("score", "subject").first() or (0.0, "")
    rows = Pair.objects.filter(_reached(by), subject=subject, state=State.OPEN).exclude(pk=pair_id)
    rows = rows.order_by("-score", "-pk")
    below = rows.filter(Q(score__lt=score) | Q(score=score, pk__lt=pair_id)).values_list("pk", flat=True)
    return below.first() or rows.values_list("pk", flat=True).first()


def of_entry(row: Any, by: Actor) -> int | None:
    """The doubtful pair of an entry, for its own page."""
    rows = Pair.objects.filter(_reached(by), Q(first=row.code) | Q(second=row.code), state__in=WAITING)
    return rows.values_list("pk", flat=True).first()


def word(level: str) -> str:
    return _(LEVELS[level])


def label(code: str, subject: str = model.PERSON) -> str:
    each = next(each for each in model.assumed(subject).comparisons if each.code == code)
    return each.en if (get_language() or lists.LANGUAGE).startswith("en") else each.zh


def _reached(by: Actor) -> Q:
    return reachable(by, MERGE, "first_grid") & reachable(by, MERGE, "second_grid")


def _line(row: Pair, people: Mapping[str, Any]) -> PairLine:
    pair = [people.get(code) for code in (row.first, row.second)]
    names = tuple(each.name if each else "–" for each in pair)
    levels = row.evidence
    return PairLine(
        row.pk, (names[0], names[1]), _known(pair[0]), row.score, row.state,
        tuple(label(code, row.subject) for code in levels if levels[code] in _BETTER),
        tuple(label(code, row.subject) for code in levels if levels[code] not in (*_BETTER, "missing")),
        row.found_at, row.decided_by_name,
    )  # fmt: skip


def _known(row: Any) -> Any:
    """What helps to know an entry in the list: the day of birth, or who represents the firm."""
    return None if row is None else row.birth if isinstance(row, Person) else row.legal_person


def _compared(pair: Pair, one: Any, other: Any) -> list[Compared]:
    names = names_of({row.place for row in (one, other) if row.place})
    definition = entries.current(pair.subject)
    told = []
    for each in definition.comparisons:
        if each.code not in pair.evidence:
            continue
        level = pair.evidence[each.code]
        weights = {found.code: found.weight for found in each.levels}
        sides = [
            names.get(row.place, "") if each.code == "place" else _side(row, each.code)
            for row in (one, other)
        ]
        told.append(
            Compared(
                label(each.code, pair.subject),
                sides[0],
                sides[1],
                level,
                word(level),
                weights.get(level) if level != "missing" else 0.0,
            )
        )
    return told


def _beside(subject: str, one: Any, other: Any) -> list[Compared]:
    """What is not compared but helps a person to see."""
    told = []
    columns = lists.columns(SUBJECTS[subject].kind)
    for field in _MORE[subject]:
        sides = [_shown(row, field) for row in (one, other)]
        if any(sides):
            level = "missing" if not all(sides) else "same" if sides[0] == sides[1] else "differs"
            told.append(
                Compared(
                    lists.called(columns[field]),
                    sides[0],
                    sides[1],
                    level,
                    word(level),
                    None,
                )
            )
    return told


def _side(row: Any, code: str) -> str:
    """What an entry says to a comparison."""
    if code == "branch":
        said = read_firm_name(row.name).branch
        return "" if said == HEAD else said
    return _shown(row, _FIELD.get(code, code))


def _shown(row: Any, field: str) -> str:
    column = lists.columns(f"{row.KIND}s")[field]
    if column.sealed:
        return protecting.shown(row, field)
    value = getattr(row, field)
    return lists.named(column.listed, value) if column.listed and value else str(value or "")


def _hinders(pair: Pair) -> tuple[str, ...]:
    return (
        tuple(label(code, pair.subject) for code in against(model.assumed(pair.subject), pair.evidence))
        if pair.evidence
        else ()
    )
