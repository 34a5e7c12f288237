"""Rooms of buildings: codes of ADR 0010, one floor above the other, no address without a building."""

import numpy as np
from register_plans import SCALE, SEED, registers
from town_plans import town

from lianzhi.kernel import rooms as codes
from lianzhi.simulation.registers.rooms import labels


def test_every_code_is_what_the_kernel_makes_of_its_parts() -> None:
    made = registers()
    rooms = made.rooms
    building = made.buildings.code[rooms.building]
    for i in range(0, len(rooms), 7):
        parts = (int(rooms.unit[i]), int(rooms.floor[i]), int(rooms.number[i]))
        assert rooms.code[i] == codes.room_code(str(building[i]), *parts)
    assert all(codes.is_room(code) for code in rooms.code.tolist())
    assert len(np.unique(rooms.code)) == len(rooms)


def test_buildings_are_those_of_the_town_and_each_has_rooms_on_every_floor() -> None:
    made, plan = registers(), town(SCALE, SEED)
    plans = {place.code: place for place in plan.places if place.code[12] == "B"}
    assert set(made.buildings.code.tolist()) == set(plans)
    top = np.zeros(len(made.buildings), dtype=np.int64)
    np.maximum.at(top, made.rooms.building, made.rooms.floor)
    assert [plans[code].floors for code in made.buildings.code] == top.tolist()
    floors = {
        (b, f) for b, f in zip(made.rooms.building.tolist(), made.rooms.floor.tolist(), strict=True) if f > 0
    }
    assert len(floors) == top.sum()


def test_only_homes_have_units_and_nobody_lives_below_the_ground() -> None:
    made = registers()
    use = made.buildings.use[made.rooms.building]
    assert (made.rooms.unit[use == "home"] > 0).all() and (made.rooms.unit[use != "home"] == 0).all()
    assert (made.rooms.floor < 0).any()
    assert (made.rooms.floor[made.persons.room[made.here]] > 0).all()
    assert (made.rooms.floor[made.firms.room] > 0).all()
    lived = use[made.persons.room[made.here]]
    assert set(lived.tolist()) == {"home", "house", "dormitory"}


def test_doors_are_written_as_people_write_them() -> None:
    made = registers()
    text = dict(zip(made.rooms.code.tolist(), labels(made.rooms).tolist(), strict=True))
    house = next(
        code for code, use in zip(made.buildings.code, made.buildings.use, strict=True) if use == "home"
    )
    village = next(
        code for code, use in zip(made.buildings.code, made.buildings.use, strict=True) if use == "house"
    )
    assert (
        text[f"{house}010302"] == "1单元302室"
        if f"{house}010302" in text
        else text[f"{house}010301"] == "1单元301室"
    )
    assert text[f"{village}000201"] == "201室"
    below = next(code for code in text if code[20:22] == "91")
    assert text[below].endswith("负101室")


def test_a_building_holds_about_the_people_of_the_plan() -> None:
    made = registers(1.0)
    plan = {place.code: place.residents for place in town(1.0, SEED).places if place.code[12] == "B"}
    at = made.persons.room[
        made.here & (made.buildings.use[made.rooms.building[made.persons.room]] != "dormitory")
    ]
    lives = np.bincount(made.rooms.building[at], minlength=len(made.buildings))
    wanted = np.array([plan[code] for code in made.buildings.code])
    assert np.corrcoef(lives, wanted)[0, 1] > 0.9
    assert (lives[wanted == 0] == 0).all()
