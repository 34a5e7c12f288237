"""Who sees the room of a matter's address: who works on matters. Everybody else sees its building.  R-098, issue 4 part 2."""

from collections.abc import Collection

from lianzhi.kernel import rooms
from lianzhi.kernel.roomless import without_room
from lianzhi.territory import api as territory

WORK = frozenset(
    {"cases.accept", "cases.correct", "cases.dispatch", "cases.handle", "cases.check", "cases.contact"}
)


def sees_rooms(held: Collection[str]) -> bool:
    """``held``: the permissions of the reader."""
    return not WORK.isdisjoint(held)


def place_seen(text: str, held: Collection[str]) -> str:
    """The place in words, without what lies below the building for who does not work on matters."""
    return text if sees_rooms(held) else without_room(text)


def place_for(text: str, code: str, held: Collection[str]) -> tuple[str, str]:
    """Words and code of the place for a reader with these permissions; the public has none."""
    if sees_rooms(held):
        return text, code
    return without_room(text), rooms.building_of(code) if rooms.is_code(code) else code


def building_in_words(text: str, code: str) -> str:
    """As the base writes the building, where there is one; for pages that many people look at together."""
    known = territory.known(rooms.building_of(code)) if rooms.is_code(code) else None
    return known.address if known else without_room(text)
