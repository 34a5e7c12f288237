"""Twelve months of change, and the state that it leads to (R-078, R-094). Pure.

The households of the last day are given. What happened before is drawn around them: some arrived or moved in, some of
them had a member who died or left, and other households, which are gone, lived in rooms that stand empty now or were
taken by an arrival later. ``begin`` gives the state twelve months earlier; ``replay`` plays the changes on it.
"""

from dataclasses import dataclass, field

import numpy as np

from lianzhi.simulation.registers.families import Drawn, draw_households, kinds, lone_adults, stack
from lianzhi.simulation.registers.homes import Homes, rents
from lianzhi.simulation.registers.lists import NEVER, NONE, YEAR, Bools, Ints, chosen, lists
from lianzhi.simulation.registers.model import (
    COLLECTIVE,
    FATHER,
    HEAD,
    LOCAL,
    MARRIED,
    MOBILE,
    MOTHER,
    OTHER,
    OWN,
    RENT,
    SINGLE,
    SPOUSE,
    WIDOWED,
    Buildings,
    Changes,
    Rooms,
    State,
)
from lianzhi.simulation.registers.turnover import Lost, together, turn_over

DAYS = 365
ORDER = (
    "firm_open",
    "move_in",
    "move",
    "birth",
    "marriage",
    "lease",
    "job",
    "move_out",
    "death",
    "firm_close",
)


@dataclass
class Past:
    """Everybody of the twelve months, the days counted back from 0, and the start for each."""

    people: Drawn
    room: Ints  # by household, on the last day or the last one it had
    tenure: Ints
    rent: Ints
    since: Ints  # by household
    before: Ints  # by household: the room before
    came: Ints  # by person
    came_by: Ints  # 0 no, 1 birth, 2 arrival
    joined: Ints  # by person: since when in the household, where that is later than the household's own day
    went: Ints
    died: Bools
    heir: Ints  # by person: who heads the household after him
    widowed: Ints  # by person: the spouse whose death made him a widower
    wedding: Ints  # by household
    joiner: Bools  # by household: the spouse came with the wedding
    lease: Ints  # by household: day of the new lease
    old_rent: Ints
    gone: Bools = field(default_factory=lambda: np.zeros(0, dtype=bool))  # by household


def live(rng: np.random.Generator, now: Drawn, homes: Homes, buildings: Buildings, rooms: Rooms) -> Past:
    """Draws the year around the households of its last day."""
    households = len(now.kind)
    arrived, moved, day = _arrivals(rng, now, homes)
    before = np.full(households, NONE)
    living = np.bincount(homes.room, minlength=len(rooms))
    empty = rng.permutation(np.flatnonzero((rooms.use == "home") & (living == 0)))
    movers = np.flatnonzero(moved)[: len(empty)]
    moved[np.flatnonzero(moved)[len(movers) :]] = False
    before[movers] = empty[: len(movers)]
    fresh = (arrived | moved) & (living[homes.room] == 1) & (day > -DAYS + 20)
    taken = rng.permutation(np.flatnonzero(fresh))
    vacant = Vacant(empty[len(movers) :], homes.room[taken], day[taken])
    sleeps = np.where(homes.tenure == COLLECTIVE, rooms.beds[homes.room], 0)
    turned = turn_over(rng, now, arrived | moved, sleeps, DAYS)
    lost = together(_lost(rng, now, arrived | moved), turned.left)
    left = _left(rng, now, vacant)
    people = stack([now, left.people])
    people = _with_members(people, lost)
    total, extra = len(people.kind), len(left.people.kind)
    since = np.where(arrived | moved, day, -_stay(rng, households))
    past = Past(
        people=people,
        room=np.concatenate([homes.room, left.room]),
        tenure=np.concatenate([homes.tenure, np.where(left.people.local, OWN, RENT)]),
        rent=np.zeros(total, dtype=np.int64),
        since=np.concatenate([since, left.until - 30 - _stay(rng, extra)]),
        before=np.concatenate([before, np.full(extra, NONE)]),
        came=np.full(len(people.age), NEVER),
        came_by=np.zeros(len(people.age), dtype=np.int64),
        joined=np.full(len(people.age), NEVER),
        went=np.full(len(people.age), NEVER),
        died=np.zeros(len(people.age), dtype=bool),
        heir=np.full(len(people.age), NONE),
        widowed=np.full(len(people.age), NONE),
        wedding=np.full(total, NEVER),
        joiner=np.zeros(total, dtype=bool),
        lease=np.full(total, NEVER),
        old_rent=np.zeros(total, dtype=np.int64),
        gone=np.arange(total) >= households,
    )
    _mark_leaving(past, households, left, lost, len(now.age) + len(left.people.age))
    _mark_coming(past, np.concatenate([arrived, np.zeros(extra, dtype=bool)]))
    _mark_turnover(rng, past, turned.came, turned.joined)
    _marry(rng, past, np.concatenate([arrived | moved, np.ones(extra, dtype=bool)]))
    tenant_rent = rents(rng, rooms, buildings, past.room, past.tenure, _shared(people))
    past.rent = np.concatenate([homes.rent, tenant_rent[households:]])
    _leases(rng, past, np.concatenate([arrived | moved, np.zeros(extra, dtype=bool)]))
    return past


def _shared(people: Drawn) -> Bools:
    return people.kind == kinds().index("shared")


def _stay(rng: np.random.Generator, count: int) -> Ints:
    """Days for which a household that did not move has lived where it lives: nine years on average."""
    return (DAYS + rng.exponential(8 * YEAR, count).clip(0, 45 * YEAR)).astype(np.int64)


def _arrivals(rng: np.random.Generator, now: Drawn, homes: Homes) -> tuple[Bools, Bools, Ints]:
    shares = lists()["year"]
    settled = np.zeros(len(now.kind), dtype=bool)
    flags = []
    for what in ("arrive", "move"):
        flag = np.zeros(len(now.kind), dtype=bool)
        for who, name in ((now.local, "local"), (~now.local, "mobile")):
            flag[chosen(rng, who & ~homes.bound & ~settled, shares[what][name])] = True
        settled |= flag
        flags.append(flag)
    return flags[0], flags[1], rng.integers(-DAYS + 1, 1, len(now.kind))


@dataclass
class Vacant:
    """Rooms where somebody may have lived before: ``empty`` now, or ``taken`` on a day by an arrival."""

    empty: Ints
    taken: Ints
    taken_on: Ints


def _lost(rng: np.random.Generator, now: Drawn, settled: Bools) -> Lost:
    shares, code = lists()["year"], np.array(kinds())[now.kind]
    head = np.flatnonzero(now.relation == HEAD)
    base = ~settled & now.local
    widowed = chosen(rng, ~settled & (code == "elder-alone"), shares["widowed"])
    old_enough = now.age[head] > 44 * YEAR
    families = base & np.isin(code, ("couple", "couple-child", "grown-child", "couple-two")) & old_enough
    orphaned = chosen(rng, families, shares["parent-dies"] * now.local.sum() / max(1, families.sum()))
    emptied = base & np.isin(code, ("couple",)) & (now.age[head] > 45 * YEAR) & (now.age[head] < 58 * YEAR)
    emptied[orphaned] = False
    child_left = chosen(rng, emptied, shares["child-leaves"] * now.local.sum() / max(1, emptied.sum()))
    survivor = head[widowed]
    pick = rng.random(len(widowed)) >= shares["spouse-to-care"]
    parent_male = rng.random(len(orphaned)) < 0.55
    mother, father = _parents(now, head[child_left])
    counts = (len(widowed), len(orphaned), len(child_left))
    gap = [rng.normal(2, 3, counts[0]) * np.where(now.male[survivor], -1, 1), rng.uniform(22, 33, counts[1])]
    youngest = np.minimum(now.age[head[child_left]], now.age[head[child_left] + 1])
    grown = np.minimum(rng.uniform(18, 24, counts[2]) * YEAR, youngest - 20 * YEAR)
    boy = rng.random(counts[2]) < 0.5
    none = [np.full(n, NONE) for n in counts]
    return Lost(
        household=np.concatenate([widowed, orphaned, child_left]),
        relation=np.concatenate(
            [np.full(counts[0], HEAD), np.where(parent_male, FATHER, MOTHER), np.where(boy, 2, 3)]
        ),
        male=np.concatenate([~now.male[survivor], parent_male, boy]),
        age=np.concatenate(
            [
                np.maximum(now.age[survivor] + gap[0] * YEAR, 62 * YEAR),
                np.minimum(now.age[head[orphaned]] + gap[1] * YEAR, 103 * YEAR),
                grown,
            ]
        ).astype(np.int64),
        day=rng.integers(-DAYS + 1, 1, sum(counts)),
        died=np.concatenate([pick, np.ones(counts[1], bool), np.zeros(counts[2], bool)]),
        heir=np.concatenate([survivor, *none[1:]]),
        mother=np.concatenate([*none[:2], mother]),
        father=np.concatenate([*none[:2], father]),
    )


def _parents(now: Drawn, head: Ints) -> tuple[Ints, Ints]:
    """Mother and father of a child of each couple: the spouse follows the head."""
    return np.where(now.male[head], head + 1, head), np.where(now.male[head], head, head + 1)


@dataclass
class Left:
    """Households that are gone."""

    people: Drawn
    room: Ints
    until: Ints
    died: Bools


def _left(rng: np.random.Generator, now: Drawn, vacant: Vacant) -> Left:
    """Tenants who left, families who left, elders who lived alone and died."""
    shares = lists()["year"]
    local, mobile = int(now.local.sum()), int((~now.local).sum())
    wanted = [round(mobile * shares["leave"]["mobile"]), round(local * shares["leave"]["local"])]
    wanted.append(round(local * shares["elder-dies"]))
    room = len(vacant.taken) + len(vacant.empty) // 2  # some rooms stand empty for longer
    if sum(wanted) > room:
        wanted = [n * room // sum(wanted) for n in wanted]
    people = stack(
        [
            draw_households(rng, wanted[0], MOBILE),
            draw_households(rng, wanted[1], LOCAL),
            lone_adults(rng, wanted[2], "elder-alone", LOCAL),
        ]
    )
    people.age = np.where(
        people.age < DAYS, people.age + DAYS, people.age
    )  # no births among those who are gone
    count = sum(wanted)
    rooms = np.concatenate([vacant.taken, vacant.empty])[:count]
    latest = np.concatenate([vacant.taken_on - 1, np.zeros(len(vacant.empty), dtype=np.int64)])[:count]
    mixed = rng.permutation(count)
    until = (-DAYS + 1 + rng.random(count) * (latest[mixed] + DAYS - 1)).astype(np.int64)
    return Left(people, rooms[mixed], until, np.arange(count) >= count - wanted[2])


def _with_members(people: Drawn, lost: Lost) -> Drawn:
    """The lost members behind everybody else."""
    young = (lost.relation < FATHER) | (lost.relation == OTHER)
    marital = np.select([lost.relation == HEAD, young], [MARRIED, SINGLE], WIDOWED)
    kin = people.local[lost.household] & (lost.relation != OTHER)
    return Drawn(
        people.kind,
        people.local,
        np.concatenate([people.household, lost.household]),
        np.concatenate([people.relation, lost.relation]),
        np.concatenate([people.male, lost.male]),
        np.concatenate([people.age, lost.age]),
        np.concatenate([people.mother, lost.mother]),
        np.concatenate([people.father, lost.father]),
        np.concatenate([people.marital, marital]),
        np.concatenate([people.standing, np.where(kin, LOCAL, MOBILE)]),
    )  # fmt: skip


def _mark_leaving(past: Past, households: int, left: Left, lost: Lost, members: int) -> None:
    house = past.people.household
    gone = house >= households
    past.went[gone], past.died[gone] = (
        left.until[house[gone] - households],
        left.died[house[gone] - households],
    )
    past.went[members:], past.died[members:], past.heir[members:] = lost.day, lost.died, lost.heir
    orphans = lost.relation == FATHER
    orphans |= lost.relation == MOTHER
    head = np.full(len(past.people.kind), NONE)
    heads = np.flatnonzero(past.people.relation == HEAD)
    head[past.people.household[heads]] = heads
    parent = np.flatnonzero(orphans) + members
    child = head[past.people.household[parent]]
    is_father = past.people.relation[parent] == FATHER
    past.people.father[child[is_father]] = parent[is_father]
    past.people.mother[child[~is_father]] = parent[~is_father]
    widows = np.flatnonzero((lost.heir >= 0) & lost.died)
    past.widowed[lost.heir[widows]] = widows + members
    stays = np.flatnonzero((lost.heir >= 0) & ~lost.died)
    past.people.marital[lost.heir[stays]] = MARRIED
    past.people.marital[lost.heir[widows]] = WIDOWED


def _mark_coming(past: Past, arrived: Bools) -> None:
    """Children of less than a year were born here unless their household brought them."""
    birth = -past.people.age
    house = past.people.household
    brought = arrived[house] & (birth <= past.since[house])
    born = (birth > -DAYS) & ~brought
    past.came = np.where(brought, past.since[house], np.where(born, birth, NEVER))
    past.came_by = np.where(brought, 2, np.where(born, 1, 0))


def _mark_turnover(rng: np.random.Generator, past: Past, came: Ints, joined: Ints) -> None:
    """Who came to a dormitory or a family by himself; who left it had been there since before the year."""
    alone = np.flatnonzero(came != NEVER)
    past.came[alone], past.came_by[alone] = came[alone], 2
    past.joined[: len(joined)] = joined
    left = np.flatnonzero((past.people.relation == OTHER) & (past.went != NEVER))
    past.joined[left] = -DAYS - rng.integers(1, 500, len(left))


def _marry(rng: np.random.Generator, past: Past, settled: Bools) -> None:
    """Young couples who married; half of them lived together before, in half one came with the wedding."""
    people, shares = past.people, lists()["year"]["marry"]
    code = np.array(kinds())[people.kind]
    spouse = np.flatnonzero(people.relation == SPOUSE)
    partner = np.full(len(people.kind), NONE)
    partner[people.household[spouse]] = spouse
    head = np.full(len(people.kind), NONE)
    heads = np.flatnonzero((people.relation == HEAD) & (past.went == NEVER))
    head[people.household[heads]] = heads
    young = (code == "couple") & ~settled & (partner >= 0) & (head >= 0)
    for who in (head, partner):
        age = people.age[who]
        young &= (age > 24 * YEAR) & (age < 38 * YEAR)
    for who, name in ((people.local, "local"), (~people.local, "mobile")):
        wed = chosen(rng, young & who, shares[name])
        past.wedding[wed] = rng.integers(-DAYS + 1, 1, len(wed))
        past.joiner[wed] = rng.random(len(wed)) < 0.5
    late = partner[np.flatnonzero(past.joiner)]
    past.came[late], past.came_by[late] = past.wedding[np.flatnonzero(past.joiner)], 2


def _leases(rng: np.random.Generator, past: Past, came: Bools) -> None:
    """A tenant who came has a new lease from that day; of the others some renewed for another rent."""
    tenants = (past.tenure == RENT) & ~past.gone
    fresh = tenants & came
    past.lease[fresh] = past.since[fresh]
    past.old_rent = past.rent.copy()
    past.old_rent[fresh] = 0
    renewed = chosen(rng, tenants & ~came, lists()["year"]["renew"])
    past.lease[renewed] = rng.integers(-DAYS + 1, 1, len(renewed))
    change = rng.choice([0.92, 0.95, 0.97, 0.98, 1.05, 1.1], len(renewed))
    past.old_rent[renewed] = np.maximum(200, past.rent[renewed] * change // 10 * 10).astype(np.int64)


def room_on(past: Past, day: Ints) -> Ints:
    """The room of each person's household on the person's ``day``."""
    house = past.people.household
    early = (past.before[house] >= 0) & (day < past.since[house])
    return np.where(early, past.before[house], past.room[house])


def begin(past: Past) -> tuple[State, Ints]:
    """The state before the first change, and the rents."""
    first = np.full(len(past.people.age), -DAYS, dtype=np.int64)
    room = np.where(past.came == NEVER, room_on(past, first), NONE)
    relation, marital = past.people.relation.copy(), past.people.marital.copy()
    lost_head = past.heir >= 0
    relation[past.heir[lost_head]] = SPOUSE
    widows = past.widowed >= 0
    marital[widows] = MARRIED
    wed = (past.wedding[past.people.household] != NEVER) & (past.people.relation <= SPOUSE)
    marital[wed] = SINGLE
    relation[wed & (past.people.relation == SPOUSE)] = OTHER
    return State(room, relation, marital, np.full(len(room), NONE)), past.old_rent


def changes(past: Past) -> Changes:
    """The changes by day; those of one day in the order of ``ORDER``."""
    people, house = past.people, past.people.household
    who = np.arange(len(people.age))
    rows = []

    def add(kind: str, person: Ints, day: Ints, **more: Ints) -> None:
        rows.append((kind, person, day, more))

    for kind, how in (("birth", 1), ("move_in", 2)):
        there = who[past.came_by == how]
        add(kind, there, past.came[there], room_to=room_on(past, past.came)[there], household=house[there])
    moved = who[past.before[house] >= 0]
    day = past.since[house[moved]]
    here = ((past.came[moved] == NEVER) | (past.came[moved] < day)) & (
        (past.went[moved] == NEVER) | (past.went[moved] >= day)
    )
    moved, day = moved[here], day[here]
    add(
        "move",
        moved,
        day,
        room_from=past.before[house[moved]],
        room_to=past.room[house[moved]],
        household=house[moved],
    )
    for kind, dead in (("death", True), ("move_out", False)):
        left = who[(past.went != NEVER) & (past.died == dead)]
        add(kind, left, past.went[left], room_from=room_on(past, past.went)[left], other=past.heir[left],
            household=house[left])  # fmt: skip
    spouse = who[(people.relation == SPOUSE) & (past.wedding[house] != NEVER)]
    add("marriage", spouse, past.wedding[house[spouse]], other=spouse - 1, household=house[spouse])
    leased = np.flatnonzero(past.lease != NEVER)
    heads = np.full(len(people.kind), NONE)
    for relation in (SPOUSE, HEAD):
        member = who[(people.relation == relation) & (past.went == NEVER)]
        heads[house[member]] = member
    add("lease", heads[leased], past.lease[leased], household=leased, room_to=past.room[leased],
        value_from=past.old_rent[leased], value_to=past.rent[leased])  # fmt: skip
    return _table(rows)


def _table(rows: list[tuple[str, Ints, Ints, dict[str, Ints]]]) -> Changes:
    def column(name: str, empty: int) -> Ints:
        return np.concatenate([more.get(name, np.full(len(person), empty)) for _, person, _, more in rows])

    kind = np.concatenate([np.full(len(person), kind, dtype="<U10") for kind, person, _, _ in rows])
    person = np.concatenate([person for _, person, _, _ in rows])
    found = Changes(
        day=np.concatenate([day for _, _, day, _ in rows]), kind=kind, person=person, other=column("other", NONE),
        household=column("household", NONE), firm=column("firm", NONE), room_from=column("room_from", NONE),
        room_to=column("room_to", NONE), value_from=column("value_from", 0), value_to=column("value_to", 0),
    )  # fmt: skip
    return sort(found)


def sort(found: Changes) -> Changes:
    rank = np.zeros(len(found), dtype=np.int64)
    for place, name in enumerate(ORDER):
        rank[found.kind == name] = place
    order = np.lexsort((found.firm, found.person, rank, found.day))
    return Changes(**{name: column[order] for name, column in found.columns()})


def replay(
    start: State, rent: Ints, opened: Bools, found: Changes, until: int | None = None
) -> tuple[State, Ints, Bools]:
    """The state after the changes up to ``until``, one after the other as a register would take them."""
    state = State(start.room.copy(), start.relation.copy(), start.marital.copy(), start.firm.copy())
    rent, opened = rent.copy(), opened.copy()
    columns = (
        found.day,
        found.kind,
        found.person,
        found.other,
        found.household,
        found.firm,
        found.room_to,
        found.value_to,
    )
    for day, kind, person, other, household, firm, room, value in zip(
        *(c.tolist() for c in columns), strict=True
    ):
        if until is not None and day > until:
            break
        if kind in ("birth", "move_in", "move"):
            state.room[person] = room
        elif kind in ("death", "move_out"):
            state.room[person] = NONE
            if other >= 0:
                state.relation[other] = HEAD
                state.marital[other] = WIDOWED if kind == "death" else state.marital[other]
        elif kind == "marriage":
            state.relation[person], state.marital[person], state.marital[other] = SPOUSE, MARRIED, MARRIED
        elif kind == "job":
            state.firm[person] = firm
        elif kind == "lease":
            rent[household] = value
        else:
            opened[firm] = kind == "firm_open"
    return state, rent, opened
