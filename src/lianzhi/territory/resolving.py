"""Written addresses to codes: one, a thousand, or a file of millions (R-074, issue 4).

Names and buildings are in memory (``snapshot.directory``), rooms are asked of the database for the buildings that a text may
mean and remembered; what people decided comes first. The tagger is asked only where nothing was understood.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from lianzhi.kernel import rooms as codes
from lianzhi.kernel.errors import N_
from lianzhi.territory import snapshot, tagging
from lianzhi.territory.contracts import Alternative, PlaceMatch, Resolution
from lianzhi.territory.rules import inner, place_match, resolution
from lianzhi.territory.rules.addresses.normal import normal
from lianzhi.territory.rules.gazetteer import Entry, compact, written
from lianzhi.territory.rules.inner import Rooms
from lianzhi.territory.rules.keys import key_of
from lianzhi.territory.rules.resolution import Answer

CHUNK = 2000
FLOOR = 0.3
"""Below this a proposal is no help."""
_DECIDED = N_("A person decided this.")
_OUTSIDE = N_("A person decided that it is not in the town.")
_NOTHING = N_("No place of the address base is named.")
_SURE = 0.99
_LONGEST_TAGGED = 80
_NO_ROOMS = Rooms("")


def resolve(text: str, *, on: date | None = None, near: tuple[float, float] | None = None) -> Resolution:
    """What one written address means. ``on``: by the rooms of that day; ``near``: where the writer stood."""
    return _resolved([text], on, near)[0]


def room_of(text: str) -> list[PlaceMatch]:
    """The room or unit that a text tells, for who types it; none where it tells none."""
    if not any(c.isdigit() for c in text):
        return []
    found = resolve(text)
    if found.level not in ("room", "unit"):
        return []
    return [
        PlaceMatch(
            found.best, found.level, found.address, "", found.lon or 0.0, found.lat or 0.0, found.grid_code, found.score,
            found.reason, found.params,
        )
    ]  # fmt: skip


def resolve_many(texts: Iterable[str], *, on: date | None = None) -> Iterator[Resolution]:
    """``resolve`` for a file of any length: memory stays flat, rooms are read for many texts at once."""
    stream = iter(texts)
    while chunk := list(islice(stream, CHUNK)):
        yield from _resolved(chunk, on, None)


def _resolved(texts: Sequence[str], on: date | None, near: tuple[float, float] | None) -> list[Resolution]:
    told = _Told(on)
    learnt = snapshot.decided()
    keys = [key_of(text) if learnt else "" for text in texts]
    open_ = [i for i, key in enumerate(keys) if key not in learnt]
    found = dict(zip(open_, told.read([texts[i] for i in open_], near), strict=True))
    return [
        told.resolution(text, found[i]) if i in found else told.decided(text, learnt[keys[i]])
        for i, text in enumerate(texts)
    ]


def known(code: str) -> Alternative | None:
    """A place, building, unit or room by its code; None where there is none."""
    return _Told(None).alternative(code, 1.0, "")


class _Told:
    """The state of the base while one chunk is answered."""

    def __init__(self, on: date | None) -> None:
        self.places, self.tree = snapshot.directory(), snapshot.tree()
        self.books = snapshot.books() if on in (None, snapshot.today()) else snapshot.Books(on)  # type: ignore[arg-type]

    def read(self, texts: Sequence[str], near: tuple[float, float] | None) -> list[list[Answer]]:
        named = [self._candidates(text, near) for text in texts]
        self._by_tagger(texts, named, near)
        rooms = self.books.rooms(code for found in named for code in resolution.wanted(found))
        return [resolution.answers(found, rooms) for found in named]

    def _candidates(self, text: str, near: tuple[float, float] | None) -> list[place_match.Candidate]:
        plain = written(text[: place_match.LONGEST_TEXT])
        found = place_match.read(plain, self.places.gazetteer, self.tree.home)
        return [place_match.seen_from(near, candidate) for candidate in found] if near else found

    def _by_tagger(
        self, texts: Sequence[str], named: list[list[place_match.Candidate]], near: tuple[float, float] | None
    ) -> None:
        """What says nothing as it stands may say something as the tagger orders it."""
        silent = [i for i, found in enumerate(named) if not found and 4 <= len(texts[i]) <= _LONGEST_TAGGED]
        if not silent or not self.places.entries or not tagging.model_path().exists():
            return
        for i, address in zip(silent, tagging.normal_addresses([texts[i] for i in silent]), strict=True):
            named[i] = [c.times(0.9) for c in self._candidates(str(address), near)]

    def resolution(self, text: str, found: list[Answer]) -> Resolution:
        if not found:
            return Resolution(text, "", "", str(normal(text[:200])), 0.0, _NOTHING, {})
        best, *others = self._alternatives(found)
        return self._as(text, best, tuple(others))

    def decided(self, text: str, code: str) -> Resolution:
        """By the decision of a person; a code that is gone since then decides nothing."""
        if not code:
            return Resolution(text, "", "", str(normal(text[:200])), _SURE, _OUTSIDE, {})
        chosen = self.alternative(code, _SURE, _DECIDED)
        return self._as(text, chosen, ()) if chosen else self.resolution(text, self.read([text], None)[0])

    def alternative(self, code: str, score: float, reason: str) -> Alternative | None:
        building = codes.building_of(code)
        entry = self.places.by_code.get(building if codes.is_code(code) else code)
        if entry is None:
            return None
        level = _level(code)
        rooms = self.books.rooms([building]) if level in ("room", "unit") else {}
        if rooms and not _stands(code, rooms.get(building, _NO_ROOMS)):
            return None
        return self._alternative(Answer(code, level, entry, score, reason), rooms)

    def _as(self, text: str, best: Alternative, others: tuple[Alternative, ...]) -> Resolution:
        return Resolution(
            text, best.code, best.level, best.address, best.score, best.reason, best.params, best.grid_code,
            best.lon, best.lat, others,
        )  # fmt: skip

    def _alternatives(self, found: list[Answer]) -> Iterator[Alternative]:
        """The answers; behind one that leaves the unit open, the rooms it may be."""
        rooms = self.books.rooms([])
        for answer in found:
            yield self._alternative(answer, rooms)
            for code in answer.others[: resolution.MOST]:
                room = Answer(
                    code, "room", answer.entry, min(answer.score, 0.5), answer.reason, answer.params
                )
                yield self._alternative(room, rooms)

    def _alternative(self, answer: Answer, rooms: Mapping[str, Rooms]) -> Alternative:
        e = answer.entry
        address = self._address(answer, rooms.get(e.code, _NO_ROOMS))
        return Alternative(
            answer.code,
            answer.level,
            address,
            e.lon,
            e.lat,
            e.grid_code,
            answer.score,
            answer.reason,
            answer.params,
        )

    def _address(self, answer: Answer, rooms: Rooms) -> str:
        """As the base writes it: community, road and number, quarter and building, unit, room."""
        tail = answer.code[codes.BUILDING :] if answer.level in ("room", "unit") else ""
        return self._place(answer.entry) + (inner.written(tail, rooms) if tail else "")

    def _place(self, entry: Entry) -> str:
        area = self.tree.by_code.get(entry.grid_code[:12])
        community = area.name_zh if area and area.level == "community" and entry.kind != "road" else ""
        if compact(entry.name).startswith(compact(community)):
            community = ""
        address = entry.address if entry.address not in entry.name else ""
        return f"{community}{address}{entry.name}"


def _level(code: str) -> str:
    if not codes.is_code(code):
        return "place"
    return {codes.BUILDING: "building", codes.UNIT: "unit"}.get(len(code), "room")


def _stands(code: str, rooms: Rooms) -> bool:
    """Has the building this unit or room?"""
    tail = code[codes.BUILDING :]
    return bool(rooms.number(tail)) if len(tail) > 2 else rooms.has_unit(int(tail))
