"""From the register to a decision and to its end: a run proposes, a person's own page says why, a changed fact ends it.

Issue 5 parts 3 and 4; R-213, R-231.
"""

import pytest
from support.entitled import RETIREE, say, someone
from support.register import ROOT, build

from lianzhi.benefits import api as benefits
from lianzhi.benefits import at_hand, comparing
from lianzhi.benefits.actions import running, turning
from lianzhi.benefits.models import Decision, Snapshot
from lianzhi.benefits.proposing import proposal
from lianzhi.benefits.queries.own import told_of
from lianzhi.benefits.rules.outcome import Status
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.registry import api as registry

POLICY = "one_child_retiree"


@pytest.fixture
def town(db, settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    return build()


def test_a_run_becomes_a_decision_once_and_what_is_over_ends_it(town) -> None:
    who = someone(**RETIREE)
    first = running.run(by=ROOT)
    running.run(by=ROOT)
    row = Decision.objects.get()
    # It asks for no meeting and no notice; a sample that is decided at once is shown, never granted.
    assert (row.person, row.policy, row.fen, row.state) == (who, POLICY, 144_000, "shown")
    assert row.snapshot == first.snapshot.digest and row.in_force
    assert not row.verified

    say(who, one_child=False)
    running.rematch([who], by=ROOT)

    row.refresh_from_db()
    assert (row.state, row.in_force, row.reason) == ("ended", False, "over")


def test_while_only_a_datum_is_missing_nothing_ends(town) -> None:
    who = someone(**RETIREE)
    running.run(by=ROOT)
    say(who, one_child=None)

    running.rematch([who], by=ROOT)

    assert Decision.objects.get().state != "ended"


def test_who_may_run_but_not_decide_proposes_all_the_same_and_decides_nothing(town) -> None:
    who = someone(**RETIREE)
    access.save_role("runner", name_zh="跑批", permissions=["benefits.run"], by=ROOT)
    runner = access.add_person("runner", name="跑", unit="west", password=None, by=ROOT)
    access.grant(runner.id, "runner", area_code="", unit="", by=ROOT)

    running.run(by=Actor(runner.id, runner.name, "west"))

    row = Decision.objects.get()
    assert (row.person, row.first_by, row.second_by) == (who, "", "")
    assert row.turns.get().by.startswith("system:")


def test_whom_sources_contradict_goes_to_a_person(town) -> None:
    who = someone(**RETIREE)
    say(who, source="civil", pension=300_000)

    running.run(by=ROOT)

    assert registry.disputes([who])
    assert Decision.objects.get().doubt == "conflict"


def test_ones_own_page_reads_the_register_of_now_and_an_appeal_compares_both(town) -> None:
    who = someone(**RETIREE)
    running.run(by=ROOT)
    row = Decision.objects.get()

    say(who, one_child=False)  # nobody has run since

    (mine,) = [one for one in told_of(who) if one.policy.code == POLICY]
    assert mine.status is Status.FAILED
    changed = [each for each in comparing.compared(row) if each.changed]
    assert [(each.was, each.now) for each in changed] == [(True, False)]


def test_what_is_proposed_from_the_register_of_now_can_be_computed_again(town) -> None:
    who = someone(**RETIREE)
    now = at_hand.today(who)
    (mine,) = [one for one in now.told(who) if one.policy.code == POLICY]
    assert not Snapshot.objects.exists()

    made = proposal(mine, now, who)

    assert at_hand.at(made.snapshot).told(who)[0].policy.code == now.told(who)[0].policy.code
    assert made.fen == 144_000 and Snapshot.objects.get().digest == made.snapshot


def test_before_the_first_run_there_is_nobody_at_hand(town) -> None:
    assert at_hand.current() is None
    assert at_hand.at("0" * 64) is None


def test_an_end_is_told_in_both_languages(town) -> None:
    said = benefits.reason_in_both("over")
    assert "不再满足" in said["zh"] and "no longer" in said["en"]
    assert benefits.reason_in_both("住址不在本街道") == "住址不在本街道"
    assert turning.why(" a  b ") == "a b"
