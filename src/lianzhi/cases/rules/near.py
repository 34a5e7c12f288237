"""Is this the same matter as that one?  Ranking of near open matters by text, distance, time and reporter. Pure.

Intake section 1: Signalen shows what happened within 50 m and 12 weeks, FixMyStreet near matters of one category;
neither looks at the words. The shares below are chosen by hand and say how much each side can add; they are not
learnt. A machine only ranks: whether two matters are one, a person decides (house law 4).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import exp

from lianzhi.kernel.geo import distance_m
from lianzhi.kernel.text import bigrams

RADIUS_M = 200.0
SPAN = timedelta(weeks=12)
TEXT, PLACE, TIME, REPORTER = 0.45, 0.30, 0.15, 0.10
FADES_M = 60.0  # at this distance the place counts a little over a third
FADES = timedelta(days=14)
LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Told:
    """What is compared of one matter. ``kind`` is its category, empty while unknown."""

    text: str
    kind: str
    lon: float | None
    lat: float | None
    at: datetime
    reporter: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like two matters are, 0..1 each. ``metres`` None: one of them has no place."""

    text: float
    metres: float | None
    apart: timedelta
    same_kind: bool
    same_reporter: bool

    @property
    def score(self) -> float:
        place = exp(-self.metres / FADES_M) if self.metres is not None else 0.0
        time = exp(-self.apart / FADES)
        whole = TEXT * self.text + PLACE * place + TIME * time + REPORTER * self.same_reporter
        return whole if self.same_kind else whole * 0.7

    @property
    def likely(self) -> bool:
        return self.score >= LIKELY


def likeness(one: Told, other: Told) -> Likeness:
    return Likeness(
        text=text_likeness(one.text, other.text),
        metres=_metres(one, other),
        apart=abs(one.at - other.at),
        same_kind=bool(one.kind) and one.kind == other.kind,
        same_reporter=bool(one.reporter) and one.reporter == other.reporter,
    )


def supportable(told: Told, main: Told, *, private: bool) -> bool:
    """May a reporter's matter be joined to ``main`` at the reporter's word? Only to one that could have been offered:
    of the same kind, within a radius and a half (the offer looks in a square), of these weeks, and of no ``private``
    kind. Numbers can be guessed, and who is joined reads the answer and adds weight to the matter (R-105).
    """
    like = likeness(told, main)
    near = like.metres is not None and like.metres <= 1.5 * RADIUS_M
    return not private and like.same_kind and near and like.apart <= SPAN


def text_likeness(one: str, other: str) -> float:
    """Share of the shorter text's pairs of characters that stand in the longer one; greetings weigh little
    because matters of one kind are compared. Very short texts are not trusted: below eight pairs it falls off."""
    mine, theirs = set(bigrams(one).split()), set(bigrams(other).split())
    least = min(len(mine), len(theirs))
    return len(mine & theirs) / least * min(1.0, least / 8) if least else 0.0


def _metres(one: Told, other: Told) -> float | None:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    return distance_m(one.lon, one.lat, other.lon, other.lat)


def shared(text: str, other: str) -> list[tuple[str, bool]]:
    """``text`` cut into pieces: those whose pairs of characters stand in ``other`` too, and the rest."""
    theirs = set(bigrams(other).split())
    marked = [False] * len(text)
    for i in range(len(text) - 1):
        if text[i : i + 2].casefold() in theirs:
            marked[i] = marked[i + 1] = True
    return [
        ("".join(char for char, _m in run), mark)
        for mark, run in groupby(zip(text, marked, strict=True), _mark)
    ]


def _mark(pair: tuple[str, bool]) -> bool:
    return pair[1]
