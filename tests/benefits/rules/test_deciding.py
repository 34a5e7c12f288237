"""From a proposal to a decision: every step by table, and the ways round the collective step that do not exist.  R-210, G-20."""

from dataclasses import replace
from datetime import date
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhi.benefits.rules.deciding import (
    FINAL,
    OPEN,
    TURNS,
    Deciding,
    Path,
    Turn,
    Who,
    require,
    take,
    turns_of,
)
from lianzhi.benefits.rules.masking import masked
from lianzhi.benefits.rules.periods import period
from lianzhi.benefits.rules.proof import packed, unpacked
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.errors import NotAllowed, WrongState

D, T = Deciding, Turn
TOGETHER = Path(collective=True, instant=False, days=7, verified=True)
WHO = Actor("staff:1", "甲", "west")


@pytest.mark.parametrize(
    ("path", "stages"),
    [
        (Path(False, True, 0, True), [D.PROPOSED, D.GRANTED]),
        (Path(False, True, 0, False), [D.PROPOSED, D.SHOWN]),
        (Path(False, True, 0, True, "missing"), [D.PROPOSED, D.DOUBTFUL, D.READY, D.GRANTED]),
        (Path(False, False, 0, True), [D.PROPOSED, D.CHECKING, D.READY, D.GRANTED]),
        (Path(False, False, 5, False), [D.PROPOSED, D.CHECKING, D.TO_POST, D.POSTED, D.READY, D.SHOWN]),
        (TOGETHER, [D.PROPOSED, D.CHECKING, D.WAITING, D.LISTED, D.TO_POST, D.POSTED, D.READY, D.GRANTED]),
        (
            Path(True, False, 0, True, "conflict"),
            [D.PROPOSED, D.DOUBTFUL, D.WAITING, D.LISTED, D.READY, D.GRANTED],
        ),
    ],
)
def test_the_way_of_a_decision(path, stages) -> None:
    assert list(path.stages()) == stages
    assert path.first() == stages[1]
    assert all(path.after(a) == b for a, b in pairwise(stages[1:]))


paths = st.builds(
    Path, collective=st.booleans(), instant=st.booleans(), days=st.integers(0, 60), verified=st.booleans(),
    doubt=st.sampled_from(["", "missing", "conflict"]),
)  # fmt: skip


@given(paths, st.lists(st.sampled_from(list(Turn)), max_size=40))
def test_no_row_of_steps_goes_round_the_meeting_or_makes_a_sample_payable(path, turns) -> None:
    state, met, before = D.PROPOSED, False, ""
    for turn in turns:
        try:
            after = take(state, turn, path, before=before)
        except WrongState:
            continue
        before = state if turn is T.APPEAL else ""
        met = (met or turn is T.PASS) and turn is not T.RENEW
        if path.collective and after in (D.GRANTED, D.SHOWN, D.READY, D.POSTED, D.TO_POST):
            assert met
        assert after is not D.GRANTED or path.verified
        assert after is not D.SHOWN or not path.verified
        state = after


def test_a_collective_step_is_never_instant_whatever_is_configured() -> None:
    for instant, days, doubt in product((True, False), (0, 5), ("", "missing")):
        assert not Path(True, instant, days, True, doubt).at_once


@pytest.mark.parametrize(("state", "turn"), sorted(product(Deciding, Turn)))
def test_what_is_not_in_the_table_cannot_happen(state, turn) -> None:
    if (state, turn) not in TURNS:
        with pytest.raises(WrongState):
            take(state, turn, TOGETHER, before=D.GRANTED)
    else:
        path = replace(TOGETHER, doubt="missing") if state is D.DOUBTFUL else TOGETHER
        assert take(state, turn, path, before=D.GRANTED) in Deciding


@pytest.mark.parametrize(("at", "rule"), sorted(TURNS.items(), key=lambda pair: pair[0]))
def test_a_machine_takes_no_step_that_is_a_persons(at, rule) -> None:
    if rule.who in (Who.MACHINE, Who.ANYBODY):
        require(*at, system("benefits"))
    else:
        with pytest.raises(NotAllowed):
            require(*at, system("benefits"))


@pytest.mark.parametrize(("at", "rule"), sorted(TURNS.items(), key=lambda pair: pair[0]))
def test_a_resident_only_appeals(at, rule) -> None:
    if rule.who is Who.ANYBODY:
        require(*at, Actor("resident:1", ""))
    else:
        with pytest.raises(NotAllowed):
            require(*at, Actor("resident:1", ""))


def test_second_eyes_are_not_the_first_and_fresh_ones_decided_nothing_before() -> None:
    with pytest.raises(NotAllowed):
        require(D.READY, T.APPROVE, WHO, first=WHO.id)
    require(D.READY, T.APPROVE, WHO, first="staff:2")
    with pytest.raises(NotAllowed):
        require(D.APPEALED, T.REVISE, WHO, decided={WHO.id, "staff:2"})
    require(D.APPEALED, T.REVISE, WHO, decided={"staff:2"})


def test_every_step_says_why_and_each_state_has_a_way_out() -> None:
    assert all(rule.why for rule in TURNS.values())
    assert all(turns_of(state) for state in Deciding if state is not D.PROPOSED)
    assert set(OPEN) | set(FINAL) | {D.APPEALED, D.PROPOSED} == set(Deciding)


@given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=30))
def test_conditions_are_packed_and_read_again(held) -> None:
    assert unpacked(packed(held), len(held)) == held


def test_bits_without_their_second_half_miss_nothing_and_too_few_say_nothing() -> None:
    assert unpacked(b"\x05", 3) == [True, False, True]
    assert unpacked(b"", 2) == [None, None]


@pytest.mark.parametrize(
    ("every", "day", "said"),
    [("每月", "2026-11-30", "2026-11"), ("每季", "2026-09-30", "2026-Q3"), ("每季", "2026-10-01", "2026-Q4"),
     ("每年", "2026-01-01", "2026"), ("一次", "2026-11-30", "2026-11")],
)  # fmt: skip
def test_periods(every, day, said) -> None:
    assert period(every, date.fromisoformat(day)) == said


@pytest.mark.parametrize(
    ("name", "shown"),
    [("王明", "王*"), ("王小明", "王*明"), ("欧阳小明", "欧**明"), ("王", "**"), ("", "**")],
)
def test_masked_names(name, shown) -> None:
    assert masked(name) == shown
