"""The wider moves of the invented staff: seldom, lawful, each once, and the same each time."""

from collections import Counter
from random import Random

import pytest
from django.db import transaction
from support.paths import FLOW

from lianzhi.cases import api as cases
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import yamls
from lianzhi.simulation import decisions
from lianzhi.simulation.decisions import Part, Seen
from lianzhi.simulation.wider import REQUESTS, VERBS, shares, think

from .test_history import alone, written

AT_WORK = Seen(
    frozenset({"finish", "whistle", "copy", "extend", "suspend", "urge"}),
    ["start"],
    [Part(1, "a", True, True)],
)
OFTEN = {
    "whistle": 0.6,
    "split": 0.3,
    "merge": 0.7,
    "copy": 0.4,
    "transfer": 0.2,
    "extend": 0.4,
    "suspend": 0.4,
    "urge": 0.5,
    "void": 0.1,
}
NOT_PROMISED = {
    "climb", "wake", "no_show",  # the house makes them by itself while its worker runs
    "recall", "escalate", "unurge", "unmerge", "return_again", "read",  # nobody invented thinks of them
}  # fmt: skip


def drawn(seen: Seen, count: int = 3000) -> Counter[str]:
    found = (think(seen, Random(n), shares()) for n in range(count))
    return Counter(step.verb for step in found if step)


def test_at_work_each_of_them_is_seen_and_none_is_common() -> None:
    found = drawn(AT_WORK)

    assert set(found) == {"whistle", "copy", "extend", "suspend", "urge"}
    assert all(0.02 * 3000 < count < 0.12 * 3000 for count in found.values())


def test_none_comes_twice_to_the_same_matter() -> None:
    again = Seen(AT_WORK.verbs, ["start", "whistle", "copy", "request", "urge"], AT_WORK.parts)

    assert not drawn(again)


def test_a_called_unit_reports_in_and_a_request_is_decided_first() -> None:
    called = Seen(
        AT_WORK.verbs, ["start", "whistle"], [Part(1, "a", True, True), Part(2, "b", False, False, True)]
    )
    asked = Seen(AT_WORK.verbs, ["start", "request"], AT_WORK.parts, asked=True)

    assert set(drawn(called)) == {"report_in"}
    assert set(drawn(asked)) == {"grant", "decline"}


def test_what_is_not_lawful_is_never_thought_of() -> None:
    bare = Seen(frozenset({"finish"}), ["start"], AT_WORK.parts)

    assert not drawn(bare)


def test_every_share_has_its_verb_and_says_that_it_is_assumed() -> None:
    assert shares()["source"] == "assumption"
    assert set(shares()) - {"source", "granted", "cards"} <= VERBS | REQUESTS


@pytest.mark.django_db
def test_at_the_usual_shares_units_pass_work_on_too(hamlet) -> None:
    """It never happened: the list held from the day of the making on, so the whole past went to the brigade."""
    with transaction.atomic():
        _done, found = written(alone(hamlet), per_day=7, days=4)
        leads = Counter(task.unit for case in found for task in case.item.tasks if task.lead)
        transaction.set_rollback(True)

    assert leads["brigade"] < sum(leads.values()) / 4


@pytest.mark.django_db
def test_a_past_in_which_they_are_frequent_has_all_of_them_and_every_whole_finds_its_end(
    hamlet, monkeypatch
) -> None:
    for verb, share in OFTEN.items():
        monkeypatch.setitem(shares(), verb, share)
    for rare in ("REFUSED", "RETURNED", "CHECK_FAILED"):
        monkeypatch.setattr(decisions, rare, 0.1)
    monkeypatch.setattr(decisions, "GRADES", ((1, 1), (5, 1)))
    with transaction.atomic():
        _done, found = written(alone(hamlet), per_day=9, days=7)
        verbs = Counter(move.verb for case in found for move in worklist.moves(case.item.id))
        transaction.set_rollback(True)

    lawful = {move["verb"] for move in yamls.read(FLOW)["moves"]}
    assert lawful >= NOT_PROMISED, "a verb that is named here is one of the flow"
    assert sorted(lawful - NOT_PROMISED - set(verbs)) == []
    assert {"request", "decline"} <= set(verbs)
    assert {case.parent_id for case in found if case.parent_id} <= {case.id for case in found}
    assert all(isinstance(case, cases.CaseView) for case in found)
