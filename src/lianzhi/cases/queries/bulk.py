"""One move on several cases: what it would do to each, and which are refused and why.  A4, field notes 2.13.

Nothing is written here. ``MOST`` bounds what one page prepares and one run does.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries.acts import Act, Reader, hurdles, hurdles_of, lawful, not_open
from lianzhi.cases.queries.cases import Wanted, listed
from lianzhi.cases.queries.dispatching import addressees
from lianzhi.cases.queries.views import case_view
from lianzhi.cases.wording import said
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, Refused, WrongState

MOST = 300
FIT = frozenset({"reason", "answer", "result", "units", "amount", "until", "urge"})
"""What one form can say for all: a move that needs anything else is made case by case."""
BY_LIST = "*"
"""Instead of a unit: each case to whom the responsibility list names for it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A move that at least one of the chosen cases is open to."""

    verb: str
    name_zh: str
    name_en: str
    count: int
    back: bool
    side: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One case: the act that would be made and where it leads, or why not."""

    case: CaseView
    act: Act | None
    to: worklist.StateView | None
    refused: Refused | None

    @property
    def why(self) -> tuple[str, ...]:
        return said(self.refused) if self.refused else ()


def chosen(by: Actor, numbers: Iterable[str]) -> list[CaseView]:
    """Those of the numbers the reader may see, in the order they were chosen."""
    asked = list(dict.fromkeys(numbers))
    if len(asked) > MOST:
        raise BadInput(
            "cases.too_many",
            N_("%(n)s cases are too many for one go; %(most)s is the most."),
            way_out=N_("Choose fewer, do them, then choose the next ones."),
            params={"n": len(asked), "most": MOST},
        )
    rows = listed(by, Wanted(), clock.now()).filter(number__in=asked)
    found = {row.number: case_view(row) for row in rows}
    return [found[number] for number in asked if number in found]


def choices(cases: Iterable[CaseView], reader: Reader) -> list[Choice]:
    """The moves to choose from, those open to most cases first."""
    found: dict[str, list[Act]] = {}
    for case in cases:
        for verb, act in {act.verb: act for act in lawful(case, reader) if fits(act)}.items():
            found.setdefault(verb, []).append(act)
    offered = [Choice(v, a[0].name_zh, a[0].name_en, len(a), a[0].back, a[0].side) for v, a in found.items()]
    return sorted(offered, key=lambda choice: (choice.side, choice.back, -choice.count))


def fits(act: Act) -> bool:
    return set(act.needs) <= FIT


def lines(cases: Sequence[CaseView], reader: Reader, verb: str) -> list[Line]:
    """What it would do to each: a few queries however many they are."""
    barred = hurdles_of(cases, reader)
    return [line(case, reader, verb, barred[case.id]) for case in cases]


def reasons(found: Iterable[Line]) -> list[tuple[str, int]]:
    """Why some will not move and how many for each reason, the commonest first."""
    return Counter(line.why[0] for line in found if line.refused).most_common()


def line(case: CaseView, reader: Reader, verb: str, barred: Mapping[str, Refused] | None = None) -> Line:
    found = [act for act in lawful(case, reader) if act.verb == verb and fits(act)]
    if not found:
        return Line(case, None, None, _why(case, reader, verb))
    if len(found) > 1:
        return Line(case, None, None, _several())
    [act] = found
    return Line(
        case,
        act,
        worklist.target(case.item, verb),
        (hurdles(case, reader) if barred is None else barred).get(verb),
    )


def named_units(case: CaseView) -> tuple[str, ...]:
    """The lead and the supporting units that the responsibility list names; a refusal where it names none."""
    duty = addressees(case).duty
    if duty is None:
        raise BadInput(
            "cases.nobody_named",
            N_("The responsibility list names nobody for this matter here."),
            way_out=N_("Dispatch it by itself, or choose one unit for all."),
            field="units",
        )
    return (duty.lead, *duty.supports)


def _why(case: CaseView, reader: Reader, verb: str) -> Refused:
    try:
        refused = not_open(case, reader, verb)
    except Refused as lacking:
        return lacking
    if any(move.verb == verb for move in case.item.moves):
        return refused
    return WrongState(
        "cases.bulk_state",
        N_("This step is not possible in its present state."),
        way_out=N_("Open the matter: its buttons show what is possible."),
    )


def _several() -> WrongState:
    return WrongState(
        "cases.bulk_parts",
        N_("Several units have a part in it that this step could mean."),
        way_out=N_("Open the matter and choose the part."),
    )
