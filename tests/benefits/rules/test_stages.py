"""Where an entitlement stands, and how stages add up.  Pure."""

import pytest

from lianzhi.benefits.rules.deciding import Deciding
from lianzhi.benefits.rules.stages import FROM, stage_of, steps


@pytest.mark.parametrize(
    ("state", "before", "in_force", "stage"),
    [
        ("doubtful", "", False, "doubt"),
        ("checking", "", False, "check"),
        ("waiting", "", False, "meeting"),
        ("listed", "", False, "meeting"),
        ("to_post", "", False, "notice"),
        ("posted", "", False, "notice"),
        ("ready", "", False, "second"),
        ("granted", "", True, "granted"),
        ("shown", "", True, "shown"),
        ("refused", "", False, "refused"),
        ("appealed", "refused", False, "appealed"),
        ("appealed", "granted", True, "granted"),
        ("appealed", "shown", True, "shown"),
        ("appealed", "ended", False, "appealed"),
    ],
)
def test_a_decision_stands_at_one_stage(state, before, in_force, stage) -> None:
    assert stage_of(state, before, in_force) == stage


def test_every_state_that_has_not_ended_has_a_stage_of_the_way() -> None:
    left_out = {Deciding.PROPOSED, Deciding.ENDED}  # the first is never written, the second is over
    assert {stage_of(state, "", False) for state in Deciding if state not in left_out} <= set(FROM)


def counts(**said) -> dict[str, int]:
    given = {"persons": 100, "due": 10, "behind": 2, "decided": {}, "newest": {}} | said
    return {step.name: step.count for step in steps(**given)}


def test_what_leaves_a_stage_adds_up_to_it() -> None:
    found = counts(
        decided={"check": 3, "shown": 1, "granted": 5},
        newest={"": 1, "waiting": 1, "sent": 1, "paid": 1, "returned": 1},
    )
    assert (found["candidates"], found["due"], found["proposed"], found["unproposed"]) == (12, 10, 9, 1)
    assert (found["ordered"], found["sent"], found["at_bank"], found["unordered"]) == (4, 3, 1, 1)
    for whole in ("candidates", "due", "proposed", "granted", "ordered", "sent"):
        assert sum(found[name] for name, before in FROM.items() if before == whole) == found[whole]


def test_more_decisions_than_the_run_found_are_not_taken_off_anything() -> None:
    found = counts(due=1, decided={"granted": 3})
    assert (found["unproposed"], found["proposed"], found["due"]) == (0, 3, 1)


def test_persons_and_entitlements_have_no_share_of_each_other() -> None:
    found = {step.name: step.share for step in steps(100, 3, 1, {"shown": 3}, {})}
    assert found["candidates"] is None and (found["due"], found["shown"]) == (75, 100)


def test_nobody_at_all_has_no_shares() -> None:
    found = steps(0, 0, 0, {}, {})
    assert all(step.count == 0 and step.share is None for step in found)
    assert [step.depth for step in found if step.name in ("persons", "due", "paid")] == [0, 2, 7]
