"""The names and numbers a town uses for its places, arranged so that they are found inside a sentence (R-074).

A place called ``桂溪路12号`` or ``荷苑小区3幢`` is kept under its stem and number; a crossing under its two
roads; everything else under its name and aliases. Names are compared folded and without blanks. Pure.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lianzhi.kernel.text import fold

_NUMBERED = re.compile(r"^(?P<stem>.*\D)(?P<number>\d{1,5})(?P<unit>号|幢)$")
_CROSSING = re.compile(r"^(.+?)(?:与|和|/)(.+?)(?:路口|交叉口)$")
_GENERIC = re.compile(r"(小区|花园|家园|公寓|名苑|新村|新苑|社区|产业园|工业园|广场|农贸市场|菜场|公园|村)$")
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
    """A name found at ``start``..``end`` of a text. ``short``: only its stem was written; ``typo``: nearly."""

    start: int
    end: int
    name: str
    short: bool = False
    typo: bool = False


def compact(text: str) -> str:
    """Folded and without blanks: how names and texts are compared."""
    return fold(text).replace(" ", "")


@dataclass
class Gazetteer:
    """``names``: what may be written -> entries; ``numbers``: (stem, unit) -> number -> entry."""

    names: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[tuple[str, str], dict[int, Entry]] = field(default_factory=lambda: defaultdict(dict))
    crossings: dict[frozenset[str], Entry] = field(default_factory=dict)
    shorts: dict[str, str] = field(default_factory=dict)
    _lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _slips: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Gazetteer":
        made = cls()
        for entry in entries:
            made._add(entry)
        made._shorten()
        made._index()
        return made

    def _add(self, entry: Entry) -> None:
        name, address = compact(entry.name), compact(entry.address)
        numbered = _NUMBERED.match(name)
        if numbered:
            self.numbers[numbered["stem"], numbered["unit"]].setdefault(int(numbered["number"]), entry)
            return
        if crossing := _CROSSING.match(name):
            self.crossings[frozenset(crossing.groups())] = entry
            return
        for written in dict.fromkeys([name, *map(compact, entry.aliases)]):
            if len(written) > 1:
                self.names[written].append(entry)
        if door := _NUMBERED.match(address):
            self.numbers[door["stem"], door["unit"]].setdefault(int(door["number"]), entry)

    def _shorten(self) -> None:
        """Stems people use for a whole name (荷苑 for 荷苑小区), where only one name has that stem."""
        stems: dict[str, set[str]] = defaultdict(set)
        for name in self.names:
            stem = _GENERIC.sub("", name)
            if stem != name and len(stem) >= 2:
                stems[stem].add(name)
        self.shorts = {s: next(iter(n)) for s, n in stems.items() if len(n) == 1 and s not in self.names}

    def _index(self) -> None:
        lengths: dict[str, set[int]] = defaultdict(set)
        slips: dict[str, set[str]] = defaultdict(set)
        for name in (*self.names, *self.shorts):
            if len(name) <= _LONGEST or name.isascii():
                lengths[name[:2]].add(len(name))
        for name in self.names:
            if 3 <= len(name) <= _LONGEST and not name.isascii():
                for slip in _slips_of(name):
                    slips[slip].add(name)
        self._lengths = {head: tuple(sorted(sizes, reverse=True)) for head, sizes in lengths.items()}
        self._slips = dict(slips)

    def mentions(self, text: str) -> list[Mention]:
        """Names written in ``text`` (compact), left to right, the longest where several begin."""
        found: list[Mention] = []
        at = 0
        while at < len(text) - 1:
            mention = self._mention_at(text, at)
            if mention:
                found.append(mention)
            at = mention.end if mention else at + 1
        return found

    def _mention_at(self, text: str, at: int) -> Mention | None:
        for size in self._lengths.get(text[at : at + 2], ()):
            word = text[at : at + size]
            if len(word) < size or (word.isascii() and _inside_a_word(text, at, at + size)):
                continue
            if word in self.names:
                return Mention(at, at + size, word)
            if word in self.shorts:
                return Mention(at, at + size, self.shorts[word], short=True)
        return None

    def near_misses(self, text: str) -> list[Mention]:
        """Names that ``text`` holds with one wrong, missing, added or swapped character."""
        best: dict[str, Mention] = {}
        for start in range(len(text)):
            for size in range(3, min(9, len(text) - start) + 1):
                word = text[start : start + size]
                for slip in _slips_of(word):
                    for name in self._slips.get(slip, ()):
                        if name[-1] == word[-1] and abs(len(name) - size) <= 1 and name not in best:
                            best[name] = Mention(start, start + size, name, typo=True)
        return list(best.values())

    def beginning_with(self, query: str) -> Iterator[Entry]:
        """Entries whose name begins with ``query``, then those that hold it. For typing ahead."""
        inner = []
        for name, entries in self.names.items():
            at = name.find(query)
            if at == 0:
                yield from entries
            elif at > 0 and len(query) >= _CONTAINED:
                inner += entries
        yield from inner

    def numbers_beginning(self, stem: str, digits: str) -> Iterator[Entry]:
        for unit in ("幢", "号"):
            known = self.numbers.get((stem, unit), {})
            yield from (known[number] for number in sorted(known) if str(number).startswith(digits))


def _slips_of(word: str) -> set[str]:
    """The word with any one character left out: two words one slip apart have one of these in common."""
    return {word[:i] + word[i + 1 :] for i in range(len(word))} | {word}


def _inside_a_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())
