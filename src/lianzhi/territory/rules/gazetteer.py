"""The names and numbers a town uses for its places, arranged so that they are found inside a sentence (R-074).

A place called ``桂溪路12号`` or ``荷苑小区3幢`` is kept under its name and number; a crossing under its two roads; everything
else under its name, aliases and former names. Names are compared folded and without blanks. Pure.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lianzhi.kernel.rooms import is_building
from lianzhi.kernel.text import fold
from lianzhi.territory.rules import sounds
from lianzhi.territory.rules.addresses.numerals import plainly

_NUMBERED = re.compile(r"^(?P<stem>.*[^\d\W])(?P<number>\d{1,5}|[a-z]\d?)(?P<unit>号|幢)$")
_CROSSING = re.compile(r"^(.+?)(?:与|和|/)(.+?)(?:路口|交叉口)$")
GENERIC = re.compile(
    r"(小区|花园|家园|公寓|名苑|新村|新苑|社区|产业园|工业园|广场|大厦|农贸市场|菜场|公园|村|苑|府|园|里)$"
)
_LONGEST = 16
_CONTAINED = 4  # shorter queries match names from their start only


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the address base. ``aliases`` are other names people use."""

    code: str
    kind: str
    name: str
    address: str
    lon: float
    lat: float
    grid_code: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found at ``start``..``end`` of a text. ``how``: a key of ``likeness.SURE``; written exactly by default."""

    start: int
    end: int
    name: str
    how: str = "exact"


@dataclass(slots=True)
class Known:
    """What one name stands for: places of that name, and numbers behind it. ``how``: its own name, an old one ..."""

    entries: list[Entry] = field(default_factory=list)
    doors: dict[str, list[Entry]] = field(default_factory=dict)
    blocks: dict[str, list[Entry]] = field(default_factory=dict)
    how: str = "exact"


def compact(text: str) -> str:
    """Folded and without blanks: how names are compared."""
    return fold(text).replace(" ", "")


def written(text: str) -> str:
    """As ``compact``, and numbers, signs and address words in one way of writing: how texts are read."""
    return fold(plainly(text)).replace(" ", "")


def names_of(name: str, address: str) -> tuple[str, ...]:
    """What a place is found by: its name, and the door where the name has no number of its own."""
    own = compact(name)
    door = not _NUMBERED.match(own) and not _CROSSING.match(own) and _NUMBERED.match(compact(address))
    return (name, address) if door else (name,)


@dataclass(frozen=True, slots=True)
class OtherName:
    """Another name of a place: ``old``, ``alias`` or ``learnt``."""

    name: str
    code: str
    how: str = "alias"


@dataclass
class Gazetteer:
    """``names``: what may be written -> what it stands for; ``shorts``: its beginning, as people say it."""

    names: dict[str, Known] = field(default_factory=lambda: defaultdict(Known))
    crossings: dict[frozenset[str], Entry] = field(default_factory=dict)
    shorts: dict[str, list[str]] = field(default_factory=dict)
    _lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry], others: Iterable[OtherName] = ()) -> "Gazetteer":
        made = cls()
        named: dict[str, Entry] = {}
        others = list(others)
        wanted = {other.code for other in others}
        for entry in entries:
            made._add(entry)
            if entry.code in wanted:
                named[entry.code] = entry
        for other in others:
            if entry_ := named.get(other.code):
                made._call(other, entry_)
        made.names = dict(made.names)
        made._shorten()
        made._index()
        return made

    def _add(self, entry: Entry) -> None:
        name = compact(entry.name)
        if numbered := _NUMBERED.match(name):
            self._number(numbered, entry)
        elif crossing := _CROSSING.match(name):
            self.crossings[frozenset(crossing.groups())] = entry
            return
        else:
            self.names[name].entries.append(entry)
            if door := _NUMBERED.match(compact(entry.address)):
                self._number(door, entry)
        for alias in map(compact, entry.aliases):
            self._also(alias, entry, "alias")

    def _number(self, found: re.Match[str], entry: Entry) -> None:
        known = self.names[found["stem"]]
        side = known.doors if found["unit"] == "号" else known.blocks
        side.setdefault(found["number"], []).append(entry)

    @staticmethod
    def _taken(known: Known, numbered: re.Match[str], name: str) -> bool:
        side = known.doors if numbered["unit"] == "号" else known.blocks
        holders = (e for e in side.get(numbered["number"], ()) if is_building(e.code))
        return any(name in map(compact, (e.name, e.address)) for e in holders)

    def _also(self, name: str, entry: Entry, how: str) -> None:
        if len(name) < 2 or entry in self.names[name].entries:
            return
        known = self.names[name]
        if not (known.entries or known.blocks or known.doors):
            known.how = how
        known.entries.append(entry)

    def _call(self, other: OtherName, entry: Entry) -> None:
        """Another name: of a whole quarter with its buildings, or of one building.

        A number that a place gave up means the building that has it today.
        """
        name = compact(other.name)
        if name == compact(entry.name):
            return
        if numbered := _NUMBERED.match(name):
            known = self.names[numbered["stem"]]
            if other.how == "old" and self._taken(known, numbered, name):
                return
            known.how = other.how if not (known.entries or known.blocks or known.doors) else known.how
            self._number(numbered, entry)
            return
        self._also(name, entry, other.how)
        known, official = self.names[name], self.names.get(compact(entry.name))
        for side in ("blocks", "doors"):
            for number, entries in (getattr(official, side) if official else {}).items():
                mine = getattr(known, side).setdefault(number, [])
                mine += [each for each in entries if each not in mine]

    def _shorten(self) -> None:
        """Beginnings people use for a whole name: 荷苑 for 荷苑小区."""
        stems: dict[str, list[str]] = defaultdict(list)
        meant: set[tuple[str, str]] = set()
        for name, known in self.names.items():
            stem = GENERIC.sub("", name)
            place = known.entries[0].code if known.entries else name
            if stem != name and len(stem) >= 2 and (stem, place) not in meant:
                meant.add((stem, place))
                stems[stem].append(name)
        self.shorts = {s: n for s, n in stems.items() if s not in self.names and len(n) <= 4}

    def _index(self) -> None:
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in (*self.names, *self.shorts):
            if 2 <= len(name) <= _LONGEST or name.isascii():
                lengths[name[:2]].add(len(name))
        self._lengths = {head: tuple(sorted(sizes, reverse=True)) for head, sizes in lengths.items()}

    def mentions(self, text: str) -> list[Mention]:
        """Names in ``text`` (as ``written`` gives it), left to right, the longest where several begin."""
        found: list[Mention] = []
        at = 0
        while at < len(text) - 1:
            here = self._mentions_at(text, at)
            found += here
            at = here[0].end if here else at + 1
        return found

    def _mentions_at(self, text: str, at: int) -> list[Mention]:
        for size in self._lengths.get(text[at : at + 2], ()):
            word = text[at : at + size]
            if len(word) < size or (word.isascii() and _inside_a_word(text, at, at + size)):
                continue
            if known := self.names.get(word):
                return [Mention(at, at + size, word, known.how)]
            if names := self.shorts.get(word):
                how = "short" if len(names) == 1 else "shared"
                return [Mention(at, at + size, name, how) for name in names]
        return []

    @cached_property
    def slips(self) -> dict[str, tuple[str, ...]]:
        """A name with any one character left out -> the names it may be."""
        found: dict[str, set[str]] = defaultdict(set)
        for name in self.names:
            if 3 <= len(name) <= _LONGEST and not name.isascii():
                for slip in slips_of(name):
                    found[slip].add(name)
        return {slip: tuple(sorted(names)) for slip, names in found.items()}

    @cached_property
    def spoken(self) -> dict[str, tuple[str, ...]]:
        """How a name, or its beginning, sounds -> the names."""
        found: dict[str, set[str]] = defaultdict(set)
        for name in self.names:
            if len(name) <= _LONGEST and not name.isascii():
                found[sounds.spoken(name)].add(name)
        for short, names in self.shorts.items():
            found[sounds.spoken(short)].update(names)
        return {sound: tuple(sorted(names)) for sound, names in found.items()}

    @cached_property
    def letters(self) -> dict[str, list[str]]:
        """First letters -> names: xhl for 星河里."""
        return sounds.all_initials(n for n in (*self.names, *self.shorts) if not n.isascii())

    def beginning_with(self, query: str) -> Iterator[Entry]:
        """Entries whose name begins with ``query``, then those that hold it. For typing ahead."""
        inner = []
        for name, known in self.names.items():
            at = name.find(query)
            if at == 0:
                yield from known.entries
            elif at > 0 and len(query) >= _CONTAINED:
                inner += known.entries
        yield from inner

    def numbers_beginning(self, stem: str, digits: str) -> Iterator[Entry]:
        known = self.names.get(stem)
        for side in (known.blocks, known.doors) if known else ():
            fits = (number for number in side if number.startswith(digits))
            for number in sorted(fits, key=lambda number: (len(number), number)):
                yield from side[number]


def slips_of(word: str) -> set[str]:
    """The word with any one character left out: two words one slip apart have one of these in common."""
    return {word[:i] + word[i + 1 :] for i in range(len(word))} | {word}


def _inside_a_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())
