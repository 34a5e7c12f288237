"""What becomes of a line of the responsibility list when its area was split, merged or got another code."""

from datetime import date, timedelta

import pytest

from lianzhi.cases.rules.duties import Duty, responsible
from lianzhi.cases.rules.following_duties import followed

A, B, C, D = "330199100001001", "330199100001002", "330199100001003", "330199100001004"
DAY = date(2026, 9, 1)
BEFORE = DAY - timedelta(days=1)


def line(area: str, lead: str = "works", *, start: date = date(2026, 1, 1), end: date | None = None) -> Duty:
    return Duty("rubbish", area, lead, ("police",), "Art. 2", True, start, end)


def short(lines):
    return [(d.area_code, d.lead, [c.lead for c in d.choices]) for d in lines]


CASES = {
    "another code": ([line(A)], {A: [C]}, [(A, BEFORE)], [(C, "works", [])]),
    "merged, all the same": ([line(A), line(B)], {A: [C], B: [C]}, [(A, BEFORE), (B, BEFORE)], [(C, "works", [])]),
    "merged into one that has the same": ([line(A), line(B)], {A: [A], B: [A]}, [(B, BEFORE)], []),
    "merged, two units": (
        [line(A), line(B, "roads")], {A: [C], B: [C]}, [(A, BEFORE), (B, BEFORE)], [(C, "works", ["works", "roads"])],
    ),
    "merged into one with another unit": (
        [line(A), line(B, "roads")], {A: [A], B: [A]}, [(A, BEFORE), (B, BEFORE)], [(A, "works", ["works", "roads"])],
    ),
    "merged, only one had a line": ([line(A)], {A: [C], B: [C]}, [(A, BEFORE)], [(C, "works", ["works"])]),
    "split": ([line(A)], {A: [C, D]}, [(A, BEFORE)], [(C, "works", ["works"]), (D, "works", ["works"])]),
    "split, a part keeps the code": ([line(A)], {A: [A, D]}, [], [(D, "works", ["works"])]),
    "split, somebody entered a part beforehand": (
        [line(A), line(C, "roads", start=DAY)], {A: [C, D]}, [(A, BEFORE)], [(D, "works", ["works"])],
    ),
    "over before": ([line(A, end=BEFORE)], {A: [C]}, [], []),
    "of another area": ([line(B)], {A: [C]}, [], []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_ends_and_what_begins(name) -> None:
    duties, heirs, ended, begun = CASES[name]
    moved = followed(duties, heirs, DAY)
    assert sorted((d.area_code, d.valid_to) for d in moved.ended) == ended
    assert short(moved.begun) == begun
    assert all(d.valid_from == DAY and d.supports == ("police",) for d in moved.begun)
    assert [d.verified for d in moved.begun] == [not d.undecided for d in moved.begun]


@pytest.mark.parametrize("name", CASES)
def test_asked_twice_it_finds_nothing_more(name) -> None:
    duties, heirs, _ended, _begun = CASES[name]
    moved = followed(duties, heirs, DAY)
    last = {(d.area_code, d.valid_from): d for d in moved.ended}
    after = [last.get((d.area_code, d.valid_from), d) for d in duties] + list(moved.begun)
    again = followed(after, heirs, DAY)
    assert (again.ended, again.begun) == ((), ())


def test_a_line_of_a_later_day_follows_and_an_end_is_kept() -> None:
    later = line(A, start=date(2026, 10, 1), end=date(2026, 12, 31))
    moved = followed([later], {A: [C]}, DAY)
    [new] = moved.begun
    assert (new.valid_from, new.valid_to) == (date(2026, 10, 1), date(2026, 12, 31))
    assert moved.ended[0].valid_to == date(2026, 9, 30)  # it never holds


def test_an_undecided_line_stays_undecided_when_its_area_gets_another_code() -> None:
    [one, _two] = followed([line(A)], {A: [C, D]}, DAY).begun
    [new] = followed([one], {C: [B]}, DAY + timedelta(days=9)).begun
    assert [c.lead for c in new.choices] == ["works"]


def test_what_is_undecided_stands_before_the_line_of_the_larger_area() -> None:
    town = line("330199100000", "command")
    moved = followed([line(A), town], {A: [C, D]}, DAY)
    found = responsible([town, *moved.begun], "rubbish", C, DAY)
    assert found is not None
    assert (found.area_code, found.undecided) == (C, True)
