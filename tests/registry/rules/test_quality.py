"""One number for a source, and the months of it.  R-100."""

from datetime import date

import pytest

from lianzhi.registry.rules.quality import Counted, months, score

WEIGHTS = {"completeness": 30, "validity": 25, "uniqueness": 15, "timeliness": 15, "consistency": 15}


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [
        ([], 100),
        ([Counted("validity", 0, 0)], 100),
        ([Counted("validity", 10, 0)], 100),
        ([Counted("validity", 10, 10)], 0),
        ([Counted("validity", 100_000, 1)], 99),
        ([Counted("validity", 10, 5), Counted("validity", 10, 0)], 75),
        ([Counted("completeness", 10, 5), Counted("validity", 10, 0)], 72),
        ([Counted("completeness", 10, 10), Counted("uniqueness", 10, 0)], 33),
        ([Counted("unknown", 10, 10), Counted("validity", 10, 0)], 100),
    ],
)
def test_the_score_weighs_what_was_asked(counts, wanted) -> None:
    assert score(counts, WEIGHTS) == wanted


def test_the_last_score_of_each_of_twelve_months() -> None:
    days = [(date(2025 + n // 12, n % 12 + 1, day), n * 2 + day % 2) for n in range(14) for day in (3, 20)]

    found = months(days)

    assert len(found) == 12 and found[0] == (date(2025, 3, 20), 4) and found[-1] == (date(2026, 2, 20), 26)
