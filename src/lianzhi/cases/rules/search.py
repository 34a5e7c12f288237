"""What is kept of a text so that it is found again, and what a query asks for.  R-109, R-114. Pure.

Chinese is kept as overlapping pairs of characters, Latin words and numbers whole (``kernel.text``). A term that
only some may search by (the reporter's name) is kept behind ``MARK``, a sign that no query can hold; so are the areas
the thing lies in and the units that have a part in it, so that a word is looked up within a reader's reach at once, and
the month it came in, so that the newest are found without looking at all.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lianzhi.kernel.areas import stem
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.text import bigrams, fold, search_terms

MARK = "\u00a7"
AREA = "\u00b6"
UNIT = "\u00a4"
MONTH = "\u00a2"
LEVELS = (12, 15, 17)  # digits of a community, a grid, a micro-grid: a whole town narrows nothing
LONGEST = 40  # characters of a term; PostgreSQL refuses lexemes above 2 kB
MOST = 24  # terms of a query that are looked at
WHOLE = 3  # Latin words and numbers of at least so many characters also find what they begin


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a text must hold; with ``begins``, something that begins with it is enough."""

    text: str
    begins: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """An area (its significant digits; empty: all) and a unit (empty: any)."""

    area: str = ""
    unit: str = ""


def kept(
    texts: Sequence[str],
    names: Sequence[str] = (),
    area: str = "",
    units: Sequence[str] = (),
    at: datetime | None = None,
) -> list[str]:
    """The terms to store for one thing: of its month, its texts, of names behind ``MARK``, of its areas; last of its units."""
    words = dict.fromkeys(term[:LONGEST] for term in bigrams("\n".join(texts)).split())
    words |= dict.fromkeys(MARK + term[:LONGEST] for term in bigrams("\n".join(names)).split())
    own = stem(area) if area else ""
    month = [month_of(at)] if at else []
    return [
        *month,
        *words,
        *(AREA + own[:digits] for digits in LEVELS if len(own) >= digits),
        *of_units(units),
    ]


def month_of(at: datetime) -> str:
    return f"{MONTH}{at.astimezone(SHANGHAI):%Y%m}"


def months_to(at: datetime, count: int) -> list[str]:
    """The terms of so many months, that of ``at`` the last."""
    here = at.astimezone(SHANGHAI)
    last = here.year * 12 + here.month - 1
    return [f"{MONTH}{n // 12:04}{n % 12 + 1:02}" for n in range(last - count + 1, last + 1)]


def of_units(units: Sequence[str]) -> list[str]:
    """The terms of units. SQLite cuts words at signs of ASCII that are neither letter nor digit, so none is left in."""
    return list(dict.fromkeys(UNIT + re.sub(r"[^0-9a-z]", _spelt, unit.lower()) for unit in units))


def _spelt(sign: re.Match[str]) -> str:
    return f"\u00b7{ord(sign[0]):x}"


def asked(query: str) -> list[Term]:
    """What a text must hold, all of it. Empty when the query has neither a letter nor a digit."""
    terms = []
    for piece in search_terms(query)[:MOST]:
        word = piece.strip()[:LONGEST]
        terms.append(Term(word, not piece.endswith(" ") or (word.isascii() and len(word) >= WHOLE)))
    return terms


def reach_in(spots: Sequence[Spot]) -> list[list[str]]:
    """One of these places and units, as terms of which one list must be held whole. Empty when terms cannot ask that."""
    found = []
    for spot in spots:
        if len(spot.area) not in (0, *LEVELS) or not (spot.area or spot.unit):
            return []
        found.append(([AREA + spot.area] if spot.area else []) + (of_units([spot.unit]) if spot.unit else []))
    return found


def fts5(terms: Sequence[Term], *, names: bool, reach: Sequence[Sequence[str]] = ()) -> str:
    """For SQLite. Terms hold letters and digits only, so nothing in them can end the quotes."""
    return _all(terms, names, reach, '"{0}"', '"{0}"*', " OR ", " AND ")


def tsquery(terms: Sequence[Term], *, names: bool, reach: Sequence[Sequence[str]] = ()) -> str:
    """For PostgreSQL, as a literal of type tsquery."""
    return _all(terms, names, reach, "'{0}'", "'{0}':*", " | ", " & ")


def _all(
    terms: Sequence[Term],
    names: bool,
    reach: Sequence[Sequence[str]],
    whole: str,
    begins: str,
    or_: str,
    and_: str,
) -> str:
    marks = ("", MARK) if names else ("",)
    groups = [[(begins if t.begins else whole).format(mark + t.text) for mark in marks] for t in terms]
    groups += [["(" + and_.join(whole.format(t) for t in spot) + ")" for spot in reach]] if reach else []
    return and_.join("(" + or_.join(group) + ")" for group in groups)


def found_in(text: str, query: str) -> list[tuple[int, int]]:
    """Where the query's words stand in ``text``: (from, to) in order, apart from each other.

    A word that does not stand there as a whole is marked by its pairs.
    """
    folded, places = _folded(text)
    hits: list[tuple[int, int]] = []
    for word in fold(query).split()[:MOST]:
        spans = list(_spans(folded, word)) or [
            span for term in asked(word) for span in _spans(folded, term.text)
        ]
        hits += [(places[start], places[end - 1] + 1) for start, end in spans]
    return _joined(hits)


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as search compares it, and for each of its characters the place it came from."""
    parts = [(fold(char), place) for place, char in enumerate(text)]
    return "".join(part for part, _ in parts), [place for part, place in parts for _ in part]


def _spans(text: str, word: str) -> Iterator[tuple[int, int]]:
    at = text.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = text.find(word, at + len(word))


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
