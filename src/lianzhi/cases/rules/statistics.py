"""What each figure means, and how it is computed from sums.  Pure.  R-111, R-171, R-277.

Basis: the evaluation indicators of 数字城管 (应处置数, 处置数, 按期处置数, 处置率, 按期处置率, 超期未处置, 返工率; field notes 6,
source quality: pages, not the standard's text).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from lianzhi.kernel.errors import N_

REWORK = ("fail", "reopen")
"""Steps by which work was found wanting."""
BY_OFFICE = "reopen_by_office"


def counted_as(verb: str, *, rework: bool) -> str:
    """Under which name a step counts: an office that takes up what it ended wrongly is no rework of the unit."""
    return BY_OFFICE if verb == "reopen" and not rework else verb


@dataclass
class Sums:
    """Counts of one key: by verb, and by (verb, stage) for times."""

    n: dict[str, int] = field(default_factory=dict)
    timed: dict[str, int] = field(default_factory=dict)
    late: dict[str, int] = field(default_factory=dict)
    worked: dict[str, int] = field(default_factory=dict)
    graded: int = 0
    good: int = 0
    unfinished: int = 0
    """Open at the end of the span, or now within it, and past its handling deadline."""

    def add(self, verb: str, *, n: int, timed: int, late: int, worked: int, graded: int, good: int) -> None:
        for place, value in ((self.n, n), (self.timed, timed), (self.late, late), (self.worked, worked)):
            place[verb] = place.get(verb, 0) + value
        self.graded += graded
        self.good += good

    def count(self, *verbs: str) -> int:
        return sum(self.n.get(verb, 0) for verb in verbs)

    def in_time(self, verb: str) -> int:
        return self.timed.get(verb, 0) - self.late.get(verb, 0)

    @property
    def due(self) -> int:
        """应处置数: handled with a deadline, and open past it."""
        return self.timed.get("finish", 0) + self.unfinished


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _hours(sums: Sums, *verbs: str) -> float | None:
    n = sums.count(*verbs)
    return sum(sums.worked.get(v, 0) for v in verbs) / n / 3600 if n else None


@dataclass(frozen=True, slots=True)
class Measure:
    """``formula`` is shown beside the figure; ``verbs``, ``late``: which rows stand behind it."""

    code: str
    name: str
    formula: str
    compute: Callable[[Sums], float | None]
    shape: str = "count"
    higher: bool | None = None
    verbs: tuple[str, ...] = ()
    late: bool | None = None


MEASURES: tuple[Measure, ...] = (
    Measure(
        "reported",
        N_("Matters reported"),
        N_("Matters that came in."),
        lambda s: s.count("start"),
        verbs=("start",),
    ),
    Measure(
        "filed",
        N_("Matters filed"),
        N_("Matters that were filed."),
        lambda s: s.count("file"),
        verbs=("file",),
    ),
    Measure(
        "due",
        N_("To be handled"),
        N_("Handled with a deadline + open past the deadline."),
        lambda s: s.due,
        verbs=("finish",),
    ),
    Measure(
        "handled",
        N_("Handled"),
        N_("Reported done by the unit. For a unit or a person, each of their parts of joint tasks counts."),
        lambda s: s.count("finish"),
        verbs=("finish",),
    ),
    Measure(
        "handled_share",
        N_("Handled share"),
        N_("Handled with a deadline ÷ to be handled."),
        lambda s: _share(s.timed.get("finish", 0), s.due),
        "share",
        True,
        ("finish",),
    ),
    Measure(
        "on_time",
        N_("Handled in time"),
        N_("Handled before the deadline ÷ to be handled."),
        lambda s: _share(s.in_time("finish"), s.due),
        "share",
        True,
        ("finish",),
        False,
    ),
    Measure(
        "late",
        N_("Handled late"),
        N_("Reported done after the deadline."),
        lambda s: s.late.get("finish", 0),
        "count",
        False,
        ("finish",),
        True,
    ),
    Measure(
        "unfinished",
        N_("Overdue, open"),
        N_(
            "Open at the end of the span and past the handling deadline. For a person, where they had accepted a part of it."
        ),
        lambda s: s.unfinished,
        "count",
        False,
    ),
    Measure(
        "rework",
        N_("Rework"),
        N_(
            "Failed checks + reopened after a bad rating, ÷ handled. For a person, of the work that person had done."
        ),
        lambda s: _share(s.count(*REWORK), s.count("finish")),
        "share",
        False,
        REWORK,
    ),
    Measure(
        "bounces",
        N_("Sent back"),
        N_("Parts that units sent back."),
        lambda s: s.count("return"),
        "count",
        False,
        ("return",),
    ),
    Measure(
        "file_on_time",
        N_("Filed in time"),
        N_("Filed or refused before the deadline ÷ all with a deadline."),
        lambda s: _share(
            s.in_time("file") + s.in_time("refuse"), s.timed.get("file", 0) + s.timed.get("refuse", 0)
        ),
        "share",
        True,
        ("file", "refuse"),
        False,
    ),
    Measure(
        "dispatch_on_time",
        N_("Dispatched in time"),
        N_("Dispatched before the deadline ÷ all dispatched with one."),
        lambda s: _share(s.in_time("dispatch"), s.timed.get("dispatch", 0)),
        "share",
        True,
        ("dispatch",),
        False,
    ),
    Measure(
        "check_on_time",
        N_("Checked in time"),
        N_("Checked before the deadline ÷ all checked with one."),
        lambda s: _share(
            s.in_time("pass") + s.in_time("fail"), s.timed.get("pass", 0) + s.timed.get("fail", 0)
        ),
        "share",
        True,
        ("pass", "fail"),
        False,
    ),
    Measure(
        "hours",
        N_("Time at work"),
        N_("Office hours from acceptance to done, on average."),
        lambda s: _hours(s, "finish"),
        "hours",
        False,
        ("finish",),
    ),
    Measure(
        "satisfied",
        N_("Satisfied share"),
        N_("Ratings of three grades and better ÷ all ratings."),
        lambda s: _share(s.good, s.graded),
        "share",
        True,
        ("rate",),
    ),
)
BY_CODE: Mapping[str, Measure] = {measure.code: measure for measure in MEASURES}
STAGE_TIMES = (
    ("file", N_("Received → filed")), ("dispatch", N_("Filed → dispatched")), ("accept", N_("Dispatched → accepted")),
    ("finish", N_("Accepted → done")), ("pass", N_("Done → checked")), ("close", N_("Checked → answered")),
)  # fmt: skip


def values(sums: Sums) -> dict[str, float | None]:
    return {measure.code: measure.compute(sums) for measure in MEASURES}


def stage_hours(sums: Sums) -> list[tuple[str, float | None]]:
    """Average office hours of each stage: (msgid, hours)."""
    return [(name, _hours(sums, verb)) for verb, name in STAGE_TIMES]


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Span":
        """The span of the same length right before; for a whole month the month before."""
        if self.whole_month:
            end = self.first - timedelta(days=1)
            return Span(end.replace(day=1), end)
        return Span(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    @property
    def whole_month(self) -> bool:
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1 and self.days <= 31


def overdue_open(at: datetime, *, since: datetime, due: datetime, until: datetime | None) -> bool:
    """在办超期 as of ``at``: it stood there (``since``, ``until`` it left; None: still), and its deadline was over.

    ``at`` is the first instant of the next day: what comes or falls due then is that day's, what leaves then was there.
    The deadline is the one it left with: more time that was granted later counts from the beginning.
    """
    return since < at and due < at and (until is None or until >= at)


def span_named(name: str, today: date) -> Span:
    """``day``, ``week`` (from Monday), ``month``, ``last_month``, ``year``; the month otherwise."""
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    ended = month - timedelta(days=1)
    return {
        "day": Span(today, today),
        "week": Span(monday, today),
        "last_month": Span(ended.replace(day=1), ended),
        "year": Span(today.replace(month=1, day=1), today),
    }.get(name, Span(month, today))


WEIGHTS: Mapping[str, float] = {"on_time": 60, "rework": 20, "satisfied": 20}


def score(sums: Sums, weights: Mapping[str, float] = WEIGHTS) -> float | None:
    """0..100: the weighted mean of the shares that exist; a share for which lower is better counts as 1 - share."""
    found = [
        (w, v if BY_CODE[c].higher else 1 - min(v, 1))
        for c, w in weights.items()
        if (v := BY_CODE[c].compute(sums)) is not None
    ]
    return 100 * sum(w * v for w, v in found) / sum(w for w, _v in found) if found else None


def yearly(days: Iterable[tuple[float, int]]) -> float | None:
    """The mean of the daily scores, each weighing as much as was handled that day."""
    pairs = list(days)
    weight = sum(n for _score, n in pairs)
    return sum(s * n for s, n in pairs) / weight if weight else None
