"""Who is the same person: pairs that look alike and are not, and the bars of the table."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhi.kernel.errors import Refused
from lianzhi.registry.linkage import model
from lianzhi.registry.linkage.cards import card, sounds
from lianzhi.registry.linkage.definition import definition
from lianzhi.registry.linkage.scoring import blocked, score, scored
from lianzhi.registry.linkage.verdict import APART, DOUBTFUL, JOINED, against, verdict

CARDS = 200_000
HOME = "330199100001B00012010302"
BASE = {
    "name": "王小明", "sex": "1", "birth": date(1990, 3, 7), "identity": "", "phone": "tel-1", "place": HOME,
}  # fmt: skip


def judged(one: dict, other: dict) -> tuple[str, float]:
    found = model.shipped()
    a, b = card("P1", **BASE | one), card("P2", **BASE | other)
    names = {each["name"]: found.frequency(3, CARDS) for each in (a, b)}
    evidence = score(found, a, b, frequencies=names, cards=CARDS)
    return verdict(found, evidence.weight, evidence.levels), evidence.weight


@pytest.mark.parametrize(
    ("what", "one", "other", "said"),
    [
        ("the same in all", {}, {}, JOINED),
        ("one source knows the number", {"identity": "id-1"}, {}, JOINED),
        ("the number alone", {"identity": "id-1"}, {"identity": "id-1", "phone": "", "place": ""}, JOINED),
        ("the number with a name of the same sound", {"identity": "id-1"}, {"identity": "id-1", "name": "王晓明"}, JOINED),
        ("somebody else's number", {"identity": "id-1"}, {"identity": "id-1", "name": "李红"}, DOUBTFUL),
        ("two numbers, all else the same", {"identity": "id-1"}, {"identity": "id-2"}, APART),
        ("moved, the phone is the same", {}, {"place": "330199100001B00077010101"}, JOINED),
        ("another phone, the home is the same", {}, {"phone": "tel-2"}, JOINED),
        ("another phone and another home", {}, {"phone": "tel-2", "place": "330199100001B00077010101"}, DOUBTFUL),
        ("only name and day of birth are known", {"phone": "", "place": ""}, {"phone": "", "place": ""}, DOUBTFUL),
        ("twins, numbers known", {"identity": "id-1", "name": "王大宝"}, {"identity": "id-2", "name": "王小宝"}, APART),
        ("twins, one number known", {"identity": "id-1", "name": "王大宝"}, {"name": "王小宝"}, DOUBTFUL),
        ("twins whose names sound the same", {"name": "王明"}, {"name": "王铭"}, DOUBTFUL),
        ("a boy and a girl, twins", {"name": "王明"}, {"name": "王明", "sex": "2"}, DOUBTFUL),
        ("father and son of one name", {}, {"birth": date(2015, 5, 20)}, DOUBTFUL),
        ("father and son, another phone and home", {}, {"birth": date(2015, 5, 20), "phone": "tel-2", "place": ""}, APART),
        ("a phone that was given out again", {}, {"name": "李红", "sex": "2", "birth": date(1971, 1, 1), "place": ""}, APART),
        ("a name that changed, stated by one", {"former": "王大毛"}, {"name": "王大毛"}, JOINED),
        ("a married name, stated by none", {"sex": "2"}, {"sex": "2", "name": "陈小明"}, DOUBTFUL),
        ("day and month exchanged", {}, {"birth": date(1990, 7, 3)}, DOUBTFUL),
        ("ten years mistyped", {}, {"birth": date(1980, 3, 7)}, DOUBTFUL),
        ("a neighbour of the same name", {}, {"birth": date(1955, 12, 1), "phone": "tel-2", "place": ""}, APART),
        ("the building only is known of both", {"place": HOME[:18], "phone": ""}, {"place": HOME[:18], "phone": ""}, DOUBTFUL),
    ],
)  # fmt: skip
def test_pairs_that_look_alike(what: str, one: dict, other: dict, said: str) -> None:
    assert (judged(one, other)[0], judged(other, one)[0]) == (said, said), what


def test_the_bars_hold_at_their_edges() -> None:
    found, levels = model.shipped(), dict.fromkeys(("identity",), "missing")
    levels |= {"name": "same", "birth": "same", "sex": "same", "phone": "same", "place": "differs"}
    just = 1e-9
    assert verdict(found, found.from_joined, levels) == JOINED
    assert verdict(found, found.from_joined - just, levels) == DOUBTFUL
    assert verdict(found, found.from_doubtful, levels) == DOUBTFUL
    assert verdict(found, found.from_doubtful - just, levels) == APART
    assert verdict(found, 1e9, levels | {"identity": "differs"}) == APART
    assert against(found, levels) == []
    assert against(found, levels | {"sex": "differs", "phone": "missing"}) == ["sex", "phone", "place"]


def test_a_common_name_says_less_than_a_rare_one() -> None:
    found, one = model.shipped(), card("P1", **BASE)
    other = card("P2", **BASE)
    rare, common = (
        score(found, one, other, frequencies={"王小明": found.frequency(n, CARDS)}, cards=CARDS).weight
        for n in (2, 2000)
    )
    assert 5 < rare - common < 10


@pytest.mark.parametrize(
    ("one", "other"),
    [("张诚", "章程"), ("王小明", "汪晓铭"), ("林静", "凌菁"), ("阿依古丽·买买提", "阿依古丽买买提")],
)
def test_names_that_are_heard_alike(one: str, other: str) -> None:
    assert sounds(one) == sounds(other)


def test_names_that_are_not() -> None:
    assert len({sounds(name) for name in ("王小明", "王小红", "李小明", "欧阳明")}) == 4


digests = st.sampled_from(["", "a", "b"])
entries = st.fixed_dictionaries({
    "name": st.sampled_from(["", "王明", "王铭", "李明", "李红", "陈大毛"]), "former": st.sampled_from(["", "陈大毛", "王明"]),
    "identity": digests, "phone": digests, "sex": st.sampled_from(["0", "1", "2"]),
    "birth": st.none() | st.dates(date(1950, 1, 1), date(2020, 12, 31)) | st.just(date(1990, 3, 7)),
    "place": st.sampled_from(["", HOME, HOME[:18], "330199100001B00012010303"]),
})  # fmt: skip


@given(entries, entries)
def test_a_score_is_the_same_from_both_sides(one: dict, other: dict) -> None:
    found = model.shipped()
    a, b = card("P1", **one), card("P2", **other)
    names = {each["name"]: found.frequency(i, CARDS) for i, each in enumerate((a, b))}
    said = [score(found, *pair, frequencies=names, cards=CARDS) for pair in ((a, b), (b, a))]
    assert said[0].levels == said[1].levels
    assert said[0].weight == pytest.approx(said[1].weight, abs=1e-9)
    assert blocked(found, a, b) == blocked(found, b, a)


def test_candidates_come_the_likeliest_first_and_only_by_the_blocks() -> None:
    found, one = model.shipped(), card("P1", **BASE)
    others = [
        card("P2", **BASE | {"phone": "tel-2"}), card("P3", **BASE), card("P1", **BASE),
        card("P4", **BASE | {"name": "赵六", "birth": date(1960, 1, 1), "phone": "", "place": ""}),
    ]  # fmt: skip
    names = dict.fromkeys(("王小明", "赵六"), 1e-5)
    ranked = scored(found, one, others, frequencies=names, cards=CARDS)
    assert [other["code"] for other, _ in ranked] == ["P3", "P2"]


def test_a_column_that_no_card_has_is_refused() -> None:
    level = {"code": "same", "when": "password_l = name_r", "m": 1, "u": 1}
    said = {
        "version": 1, "subject": "person", "columns": {"code": "text", "name": "text"}, "blocks": [],
        "trained_by": [],
        "verdict": {"apart": {}, "certain": {}, "agree": {}, "alone": [], "distinct": []},
        "least": 0, "expected": 1, "beside": 1, "from_doubtful": 0, "from_joined": 1,
        "comparisons": {"x": {"zh": "x", "en": "x", "needs": ["name"], "levels": [level]}},
    }  # fmt: skip
    with pytest.raises(Refused):
        _ = definition(said).trees


def test_numbers_of_a_training_are_kept_above_the_least_and_make_one() -> None:
    taught = model.assumed().taught({"sex": {"same": (1.0, 0.5), "differs": (0.0, 0.5)}}, "town")
    levels = next(each for each in taught.comparisons if each.code == "sex").levels
    assert sum(level.m for level in levels) == pytest.approx(1) and levels[1].m >= 0.00049
    unseen = next(each for each in taught.comparisons if each.code == "phone").levels
    assert [round(level.m, 3) for level in unseen] == [0.8, 0.2]
