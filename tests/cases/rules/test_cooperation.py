"""The score of cooperation at its edges.  R-279."""

import pytest

from lianzhi.cases.rules.cooperation import SIDES, WEIGHTS, Joint, ranked, score, shares


@pytest.mark.parametrize(
    ("joint", "expected"),
    [
        (Joint("u"), None),
        (Joint("u", called=4, came=4), 100),
        (Joint("u", called=4), 0),
        (Joint("u", graded=2, grades=10), 100),
        (Joint("u", graded=2, grades=2), 0),
        (Joint("u", graded=1, grades=3), 50),
        (Joint("u", passed_on=4, taken_up=1), 25),
        # 40 * 1/2 + 40 * 3/4 + 20 * 1
        (Joint("u", called=2, came=1, graded=1, grades=4, passed_on=3, taken_up=3), 70),
        # a side with nothing to count is left out: (40 * 1 + 20 * 0) / 60
        (Joint("u", called=1, came=1, passed_on=2), pytest.approx(66.67, abs=0.01)),
    ],
)
def test_the_score_is_the_weighted_mean_of_what_can_be_counted(joint, expected) -> None:
    assert score(joint) == expected


def test_each_side_has_a_weight_a_name_and_a_formula() -> None:
    assert {side.code for side in SIDES} == set(WEIGHTS) == set(shares(Joint("u")))
    assert sum(WEIGHTS.values()) == 100 and all(side.name and side.formula for side in SIDES)


def test_the_best_come_first_and_who_has_no_score_last() -> None:
    good, bad, none, twin = (
        Joint("b", called=1, came=1), Joint("a", called=1), Joint("c"), Joint("aa", called=2, came=2),
    )  # fmt: skip
    assert [joint.unit for joint, _score in ranked([none, bad, good, twin])] == ["aa", "b", "a", "c"]
