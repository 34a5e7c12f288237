"""What the invented people do next: always a lawful step, and every way is taken now and then."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhi.simulation.decisions import Part, Seen, decide, follow_up
from lianzhi.simulation.share import apportion

RECEIVED = Seen(frozenset({"file", "refuse"}), ["start"])
REPAIR = Seen(frozenset({"dispatch", "refuse"}), ["start"])
CHECKING = Seen(frozenset({"pass", "fail"}), ["start"])
CLOSED = Seen(frozenset({"rate"}), ["start"])
WAITING = Seen(
    frozenset({"accept", "return", "recall"}),
    ["start"],
    [Part(1, "a", True, False), Part(2, "b", False, False)],
)


def steps(seen: Seen, count: int = 2000) -> Counter[str]:
    found = (decide(seen, Random(n)) for n in range(count))
    return Counter(step.verb if step else "nothing" for step in found)


@pytest.mark.parametrize(
    ("seen", "verb", "low", "high"),
    [
        (RECEIVED, "refuse", 0.02, 0.06),
        (CHECKING, "fail", 0.04, 0.10),
        (CLOSED, "nothing", 0.45, 0.55),
        (WAITING, "return", 0.02, 0.06),
    ],
)
def test_the_rarer_way_is_taken_now_and_then(seen, verb, low, high) -> None:
    assert low < steps(seen)[verb] / 2000 < high


def test_a_repair_is_assigned_never_refused_by_chance() -> None:
    assert steps(REPAIR) == {"dispatch": 2000}


def test_everybody_accepts_before_anybody_finishes() -> None:
    seen = Seen(
        frozenset({"accept", "finish"}), ["start"], [Part(1, "a", True, True), Part(2, "b", False, False)]
    )

    assert {decide(seen, Random(n)).part.unit for n in range(50)} == {"b"}


def test_nobody_returns_or_fails_the_same_matter_twice() -> None:
    assert steps(Seen(WAITING.verbs, ["start", "return"], WAITING.parts))["return"] == 0
    assert steps(Seen(CHECKING.verbs, ["start", "fail"]))["fail"] == 0


def test_only_the_badly_served_ask_for_it_again_and_not_for_ever() -> None:
    rated = frozenset({"reopen"})

    assert steps(Seen(rated, [], grade=1))["reopen"] > 1000
    assert steps(Seen(rated, [], grade=4)) == {"nothing": 2000}
    assert steps(Seen(rated, [], grade=1, rounds=2)) == {"nothing": 2000}


def test_some_are_late_and_most_are_not() -> None:
    seen = Seen(frozenset({"finish"}), ["start"], [Part(1, "a", True, True)])
    shares = [decide(seen, Random(n)).share for n in range(2000)]

    assert 0.11 < sum(share > 1 for share in shares) / 2000 < 0.17
    assert max(shares) <= 6


@given(
    verbs=st.frozensets(
        st.sampled_from(
            ["file", "refuse", "dispatch", "accept", "finish", "pass", "fail", "close", "rate", "reopen"]
        )
    ),
    seed=st.integers(),
    grade=st.sampled_from([None, 1, 3, 5]),
)
def test_a_step_is_always_one_that_may_be_done(verbs, seed, grade) -> None:
    seen = Seen(verbs, [], [Part(1, "a", True, "finish" in verbs and "accept" not in verbs)], grade)

    step = decide(seen, Random(seed))

    assert step is None or step.verb in verbs | {"return"}
    assert step == decide(seen, Random(seed))


@given(total=st.integers(0, 5000), weights=st.lists(st.integers(1, 9000), min_size=1, max_size=60))
def test_shares_add_up_and_stay_within_one_of_the_exact_share(total, weights) -> None:
    shares = apportion(total, weights)

    assert sum(shares) == total
    assert all(abs(share - total * w / sum(weights)) < 1 for share, w in zip(shares, weights, strict=True))


def test_a_bad_rating_is_called_about_then_replied_to_then_settled() -> None:
    ways = set()
    for n in range(200):
        done: tuple[str, ...] = ("start",)
        while step := follow_up(done, Random(f"{n}:{len(done)}")):
            done = (*done, step.verb)
        ways.add(done)

    assert ways == {
        ("start", "call", "answer", "settle"),
        ("start", "miss", "call", "answer", "settle"),
        ("start", "miss", "miss", "answer", "settle"),
    }
