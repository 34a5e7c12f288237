"""Five grades and reasons from the list; anything else is refused."""

import pytest

from lianzhi.cases.rules.rating import check_rating
from lianzhi.kernel.errors import BadInput
from lianzhi.kernel.grades import BAD, GRADES


@pytest.mark.parametrize("grade", sorted(GRADES))
def test_the_five_grades_are_taken(grade: int) -> None:
    assert check_rating(grade, ("fast", "slow")) is None


@pytest.mark.parametrize(("grade", "reasons"), [(0, ()), (6, ()), (3, ("because",))])
def test_others_are_refused(grade: int, reasons: tuple[str, ...]) -> None:
    with pytest.raises(BadInput):
        check_rating(grade, reasons)


def test_the_two_lowest_grades_are_bad() -> None:
    assert {1, 2} == BAD
