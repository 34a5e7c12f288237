"""New rows of an import against what is there: the set-wise look-up finds what comparing with everybody finds (R-085)."""

import random
from datetime import date, timedelta

import pytest
from support.register import BUILDING, ROOM, ROOT, number, person

from lianzhi.registry import api as registry
from lianzhi.registry.linkage import arriving, entries, model
from lianzhi.registry.linkage.scoring import scored
from lianzhi.registry.linkage.verdict import APART, verdict
from lianzhi.registry.models import Pair, Person

NAMES = ("王明", "王铭", "李红", "陈大毛", "王小明")


def crowd(seed: int, count: int) -> list[dict]:
    """Rows of people who share names, days, telephones and rooms, some without a number; invented by seeded dice."""
    dice = random.Random(seed)  # noqa: S311
    rows = []
    for serial in range(count):
        born = date(1990, 3, 7) + timedelta(days=dice.randrange(3))
        rows.append({
            "name": dice.choice(NAMES), "phone": f"1380000{dice.randrange(8):04}", "sex": "", "birth": str(born),
            "identity": number(2 * (seed * count + serial) % 997 + 1, born=f"{born:%Y%m%d}") if dice.random() < 0.6 else "",
            "place": f"{BUILDING}0101{dice.randrange(1, 9):02}",
        })  # fmt: skip
    return rows


def by_hand(new: set[str]) -> set[tuple[str, str]]:
    """Each new entry against everybody who shares a key with him, where not both have a number."""
    found, among = entries.current(model.PERSON), entries.standing().count()
    rows = {row.code: row for row in entries.standing()}
    cards = {card["code"]: card for card in entries.cards(entries.standing())}
    borne = entries.frequencies(found, {row.name for row in rows.values()}, among)
    pairs = set()
    for code in new:
        mine = rows[code]
        others = [
            cards[row.code]
            for row in rows.values()
            if not (mine.identity_blind and row.identity_blind)
            and (
                mine.phone_blind == row.phone_blind
                or mine.place == row.place
                or (mine.name, mine.birth) == (row.name, row.birth)
            )
        ]
        for other, evidence in scored(found, cards[code], others, frequencies=borne, cards=among):
            if verdict(found, evidence.weight, evidence.levels) != APART:
                pairs.add(tuple(sorted((code, other["code"]))))
    return pairs


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_batch_finds_what_comparing_with_everybody_finds(town, seed) -> None:
    registry.import_rows("persons", crowd(seed, 40), source="police", by=ROOT)
    before = set(Person.objects.values_list("code", flat=True))
    Pair.objects.all().delete()

    registry.import_rows("persons", crowd(seed + 10, 40), source="grid", by=ROOT)

    new = set(Person.objects.values_list("code", flat=True)) - before
    wanted = by_hand(new)
    assert set(Pair.objects.values_list("first", "second")) == wanted and wanted


def test_who_looks_alike_and_cannot_be_compared_costs_no_count_of_names(town, monkeypatch) -> None:
    """Neighbours of one room share a key and no block: nobody asks how often their names are borne."""
    person(name="孙三", identity=None, phone=None, birth="1971-05-20", sex="男")
    asked = []
    monkeypatch.setattr(arriving.entries, "frequencies", lambda *said: asked.append(said))
    told = registry.import_rows(
        "persons", [{"姓名": "李四", "证件号码": number(), "地址编码": ROOM}], source="grid", by=ROOT
    )
    assert (told.new, told.warnings, asked) == (1, (), [])


def test_a_dry_run_tells_of_likely_pairs_and_keeps_none(town) -> None:
    there = person(name="钱二", identity=None, phone="13800000002", birth="1990-03-07", sex="男")
    rows = [
        {"姓名": "钱尔", "联系电话": "13800000002", "出生日期": "1990-03-07", "性别": "男", "地址编码": ROOM},
        {"姓名": "周五", "联系电话": "13800000005", "出生日期": "1990-03-08", "性别": "男", "地址编码": ROOM},
        {"姓名": "周五", "联系电话": "13800000006", "出生日期": "1990-03-08", "性别": "男", "地址编码": ROOM},
    ]
    told = registry.import_rows("persons", rows, source="health", by=ROOT, dry_run=True)

    assert told.new == 3 and not Pair.objects.exists() and Person.objects.count() == 1
    assert [(each.row, each.params) for each in told.warnings] == [
        (1, {"code": there}),
        (2, {"row": "3"}),
        (3, {"row": "2"}),
    ]
    again = registry.import_rows("persons", rows, source="health", by=ROOT)
    assert [each.row for each in again.warnings] == [1, 2, 3] and Pair.objects.count() == 2


def test_two_rows_of_one_batch_that_find_one_entry_by_different_keys_both_come_in(town) -> None:
    """By telephone the one, by telephone and a number that he had not yet the other: both are about who is there."""
    there = person(name="钱二", identity=None, phone="13800000002", birth="1990-03-07", place=None)
    row = {"姓名": "钱二", "联系电话": "13800000002", "出生日期": "1990-03-07", "现住址": ROOM}

    told = registry.import_rows("persons", [row, row | {"证件号码": number()}], source="grid", by=ROOT)

    assert (told.changed, told.refused, Person.objects.get().code) == (2, 0, there)
    assert Person.objects.get().identity_blind and Person.objects.get().place == ROOM
