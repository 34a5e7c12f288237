from datetime import UTC, datetime

import pytest

from lianzhi.foundation.imports.contracts import parse_time
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import BadInput

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2019/2/28 11:25:05", datetime(2019, 2, 28, 11, 25, 5, tzinfo=SHANGHAI)),
        ("2019-12-23 15:03:00", datetime(2019, 12, 23, 15, 3, tzinfo=SHANGHAI)),
        (" 2026/3/5 9:05 ", datetime(2026, 3, 5, 9, 5, tzinfo=SHANGHAI)),
        ("2026.3.5", datetime(2026, 3, 5, tzinfo=SHANGHAI)),
        ("2026年3月5日 9时05分", datetime(2026, 3, 5, 9, 5, tzinfo=SHANGHAI)),
        ("2026-03-05T09:05:01.250", datetime(2026, 3, 5, 9, 5, 1, tzinfo=SHANGHAI)),
        ("2026-03-05T01:05:01Z", datetime(2026, 3, 5, 9, 5, 1, tzinfo=SHANGHAI)),
        ("2026-03-05T01:05:01+00:00", datetime(2026, 3, 5, 9, 5, 1, tzinfo=SHANGHAI)),
        ("2026/11/23 11:59:00", datetime(2026, 11, 23, 11, 59, tzinfo=SHANGHAI)),
        ("2024/2/29", datetime(2024, 2, 29, tzinfo=SHANGHAI)),
    ],
)
def test_usual_forms_are_read_on_the_clock_of_the_town(written, instant):
    assert parse_time(written, now=NOW) == instant
    assert parse_time(written, now=NOW).tzinfo is not None


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("5/3/2026", "not a date"),
        ("26/3/5 9:00", "not a date"),
        ("昨天下午", "not a date"),
        ("43524.4757", "not a date"),
        ("2026/3/5 9:05:01 abc", "not a date"),
        ("2026/2/29", "not a day"),
        ("2026/3/5 25:00", "not a day"),
        ("2026/3/5 9:61", "not a day"),
        ("2026-03-05T09:00:00+99:00", "not a day"),
        ("2026/11/23 12:00:01", "future"),
        ("2091/1/1", "future"),
        ("1989/12/31 23:59:59", "before 1990"),
        ("0000/0/0", "not a day"),
    ],
)
def test_other_forms_and_absurd_times_are_refused_with_an_example(written, reason):
    with pytest.raises(BadInput, match=reason) as refusal:
        parse_time(written, now=NOW)
    assert "2026/3/15 09:30:00" in refusal.value.way_out
