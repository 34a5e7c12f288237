"""Addresses as people write them: every kind is what it says, and the truth is the only place it can mean."""

from collections import Counter
from functools import cache
from random import Random

import pytest
from register_plans import SCALE, SEED, registers
from town_plans import town

from lianzhi.kernel import rooms as codes
from lianzhi.simulation.registers import dirty
from lianzhi.simulation.registers.dirty import CLEAN, DIRTY, Names, Parts, dirty_addresses

HOME = Parts(
    town="S镇", area="宁行社区", name="禾港名苑", number=3, mark="幢", unit=1, door="302", road="学浜弄18号",
    old="红旗新村", alias="禾港里", many=True, other="竹成社区",
)  # fmt: skip


@cache
def addresses() -> list[dirty.Dirty]:
    return dirty_addresses(town(SCALE, SEED), registers(), 12_000, 3)


@cache
def names() -> Names:
    return Names(town(SCALE, SEED), registers())


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("full", "S镇宁行社区禾港名苑3幢1单元302室"),
        ("plain", "禾港名苑3幢1单元302室"),
        ("building", "禾港名苑3幢"),
        ("with_road", "学浜弄18号禾港名苑3幢1单元302室"),
        ("missing_unit", "禾港名苑3幢302室"),
        ("missing_room", "禾港名苑3幢1单元"),
        ("missing_mark", "禾港名苑3幢1单元302"),
        ("mark_dong", "禾港名苑3栋1单元302室"),
        ("mark_haolou", "禾港名苑3号楼1单元302室"),
        ("mark_hash", "禾港名苑3#1单元302室"),
        ("full_width", "禾港名苑３幢１单元３０２室"),
        ("old_name", "红旗新村3幢1单元302室"),
        ("alias", "禾港里3幢1单元302室"),
        ("area_behind", "禾港名苑3幢1单元302室（宁行社区）"),
        ("wrong_area", "S镇竹成社区禾港名苑3幢1单元302室"),
        ("road_address", "学浜弄18号3幢1单元302室"),
        ("repeated", "S镇宁行社区S镇禾港名苑3幢1单元302室"),
    ],
)
def test_one_address_in_its_forms(kind: str, text: str) -> None:
    made = (CLEAN | DIRTY)[kind](HOME, Random(1), names())
    assert made is not None and made[0] == text


def test_a_form_that_leaves_the_room_open_does_not_claim_it() -> None:
    for kind in ("missing_room", "building", "missing_unit"):
        made = (CLEAN | DIRTY)[kind](HOME, Random(1), names())
        assert made is not None and not made[1].sure
    one_unit = dirty.replace(HOME, many=False)
    made = DIRTY["missing_unit"](one_unit, Random(1), names())
    assert made is not None and made[1].sure


def test_there_are_as_many_as_asked_of_every_kind() -> None:
    counts = Counter(kind for _, _, _, kind in addresses())
    assert len(addresses()) == 12_000
    assert set(counts) == set(CLEAN) | set(DIRTY)
    assert min(counts.values()) > 15
    clean = sum(counts[kind] for kind in CLEAN)
    assert 0.25 < clean / 12_000 < 0.35


def test_the_truth_is_a_building_and_room_of_the_town() -> None:
    buildings, rooms = set(registers().buildings.code.tolist()), set(registers().rooms.code.tolist())
    for text, building, room, _ in addresses():
        assert text.strip() and building in buildings
        assert room == "" or (room in rooms and codes.building_of(room) == building)
    assert sum(room != "" for _, _, room, _ in addresses()) > 8_000


def test_a_slip_in_a_name_makes_no_other_name() -> None:
    made = registers()
    name = dict(zip(made.buildings.code.tolist(), made.buildings.name.tolist(), strict=True))
    known = set(name.values())
    for text, building, _, kind in addresses():
        if kind in ("homophone", "lookalike", "doubled", "dropped", "short_name"):
            assert not text.startswith(name[building])
            assert not any(
                text.startswith(other) for other in known if other[:2] == text[:2] and other != name[building]
            )


def test_the_same_text_never_means_two_buildings() -> None:
    meant: dict[str, set[str]] = {}
    for text, building, _, _ in addresses():
        meant.setdefault(text, set()).add(building)
    assert [text for text, found in meant.items() if len(found) > 1] == []


def test_the_same_seed_gives_the_same_addresses() -> None:
    assert dirty_addresses(town(SCALE, SEED), registers(), 500, 3) == addresses_of(3)
    assert addresses_of(3) != addresses_of(4)


def addresses_of(seed: int) -> list[dirty.Dirty]:
    return dirty_addresses(town(SCALE, SEED), registers(), 500, seed)
