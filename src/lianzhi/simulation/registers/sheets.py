"""The registers as sheets of ``columns.py``: columns of texts and numbers, in the words that registry's import reads. Pure."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lianzhi.simulation.registers.departments import fact_sheet
from lianzhi.simulation.registers.dormitories import keeper_names
from lianzhi.simulation.registers.links import CODES, KINDS
from lianzhi.simulation.registers.lists import NEVER, NONE, Ints, Texts, dates, joined, lists, words
from lianzhi.simulation.registers.model import COLLECTIVE, HEAD, OTHER, OWN, RENT, STAY, Registers, State
from lianzhi.simulation.registers.rooms import labels

Sheet = dict[str, Any]
_IMPLIED = (
    "heads",
    "member_of",
    "located_at",
    "in_use_at",
)  # said by other sheets already, as are open lives_in


def sheet(registers: Registers, name: str) -> Sheet:
    """One sheet: its columns by identifier."""
    return _SHEETS[name](registers)


def persons(registers: Registers, state: State | None = None) -> Sheet:
    """Who is there at ``as_of``, or in ``state`` (of the start: ``registers.start``)."""
    all_, homes, rooms = registers.persons, registers.households, registers.rooms
    now = State(all_.room, all_.relation, all_.marital, all_.firm) if state is None else state
    who = np.flatnonzero(now.room >= 0)
    text, room, house = address(registers), now.room[who], all_.household[who]
    school = np.array([*registers.schools.name, ""])[all_.school[who]]
    firm = np.array([*registers.firms.name, ""])[now.firm[who]]
    registered = all_.registered_room[who]
    called = np.isin(all_.other_name[who].astype("<U1"), list(lists()["nicknames"]))
    since = all_.since[who] if state is None else np.minimum(all_.since[who], registers.as_of - 365)
    foreign = _from_abroad(registers, who, since)
    lodges = (all_.relation[who] == OTHER) & (homes.tenure[house] != COLLECTIVE)
    return {
        "name": all_.name[who],
        "latin_name": foreign["latin_name"],
        "former_name": np.where(called, "", all_.other_name[who]),
        "sex": np.array(words()["sexes"])[all_.male[who].astype(np.int64)],
        "identity_kind": np.array(words()["documents"])[foreign["document"]],
        "identity": all_.id_no[who],
        "birth": dates(all_.birth[who]),
        "ethnic": all_.nation[who],
        "phone": all_.phone[who],
        "kind": np.array(words()["person_kinds"])[all_.standing[who]],
        "nationality": foreign["nationality"],
        "entered": dates(foreign["entered"]),
        "lodged": dates(foreign["lodged"]),
        "leaves": dates(foreign["leaves"]),
        "origin": np.where(registered >= 0, text[registered], all_.origin[who]),
        "_address": text[room],
        "place": rooms.code[room],
        "living": np.array(words()["tenures"])[np.where(lodges, STAY, homes.tenure[house])],
        "since": dates(since),
        "household": homes.code[house],
        "kin": np.array(words()["relations"])[now.relation[who]],
        "education": all_.education[who],
        "marital": np.array(words()["marital"])[now.marital[who]],
        "occupation": all_.occupation[who],
        "employer": np.where(all_.school[who] >= 0, school, firm),
        "_called": np.where(called, all_.other_name[who], ""),
        "_income": all_.income[who],
        "_code": all_.code[who],
    }


def _from_abroad(registers: Registers, who: Ints, since: Ints) -> dict[str, Any]:
    """The columns of ``Abroad`` for ``who``, empty for all others; nobody was registered before he lived there (``since``)."""
    table, count = registers.abroad, len(who)
    at = np.searchsorted(who, table.person)
    mine = np.flatnonzero(who[np.minimum(at, count - 1)] == table.person)
    at, found = at[mine], {}
    for name, column in table.columns():
        empty = {"U": "", "i": 0 if name == "document" else NEVER}[column.dtype.kind]
        found[name] = np.full(count, empty, dtype=column.dtype)
        found[name][at] = column[mine]
    shift = np.minimum(0, since[at] - registers.persons.since[who[at]])
    for name in ("entered", "lodged"):
        found[name][at] += shift
    return found


def address(registers: Registers) -> Texts:
    """The whole address of each room: S镇禾港社区禾港名苑3幢1单元302室."""
    buildings, rooms = registers.buildings, registers.rooms
    house = joined(registers.town, buildings.community, buildings.name)
    village = np.strings.startswith(
        buildings.name, buildings.community
    )  # its houses are named after it already
    house = np.where(village, joined(registers.town, buildings.name), house)
    return joined(house[rooms.building], labels(rooms))


def _households(registers: Registers) -> Sheet:
    homes, persons_ = registers.households, registers.persons
    here = persons_.room >= 0
    count = np.bincount(persons_.household[here], minlength=len(homes))
    head = np.full(len(homes), NONE)
    heads = np.flatnonzero(here & (persons_.relation == HEAD))
    head[persons_.household[heads]] = heads
    who = np.flatnonzero(count > 0)
    return {
        "number": homes.code[who],
        "kind": np.where(homes.tenure[who] == COLLECTIVE, words()["collective"], words()["family"]),
        "place": registers.rooms.code[homes.room[who]],
        "_head": persons_.id_no[head[who]],
        "_persons": count[who],
        "_rent": homes.rent[who],
        "_low_income": np.array(words()["low_income"])[homes.low_income[who]],
    }


def _houses(registers: Registers) -> Sheet:
    rooms, buildings, persons_ = registers.rooms, registers.buildings, registers.persons
    state = np.full(len(rooms), "", dtype="<U4")
    here = np.flatnonzero(persons_.room >= 0)
    tenure = registers.households.tenure[persons_.household[here]]
    for value in (COLLECTIVE, STAY, RENT, OWN):  # where several live, the owner's word counts most
        state[persons_.room[here[tenure == value]]] = words()["tenures"][value]
    kept = (rooms.use == "dormitory") & (
        state != ""
    )  # lent by the firm that owns it, let where a firm rents it
    state[kept] = np.where(rooms.owner[kept] < 0, words()["tenures"][STAY], words()["tenures"][RENT])
    open_ = registers.firms.room[registers.firms.closed == NEVER]
    used = np.isin(np.arange(len(rooms)), open_) & (rooms.use != "home")
    kind = np.select(
        [rooms.owner >= 0, rooms.use == "public", rooms.use == "home"],
        ["private", "state", "private"],
        "company",
    )
    return {
        "place": rooms.code,
        "use": spelled("uses", rooms.use),
        "state": np.where(used, words()["let"], spelled("states", state)),
        "owner_kind": spelled("owners", kind),
        "owner_name": np.where(
            rooms.owner >= 0, persons_.name[rooms.owner], keeper_names(rooms, registers.firms)
        ),
        "owner_phone": np.where(rooms.owner >= 0, persons_.phone[rooms.owner], ""),
        "structure": np.array(words()["structures"])[
            (buildings.floors[rooms.building] >= 7).astype(np.int64)
        ],
        "area_m2": rooms.area,
        "_address": address(registers),
    }


def _enterprises(registers: Registers) -> Sheet:
    firms, text = registers.firms, address(registers)
    who = np.flatnonzero(firms.closed == NEVER)
    return {
        "name": firms.name[who],
        "credit": firms.uscc[who],
        "kind": spelled("firm_kinds", firms.kind[who]),
        "legal_person": firms.legal_name[who],
        "phone": firms.phone[who],
        "industry": joined(firms.industry[who], " ", firms.sense[who]),
        "_industry_verified": np.full(len(who), words()["not_verified"]),
        "_size": spelled("sizes", firms.size[who]),
        "staff": firms.staff[who],
        "founded": dates(firms.opened[who]),
        "place": registers.rooms.code[firms.room[who]],
        "_address": text[firms.room[who]],
        "_legal_identity": firms.legal_id[who],
    }


def _venues(registers: Registers) -> Sheet:
    venues, firms, buildings = registers.venues, registers.firms, registers.buildings
    letter = np.where(venues.firm >= 0, firms.industry[venues.firm], "")
    use = buildings.use[venues.building]
    kind = np.select(
        [venues.kind == "building-site", venues.kind == "dangerous-goods", letter == "H", letter == "R", letter == "P",
         letter == "Q", (use == "school") & (letter == ""), (use == "market") & (letter == "")],
        ["site", "danger", "food", "fun", "school", "hospital", "school", "market"], "other",
    )  # fmt: skip
    classes = {code: name for code, name, _ in lists()["venues"]}
    firm = venues.firm >= 0
    place = np.where(venues.room >= 0, registers.rooms.code[venues.room], buildings.code[venues.building])
    return {
        "name": venues.name,
        "kind": spelled("venue_kinds", kind),
        "_class": np.array([classes[code] for code in venues.kind.tolist()]),
        "keeper": np.where(firm, firms.legal_name[venues.firm], ""),
        "phone": np.where(firm, firms.phone[venues.firm], ""),
        "place": place,
        "_risk": spelled("risks", venues.risk),
    }


def _things(registers: Registers) -> Sheet:
    things = registers.things
    place = np.where(
        things.room >= 0, registers.rooms.code[things.room], registers.buildings.code[things.building]
    )
    user = np.where(things.person >= 0, registers.persons.id_no[things.person], "")
    user = np.where(things.firm >= 0, registers.firms.uscc[things.firm], user)
    return {
        "kind": spelled("things", things.kind), "number": things.code, "made": dates(things.made), "check_due": dates(things.due),
        "_checked": dates(things.checked), "place": place, "_detail": things.detail, "_user": user,
    }  # fmt: skip


def _certificates(registers: Registers) -> Sheet:
    papers = registers.certificates
    holder = np.where(
        papers.person >= 0, registers.persons.id_no[papers.person], registers.firms.uscc[papers.firm]
    )
    named = np.array([words()["papers"][kind] for kind in papers.kind.tolist()], dtype="<U8").reshape(-1, 2).T
    ended = (papers.expires != NEVER) & (papers.expires < registers.as_of)
    state = np.array(words()["paper_states"])[ended.astype(np.int64)]
    return {
        "holder": holder, "kind": named[0], "number": papers.number, "issuer": named[1],
        "issued": dates(papers.issued), "expires": dates(papers.expires), "state": state,
        "_detail": papers.detail,
    }  # fmt: skip


def _links(registers: Registers) -> Sheet:
    """What the other sheets do not say: owners, tenants, guardians, work, and where people lived before."""
    links = registers.links
    gone = registers.persons.room < 0
    said = np.isin(links.relation, [CODES.index(code) for code in _IMPLIED])
    said |= (links.relation == CODES.index("lives_in")) & (links.until == NEVER)
    for kind, position in ((links.subject_kind, links.subject), (links.object_kind, links.object)):
        for name, ended in (("person", gone), ("enterprise", registers.firms.closed != NEVER)):
            said |= (kind == KINDS.index(name)) & ended[np.where(kind == KINDS.index(name), position, 0)]
    who = np.flatnonzero(~said)
    return {
        "subject": _named(registers, links.subject_kind[who], links.subject[who]),
        "relation": np.array(list(words()["links"].values()))[links.relation[who]],
        "object": _named(registers, links.object_kind[who], links.object[who]),
        "since": dates(links.since[who]),
        "until": dates(links.until[who]),
    }


def _named(registers: Registers, kind: Ints, position: Ints) -> Texts:
    codes = {
        "person": registers.persons.id_no,
        "enterprise": registers.firms.uscc,
        "room": registers.rooms.code,
    }
    found = np.full(len(kind), "", dtype="<U24")
    for name, code in codes.items():
        mine = kind == KINDS.index(name)
        found[mine] = code[position[mine]]
    return found


def _rooms(registers: Registers) -> Sheet:
    rooms = registers.rooms
    door = np.strings.rpartition(labels(rooms), words()["unit"])[2]
    return {
        "code": rooms.code, "building": registers.buildings.code[rooms.building], "unit": rooms.unit,
        "floor": rooms.floor, "number": np.strings.replace(door, words()["door"], ""), "use": rooms.use,
        "name": registers.room_text(),
    }  # fmt: skip


def _aliases(registers: Registers) -> Sheet:
    """Other names of buildings, with their number: of quarters that were renamed or have a short name."""
    buildings = registers.buildings
    number = np.array([_number(name) for name in buildings.name.tolist()])
    rows = []
    for kind, names in (("old", buildings.old_name), ("short", buildings.alias)):
        who = np.flatnonzero(names != "")
        rows.append(
            (
                buildings.code[who],
                joined(names[who], number[who]),
                np.full(len(who), words()["aliases"][kind]),
            )
        )
    return {
        name: np.concatenate([row[i] for row in rows]) for i, name in enumerate(("building", "name", "kind"))
    }


def _number(name: str) -> str:
    """``3幢`` of 禾港名苑3幢."""
    return name[len(name.rstrip(words()["block"] + words()["house"]).rstrip("0123456789")) :]


def _schools(registers: Registers) -> Sheet:
    schools = registers.schools
    return {
        "code": schools.code, "name": schools.name, "level": spelled("levels", schools.level), "entry": schools.entry,
        "places": schools.places,
    }  # fmt: skip


def _school_areas(registers: Registers) -> Sheet:
    areas = registers.school_areas
    code = np.array([*registers.schools.code, ""])
    return {"grid": areas.grid, "level": spelled("levels", areas.level), "school": code[areas.school]}


def spelled(name: str, codes: Texts) -> Texts:
    """The Chinese word for each code, by a list of ``register_words.yaml``."""
    listed = words()[name]
    return np.array([listed[code] for code in codes.tolist()], dtype="<U8")


def _changes(registers: Registers) -> Sheet:
    found, firms = registers.changes, registers.firms
    job = found.kind == "job"
    before = np.array([*firms.uscc, ""])[np.where(job, found.value_from, NONE)]
    identity, credit = np.array([*registers.persons.id_no, ""]), np.array([*registers.firms.uscc, ""])
    room, house = np.array([*registers.rooms.code, ""]), np.array([*registers.households.code, ""])
    return {
        "day": dates(found.day), "kind": found.kind, "identity": identity[found.person], "other": identity[found.other],
        "household": house[found.household], "credit": credit[found.firm], "credit_before": before, "from": room[found.room_from],
        "to": room[found.room_to], "rent_before": np.where(job, 0, found.value_from),
        "rent_after": np.where(job, 0, found.value_to),
    }  # fmt: skip


_SHEETS: dict[str, Callable[[Registers], Sheet]] = {
    "persons": persons, "households": _households, "houses": _houses, "enterprises": _enterprises, "venues": _venues,
    "things": _things, "certificates": _certificates, "links": _links, "rooms": _rooms, "aliases": _aliases,
    "schools": _schools, "school_areas": _school_areas, "changes": _changes, "facts": fact_sheet,
}  # fmt: skip
