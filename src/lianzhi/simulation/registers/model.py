"""The registers of a town as columns: one array per field, one position per person, room, firm... Pure.

Days are whole numbers since 1970 (``lists.dates`` writes them). A position of -1 means none. Persons and households hold
everybody of the last twelve months; ``State`` says who is there on a day and where.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from lianzhi.kernel.checksums import sm3
from lianzhi.simulation.registers.lists import Bools, Floats, Ints, Texts

LOCAL, MOBILE, ABROAD = 1, 2, 3  # 人员类别: 01 户籍, 02 流动, 03 境外 (notes B1)
OWN, RENT, STAY, COLLECTIVE = 1, 2, 3, 4  # 居住类型 (notes B1); the last one: in a dormitory
HEAD, SPOUSE, SON, DAUGHTER, FATHER, MOTHER, OTHER = range(7)
SINGLE, MARRIED, DIVORCED, WIDOWED = 1, 2, 3, 4


class Table:
    """A named set of columns of equal length."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))  # type: ignore[arg-type]

    def columns(self) -> Iterator[tuple[str, Any]]:
        for field in fields(self):  # type: ignore[arg-type]
            yield field.name, getattr(self, field.name)

    def digest(self) -> str:
        """SM3 over the bytes of all columns."""
        return sm3(
            b"".join(sm3(np.ascontiguousarray(column).tobytes()).encode() for _, column in self.columns())
        )


@dataclass
class Buildings(Table):
    code: Texts
    name: Texts
    address: Texts  # house number on the street
    use: Texts  # home, house, shop, trade, works, dormitory, school, hospital, market, hall
    grid: Texts
    community: Texts  # its name
    floors: Ints
    units: Ints
    lon: Floats
    lat: Floats
    old_name: Texts  # what the quarter was called before; empty where it always had its name
    alias: Texts  # what people call the quarter


@dataclass
class Rooms(Table):
    code: Texts
    building: Ints
    unit: Ints
    floor: Ints
    number: Ints
    area: Ints  # m2
    owner: Ints  # person, or none: somebody outside the town
    use: Texts  # home, shop, office, workshop, storage, dormitory, public
    firm: Ints  # whose dormitory it is: rented where it has an ``owner``, else the firm's own; or none
    beds: Ints  # of a dormitory, else 0


@dataclass
class Households(Table):
    code: Texts
    kind: Texts  # a family of registers.yaml
    local: Bools  # its head is registered here; others in it need not be
    room: Ints  # where it lives, or lived last
    tenure: Ints
    rent: Ints  # yuan a month
    since: Ints  # lives in the room since
    before: Ints  # the room before, for who moved within the twelve months
    low_income: Ints  # 0, 1 低保, 2 低保边缘


@dataclass
class Persons(Table):
    code: Texts
    household: Ints
    relation: Ints
    standing: Ints  # LOCAL, MOBILE, ABROAD
    male: Bools
    birth: Ints
    mother: Ints
    father: Ints
    marital: Ints
    came: Ints  # day of a birth or arrival within the twelve months
    went: Ints  # day of a death or departure
    died: Bools
    room: Ints  # on the last day
    registered_room: Ints  # 户籍地 in the town
    since: Ints  # lives in the room since
    name: Texts
    other_name: Texts  # 曾用名 or what neighbours say
    id_no: Texts  # of who comes from abroad the number of the paper in ``Abroad``
    phone: Texts
    nation: Texts
    origin: Texts  # 户籍地址 of who is registered elsewhere
    education: Texts
    occupation: Texts
    income: Ints  # yuan a month
    firm: Ints
    school: Ints
    works_since: Ints
    worked: Ints  # the firm before, for who changed the job within the twelve months

    @property
    def local(self) -> Bools:
        return self.standing == LOCAL

    @property
    def mobile(self) -> Bools:
        return self.standing == MOBILE

    @property
    def abroad(self) -> Bools:
        return self.standing == ABROAD


@dataclass
class Abroad(Table):
    """What is kept of who comes from abroad, beside the rest (notes B1)."""

    person: Ints
    latin_name: Texts
    nationality: Texts
    document: Ints  # position in the documents of register_words.yaml, never 0 (the identity card)
    entered: Ints
    lodged: Ints
    leaves: Ints


@dataclass
class Firms(Table):
    code: Texts
    name: Texts
    uscc: Texts
    kind: Texts  # company, individual
    industry: Texts  # GB/T 4754 letter, not verified
    sense: Texts
    size: Texts  # large, medium, small, micro
    staff: Ints
    room: Ints
    legal: Ints  # person, or none: somebody outside the town
    legal_name: Texts
    legal_id: Texts
    phone: Texts
    opened: Ints
    closed: Ints


@dataclass
class Venues(Table):
    code: Texts
    kind: Texts  # one of the eight classes (F-19)
    name: Texts
    building: Ints
    room: Ints
    firm: Ints
    risk: Texts  # low, middle, high (F-20)


@dataclass
class Schools(Table):
    code: Texts
    name: Texts
    level: Texts  # kindergarten, primary, middle
    building: Ints
    places: Ints  # all years together
    entry: Ints  # places for those who begin in a year


@dataclass
class SchoolAreas(Table):
    grid: Texts
    level: Texts
    school: Ints


@dataclass
class Things(Table):
    code: Texts
    kind: Texts
    room: Ints
    building: Ints
    person: Ints
    firm: Ints
    made: Ints
    checked: Ints
    due: Ints
    detail: Texts


@dataclass
class Certificates(Table):
    kind: Texts
    number: Texts
    person: Ints
    firm: Ints
    issued: Ints
    expires: Ints
    detail: Texts


@dataclass
class Links(Table):
    subject_kind: Ints  # position in links.KINDS
    subject: Ints
    relation: Ints  # position in links.CODES
    object_kind: Ints
    object: Ints
    since: Ints
    until: Ints


@dataclass
class Changes(Table):
    """What happened, day by day. ``other``: the spouse, or who heads the household from then on.

    Of a ``job`` ``firm`` is the new one, ``value_from`` the one before (-1: none in the town).
    """

    day: Ints
    kind: Texts
    person: Ints
    other: Ints
    household: Ints
    firm: Ints
    room_from: Ints
    room_to: Ints
    value_from: Ints
    value_to: Ints


@dataclass
class State(Table):
    """Who is there, where, and works in which firm: of persons ``room`` (-1: not there), relation, marital, ``firm`` (-1: none)."""

    room: Ints
    relation: Ints
    marital: Ints
    firm: Ints


@dataclass
class Registers:
    as_of: int
    town: str  # its name
    start: State  # twelve months before ``as_of``
    start_rent: Ints
    start_open: Bools  # firms
    buildings: Buildings
    rooms: Rooms
    households: Households
    persons: Persons
    abroad: Abroad
    firms: Firms
    venues: Venues
    schools: Schools
    school_areas: SchoolAreas
    things: Things
    certificates: Certificates
    links: Links
    changes: Changes

    def tables(self) -> Iterator[tuple[str, Table]]:
        for field in fields(self):
            if isinstance(value := getattr(self, field.name), Table):
                yield field.name, value

    def digest(self) -> str:
        """Two equal digests mean the same registers, byte for byte."""
        parts = [f"{name}:{table.digest()}" for name, table in self.tables()]
        rest = sm3(self.start_rent.tobytes() + self.start_open.tobytes())
        return sm3("\n".join([str(self.as_of), self.town, rest, *parts]).encode())

    @property
    def here(self) -> Bools:
        """Who is there at ``as_of``."""
        return self.persons.room >= 0

    def room_text(self) -> Texts:
        """The address of each room without the town: 禾港名苑3幢1单元302室."""
        from lianzhi.simulation.registers.rooms import labels  # noqa: PLC0415  rooms builds these tables

        return np.strings.add(self.buildings.name[self.rooms.building], labels(self.rooms))
