"""How far a reader has come, also when ids become visible out of order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhi.foundation.events.rules.cursor import GAPS, Cursor, at_end, read


def test_jumped_over_ids_stay_wanted_until_they_come() -> None:
    cursor = Cursor(10).past(13)
    assert str(cursor) == "13~11.12"
    assert str(cursor.past(11)) == "13~12"
    assert str(cursor.past(11).past(12)) == "13"


def test_a_gap_that_was_given_up_is_forgotten() -> None:
    assert Cursor(13, (11, 12)).without({11}) == Cursor(13, (12,))


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "1~", "1~2.", "1;2", "9" * 19, "1~" + ".".join(["2"] * (GAPS + 1))]
)
def test_what_is_not_ours_is_no_cursor(text) -> None:
    assert read(text) is None


@given(st.permutations(list(range(21, 41))))
def test_every_id_is_read_once_whatever_the_order_of_commits(order) -> None:
    cursor, committed, got = Cursor(20), set(), []
    for event_id in order:
        committed.add(event_id)
        for seen in sorted(i for i in committed if i > cursor.last or i in cursor.gaps):
            cursor = read(str(cursor.past(seen)))
            got.append(seen)

    assert sorted(got) == list(range(21, 41))
    assert cursor == Cursor(40)


def test_a_reader_that_starts_now_still_waits_for_what_is_under_way() -> None:
    assert at_end([18, 20, 17]) == Cursor(20, (19,))
    assert at_end([]) == Cursor(0)


def test_a_long_jump_does_not_grow_without_bound() -> None:
    assert len(Cursor(1).past(1_000_000).gaps) == GAPS
