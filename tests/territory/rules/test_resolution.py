"""Written addresses to codes: what is sure, what is a proposal, what is nothing. Tables of texts, pure."""

import pytest

from lianzhi.territory.rules import likeness, sounds
from lianzhi.territory.rules.gazetteer import Entry, Gazetteer, OtherName, written
from lianzhi.territory.rules.inner import Inside, Rooms, before, behind, door
from lianzhi.territory.rules.keys import key_of
from lianzhi.territory.rules.place_match import SAFE_SCORE, read
from lianzhi.territory.rules.resolution import answers

C1, C2 = "330199100001", "330199100002"
G1, G2 = f"{C1}001", f"{C2}001"


def building(number: int, name: str, address: str = "", *, at: str = C1, kind: str = "home") -> Entry:
    return Entry(f"{at}B{number:05}", kind, name, address, 120.08 + number / 1000, 30.34, f"{at}001")


ENTRIES = [
    Entry(f"{C1}E00001", "quarter", "禾港名苑", "学浜弄18号", 120.08, 30.34, G1),
    *(building(n, f"禾港名苑{n}幢", "学浜弄18号") for n in (1, 2, 3, 12)),
    Entry(f"{C2}E00001", "quarter", "锦堰花园", "桂溪路20号", 120.09, 30.35, G2),
    *(building(n + 50, f"锦堰花园{n}幢", "桂溪路20号", at=C2) for n in (1, 2, 3)),
    Entry("330199100000R00001", "road", "学浜弄", "", 120.08, 30.34, G1),
    Entry("330199100000R00002", "road", "桂溪路", "", 120.09, 30.35, G2),
    building(40, "桂溪路12号", "桂溪路12号", kind="shop"),
    Entry(f"{C1}E00009", "community", "麦塘村", "", 120.06, 30.36, G1),
    building(41, "麦塘村15号", "麦塘村15号", kind="house"),
    Entry(f"{C2}E00008", "community", "翠达社区", "", 120.09, 30.35, G2),
]
PLACES = Gazetteer.of(
    ENTRIES, [OtherName("红胜新村", f"{C1}E00001", "old"), OtherName("禾港大院", f"{C1}E00001", "alias")]
)
HOME = Rooms.of(
    [("010301", "301"), ("010302", "302"), ("020302", "302"), ("020303", "303"), ("019101", "负101")]
)
SHOP = Rooms.of([("000101", "101"), ("000201", "201")])
ROOMS = {e.code: SHOP if e.kind in ("shop", "house") else HOME for e in ENTRIES if e.code[12] == "B"}
H3 = f"{C1}B00003"


def best(text: str):
    found = answers(read(written(text), PLACES, ("s镇",)), ROOMS)
    return found[0] if found else None


SURE = {
    "禾港名苑3幢1单元302室": f"{H3}010302",
    "S镇禾港名苑3幢1单元302室": f"{H3}010302",
    "禾港名苑三幢一单元302室": f"{H3}010302",
    "禾港名苑３幢１单元３０２室": f"{H3}010302",
    "禾港名苑3栋1单元302": f"{H3}010302",
    "禾港名苑3号楼1单元302室": f"{H3}010302",
    "禾港名苑3#1单元302室": f"{H3}010302",
    "禾港名苑3座1单元302室": f"{H3}010302",
    "禾港名苑3-1-302": f"{H3}010302",
    "禾港名苑3/1/302": f"{H3}010302",
    "禾港名苑3－1－302": f"{H3}010302",
    "禾港名苑3幢1单元3楼302": f"{H3}010302",
    "禾港名苑3幢301室": f"{H3}010301",
    "禾港名苑3-301": f"{H3}010301",
    "禾港名苑3幢1单元负101室": f"{H3}019101",
    "S镇，禾港名苑、3幢、1单元、302室": f"{H3}010302",
    "1单元302室，禾港名苑3幢": f"{H3}010302",
    "302室，禾港名苑3幢1单元": f"{H3}010302",
    "住址：禾港名苑3幢1单元302室那一户": f"{H3}010302",
    "送到禾港名苑3幢1单元302室": f"{H3}010302",
    "学浜弄18号3幢1单元302室": f"{H3}010302",
    "学浜弄18号禾港名苑3幢1单元302室": f"{H3}010302",
    "翠达社区禾港名苑3幢1单元302室": f"{H3}010302",
    "红胜新村3幢1单元302室": f"{H3}010302",
    "禾港大院3幢1单元302室": f"{H3}010302",
    "禾港3幢1单元302室": f"{H3}010302",
    "禾港名苑苑3幢1单元302室": f"{H3}010302",
    "河港名苑3幢1单元302室": f"{H3}010302",
    "禾港名苑3幢2单元": f"{H3}02",
    "禾港名苑3幢": H3,
    "禾港名苑3幢302室": H3,
    "桂溪路12号201室": f"{C1}B00040000201",
    "桂溪路、12号、201室": f"{C1}B00040000201",
    "麦塘村15号": f"{C1}B00041",
    "麦塘村S镇麦塘村15号101室": f"{C1}B00041000101",
}
PROPOSED = {
    "禾巷名苑3幢1单元302室": f"{H3}010302",  # another character
    "禾港苑3幢1单元302室": f"{H3}010302",  # one is missing
    "禾港名苑3幢1单元909室": H3,  # there is no such room
    "禾港名苑3幢7单元": H3,
    "上海市禾港名苑3幢": H3,
}
NOTHING = ["", "3幢1单元302室", "南京路100号", "星河湾花园3幢1单元302室", "无", "号" * 500, "1-1-1" * 200]


@pytest.mark.parametrize(("text", "code"), SURE.items())
def test_what_may_be_used_without_asking(text: str, code: str):
    found = best(text)
    assert found is not None
    assert (found.code, found.score >= SAFE_SCORE) == (code, True)


@pytest.mark.parametrize(("text", "code"), PROPOSED.items())
def test_what_is_only_a_proposal(text: str, code: str):
    found = best(text)
    assert found is not None
    assert (found.code, found.score < SAFE_SCORE) == (code, True)


@pytest.mark.parametrize("text", NOTHING)
def test_what_names_no_place_of_the_base(text: str):
    found = best(text)
    assert found is None or found.score < SAFE_SCORE


def test_a_room_that_several_units_have_leaves_the_unit_open():
    found = best("禾港名苑3幢302室")
    assert found is not None
    assert (found.level, found.others) == ("building", (f"{H3}010302", f"{H3}020302"))


def test_every_reason_can_be_filled_in():
    for text in (*SURE, *PROPOSED):
        found = best(text)
        assert found is not None and "%(" not in found.reason % found.params


@pytest.mark.parametrize(
    ("word", "name", "how"),
    [
        ("河港名苑", "禾港名苑", "sound"), ("禾岗名苑", "禾港名苑", "sound"), ("金堰花园", "锦堰花园", "sound"),
        ("敬堰花园", "锦堰花园", "near_sound"), ("禾港苑", "禾港名苑", "missing"), ("禾港港名苑", "禾港名苑", "doubled"),
        ("禾港大名苑", "禾港名苑", "added"), ("港禾名苑", "禾港名苑", "swapped"), ("禾巷名苑", "禾港名苑", "shape"),
        ("禾港名苑", "禾港名苑", ""), ("东方名苑", "禾港名苑", ""),
    ],
)  # fmt: skip
def test_how_a_word_came_out_of_a_name(word: str, name: str, how: str):
    assert likeness.slipped(word, name) == how if how else name not in likeness.near(word, PLACES)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("何", "河", sounds.SAME), ("行", "航", sounds.SAME), ("陈", "程", sounds.NEAR), ("三", "山", sounds.NEAR),
     ("牛", "刘", sounds.NEAR), ("东", "西", sounds.OTHER), ("A", "B", sounds.OTHER)],
)  # fmt: skip
def test_what_sounds_alike(one: str, other: str, alike: int):
    assert sounds.alike(one, other) == alike == sounds.alike(other, one)


@pytest.mark.parametrize(
    ("text", "found"),
    [("1单元302室", Inside("1", "", "302")), ("-1-302", Inside("1", "", "302")), ("3楼302", Inside("", "3", "302")),
     ("302", Inside("", "", "302")), ("2单元", Inside("2")), ("302米", Inside()), ("门口", Inside()), ("a座", Inside())],
)  # fmt: skip
def test_what_stands_behind_a_building(text: str, found: Inside):
    assert behind(text, 0)[0] == found


def test_what_stands_before_a_name_and_how_doors_are_compared():
    assert before("2单元3楼302室,", 9) == Inside("2", "3", "302")
    assert before("我家住", 3) == Inside()
    assert [door(n) for n in ("负101", "-101", "B101", "3-02", "a12室")] == [
        "负101",
        "负101",
        "负101",
        "302",
        "a12",
    ]


def test_the_key_of_a_decision_takes_no_notice_of_how_a_thing_is_written_and_holds_no_telephone():
    keys = {
        key_of(t)
        for t in ("禾港苑 3栋1单元302室", "禾港苑３幢，1单元302室。", "禾港苑三号楼1单元302室 13800138000")
    }
    assert len(keys) == 1
    assert key_of("") == key_of("，。") == ""
    assert len(key_of("长" * 1000)) == 200
