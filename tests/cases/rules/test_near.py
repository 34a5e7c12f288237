"""Which near matter is the same one: what each side adds, and that the order is the one a person would expect."""

from datetime import UTC, datetime, timedelta

import pytest

from lianzhi.cases.rules.near import Told, likeness, shared, supportable, text_likeness

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LAMP = "小区北门的路灯从周一开始就不亮了，晚上走路看不见。"
NORTH = 0.000_898_3  # degrees of latitude in 100 m


def told(text=LAMP, *, metres=0.0, days=0, kind="lamp", reporter="") -> Told:
    return Told(text, kind, 120.0, 30.0 + NORTH * metres / 100, NOW - timedelta(days=days), reporter)


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        (told(metres=5), told(metres=120)),
        (told(days=0), told(days=30)),
        (told("北门路灯不亮了，天黑看不见路"), told("垃圾桶满了，味道很大，没人来清运")),
        (told(kind="lamp"), told(kind="waste")),
        (told(metres=40, reporter="resident:1"), told(metres=40, reporter="resident:2")),
    ],
)
def test_the_likelier_one_comes_first(nearer, farther):
    mine = told(reporter="resident:1")

    assert likeness(mine, nearer).score > likeness(mine, farther).score


@pytest.mark.parametrize(
    ("other", "likely"),
    [
        (told(metres=10, days=1), True),
        (told("北门的路灯不亮，已经好几天了，晚上很黑", metres=20, days=2), True),
        (told("三号楼下水道堵了，污水流到路面上", metres=10, days=1), False),
        (told(metres=190, days=60), False),
    ],
)
def test_likely_means_likely(other, likely):
    assert likeness(told(), other).likely is likely


def test_without_a_place_only_words_and_time_speak():
    nowhere = Told(LAMP, "lamp", None, None, NOW)

    like = likeness(nowhere, told())

    assert like.metres is None and 0 < like.score < likeness(told(), told()).score


@pytest.mark.parametrize("text", ["", "。", "灯"])
def test_a_text_that_says_nothing_is_like_no_other(text):
    assert text_likeness(text, LAMP) < 0.2
    assert text_likeness(text, text) < 0.2


def test_likeness_does_not_depend_on_who_is_asked_first():
    one, other = told(metres=30, days=3), told("路灯坏了", reporter="resident:9")

    assert likeness(one, other) == likeness(other, one)


def test_what_stands_in_both_texts_is_marked():
    assert shared("北门路灯坏了。", "东门路灯不亮") == [("北", False), ("门路灯", True), ("坏了。", False)]


@pytest.mark.parametrize(
    ("main", "private", "may"),
    [
        (told(metres=290), False, True),
        (told(metres=310), False, False),
        (told(days=84), False, True),
        (told(days=85), False, False),
        (told(kind="waste"), False, False),
        (told(), True, False),
        (Told(LAMP, "lamp", None, None, NOW), False, False),
        (Told(LAMP, "", 120.0, 30.0, NOW), False, False),
    ],
)
def test_only_what_could_have_been_offered_can_be_supported(main, private, may):
    assert supportable(told(), main, private=private) is may
