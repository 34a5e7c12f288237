"""Decisions against the database: each way to its end, four eyes, the meeting, samples, dues.  R-209, R-210, R-230, R-233, G-20."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from support.deciding import AT_ONCE, LIVING, NOTICED, OLD, POOR, TOGETHER
from support.paying import ROOT, died, whole

from lianzhi.benefits import books
from lianzhi.benefits.actions import turning
from lianzhi.benefits.actions.council import make_list, record
from lianzhi.benefits.actions.deciding import propose
from lianzhi.benefits.actions.dues import begin_periods, make_dues, order_dues
from lianzhi.benefits.actions.publishing import lapse_notices, post_notice
from lianzhi.benefits.models import Decision, Due, Payment, PublicNotice
from lianzhi.foundation.events.models import Event
from lianzhi.foundation.jobs.api import work_once
from lianzhi.kernel.errors import BadInput, NotAllowed, WrongState


def one(policy: str) -> Decision:
    return Decision.objects.get(policy=policy)


def worked() -> None:
    while work_once():
        pass


def listed(town, policy: str = TOGETHER) -> str:
    return make_list(
        title="集体研究", body="镇长办公会", held_on=date(2026, 12, 1), policy=policy, by=town.first
    )


def met(town, **said) -> str:
    code = listed(town)
    record(code, minutes="会议纪要〔2026〕1号", present=7, by=town.chair, **said)
    return code


def over(notice: str = "") -> None:
    """The days of all notices are over."""
    PublicNotice.objects.update(until="2026-01-01T00:00:00Z")


def test_what_may_be_decided_at_once_is_paid_without_anybody_asking(town) -> None:
    town.live(1, **OLD)
    town.run(AT_ONCE)
    row = one(AT_ONCE)
    assert (row.state, row.open, row.in_force) == ("granted", False, True)
    due = Due.objects.get()
    assert due.key and due.payment == ""
    worked()
    assert Payment.objects.get().key == due.key and Due.objects.get().payment == Payment.objects.get().code
    order_dues(by=ROOT)
    assert Payment.objects.count() == 1
    whole()


def test_the_same_run_again_changes_nothing(town) -> None:
    town.live(1, **OLD)
    found = town.found(AT_ONCE)
    assert propose(found, ROOT).new == 1
    assert propose(found, ROOT).same == 1 and Decision.objects.count() == 1 and Due.objects.count() == 1


def test_two_persons_decide_and_neither_may_do_both(town) -> None:
    town.live(1, **LIVING)
    town.run(NOTICED)
    row = one(NOTICED)
    assert row.state == "checking"
    with pytest.raises(NotAllowed):
        turning.check([row.code], by=ROOT)
    turning.check([row.code], by=town.second)
    post_notice(NOTICED, by=town.first)
    over()
    assert lapse_notices(by=ROOT) == 1
    with pytest.raises(NotAllowed):
        turning.approve([row.code], by=town.second)
    turning.approve([row.code], by=town.third)
    row.refresh_from_db()
    assert (row.state, row.first_by, row.second_by) == ("granted", town.second.id, town.third.id)


def test_the_database_too_wants_two_persons(town) -> None:
    town.live(1, **LIVING)
    town.run(NOTICED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(state="granted", open=False, first_by="staff:1", second_by="staff:1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(state="granted", open=False)


def test_the_list_goes_to_the_meeting_and_back_and_nothing_is_ordered_before(town) -> None:
    town.live(1, **POOR)
    town.live(2, income=60_000)
    town.live(3, income=70_000)
    rows = town.run(TOGETHER)
    turning.check([row.code for row in rows], by=town.first)
    assert {row.state for row in Decision.objects.all()} == {"waiting"}
    code = listed(town)
    with pytest.raises(NotAllowed):
        record(code, minutes="1号", present=5, by=town.first)
    with pytest.raises(BadInput):
        record(code, minutes="1号", present=1, by=town.chair)
    worked()
    assert not Due.objects.exists()
    record(
        code,
        minutes="1号",
        present=5,
        refused={rows[1].code: "收入核实有误"},
        put_off={rows[2].code},
        by=town.chair,
    )
    states = [row.state for row in Decision.objects.order_by("pk")]
    assert states == ["to_post", "refused", "waiting"]
    assert Decision.objects.get(pk=rows[1].pk).reason == "收入核实有误"
    post_notice(TOGETHER, by=town.first)
    over()
    lapse_notices(by=ROOT)
    assert not Due.objects.exists()
    turning.approve([rows[0].code], by=town.second)
    worked()
    assert Payment.objects.count() == 1
    with pytest.raises(Exception, match="no such list"):
        record(code, minutes="2号", present=5, by=town.chair)


def test_a_collective_step_cannot_be_taken_away_in_the_row_or_by_a_later_policy_file(
    town, monkeypatch
) -> None:
    town.live(1, **POOR)
    town.run(TOGETHER)
    for change in (
        {"collective": False},
        {"instant": True},
        {"state": "ready"},
        {"state": "granted", "open": False},
    ):
        with pytest.raises(Exception, match="collective|benefits_|CHECK|constraint"), transaction.atomic():
            Decision.objects.update(**change)
    at = next(p for p in town.library.policies if p.code == TOGETHER)
    loose = replace(at, collective=False, way=at.way.model_copy(update={"instant": True, "days": 0}))
    library = replace(
        town.library, policies=tuple(loose if p.code == TOGETHER else p for p in town.library.policies)
    )
    town.library = library
    monkeypatch.setattr(books, "pack", lambda: books.Pack(0, books.shipped(), library))
    town.live(2, income=60_000)
    rows = town.run(TOGETHER)
    assert [(row.collective, row.instant, row.state) for row in rows] == [(True, False, "checking")] * 2


def test_a_sample_goes_its_way_and_is_only_shown(sample_town) -> None:
    town = sample_town
    town.live(1, **POOR)
    town.live(2, **OLD)
    town.run(TOGETHER, AT_ONCE)
    assert one(AT_ONCE).state == "shown" and one(AT_ONCE).in_force
    turning.check([one(TOGETHER).code], by=town.first)
    met(town)
    post_notice(TOGETHER, by=town.first)
    over()
    lapse_notices(by=ROOT)
    turning.approve([one(TOGETHER).code], by=town.second)
    assert one(TOGETHER).state == "shown"
    worked()
    assert make_dues(list(Decision.objects.all())) == 0 and begin_periods(date(2027, 1, 1)) == 0
    assert not Due.objects.exists() and not Payment.objects.exists()
    for change in ({"state": "granted"}, {"state": "granted", "fen": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Due.objects.create(
            decision=one(AT_ONCE), person="P", policy="x", period="2026", key="k", fen=1, verified=False
        )


def test_a_caller_cannot_say_that_a_sample_is_verified(sample_town) -> None:
    sample_town.live(1, **OLD)
    propose([replace(each, verified=True) for each in sample_town.found(AT_ONCE)], ROOT)
    assert one(AT_ONCE).state == "shown" and not one(AT_ONCE).verified


def test_a_missing_datum_waits_for_a_person_and_is_never_granted(town) -> None:
    who = town.live(1, born=None)
    town.run(AT_ONCE)
    row = one(AT_ONCE)
    assert (row.state, row.doubt, row.fen) == ("doubtful", "missing", 0)
    with pytest.raises(WrongState):
        turning.settle(row.code, note="看过", by=town.first)
    town.people[who]["born"] = date(1930, 1, 1)
    town.run(AT_ONCE)
    assert one(AT_ONCE).state == "granted"


def test_contradicting_sources_wait_for_a_person(town) -> None:
    who = town.live(1, **OLD)
    propose(town.found(AT_ONCE), ROOT, conflicts=[who])
    row = one(AT_ONCE)
    assert (row.state, row.doubt) == ("doubtful", "conflict")
    turning.settle(row.code, note="已核对户口簿", by=town.first)
    turning.approve([row.code], by=town.second)
    assert one(AT_ONCE).state == "granted"


def test_other_values_while_it_is_under_way_begin_it_again(town) -> None:
    who = town.live(1, **POOR)
    town.run(TOGETHER)
    turning.check([one(TOGETHER).code], by=town.first)
    met(town)
    town.people[who]["income"] = 40_000
    town.run(TOGETHER)
    row = one(TOGETHER)
    assert (row.state, row.first_by, row.council) == ("checking", "", None)


def test_another_amount_follows_and_replaces_only_when_it_is_decided(town) -> None:
    who = town.live(1, **LIVING, frailty=0)
    town.run(NOTICED)
    _granted(town, one(NOTICED))
    town.people[who]["disability_grade"] = 1
    before = Decision.objects.get(in_force=True)
    found = [replace(each, fen=each.fen + 100) for each in town.found(NOTICED)]
    propose(found, ROOT)
    fresh = Decision.objects.get(open=True)
    assert fresh.follows_id == before.pk and Decision.objects.get(in_force=True).pk == before.pk
    _granted(town, fresh)
    before.refresh_from_db()
    assert (before.state, before.in_force, before.reason) == ("ended", False, "replaced")
    assert Due.objects.count() == 1


def _granted(town, row: Decision) -> None:
    turning.check([row.code], by=town.first)
    post_notice(row.policy, by=town.first)
    over()
    lapse_notices(by=ROOT)
    turning.approve([row.code], by=town.second)


def test_what_a_person_refused_is_not_proposed_again_for_the_same_values(town) -> None:
    who = town.live(1, **POOR)
    town.run(TOGETHER)
    with pytest.raises(BadInput):
        turning.refuse(one(TOGETHER).code, reason=" ", by=town.first)
    turning.refuse(one(TOGETHER).code, reason="已出国定居", by=town.first)
    town.run(TOGETHER)
    assert one(TOGETHER).state == "refused"
    town.people[who]["income"] = 10_000
    town.run(TOGETHER)
    assert Decision.objects.count() == 2


def test_each_period_is_ordered_once(town) -> None:
    town.live(1, **OLD)
    town.run(AT_ONCE)
    today = date(2026, 11, 30)
    every = one(AT_ONCE).every
    worked()
    begin_periods(Due.objects.get().made_at.date())
    assert Due.objects.count() == 1 and every == "每月"
    assert begin_periods(today.replace(year=2027, month=1)) == 0 or Due.objects.count() == 1
    assert Payment.objects.count() == 1


def test_what_cannot_be_ordered_says_why_and_is_tried_again(town) -> None:
    who = town.live(1, **OLD)
    died(who)
    town.run(AT_ONCE)
    worked()
    assert Due.objects.get().refused == "benefits.payee_ended" and not Payment.objects.exists()
    assert turning.end([(who, AT_ONCE)], "本人去世", ROOT) == 1
    assert order_dues(by=ROOT) == 0 and one(AT_ONCE).state == "ended"


def test_everybody_is_told_by_code_alone(town) -> None:
    who = town.live(1, **OLD)
    town.run(AT_ONCE)
    turning.end([(who, AT_ONCE)], "迁出", ROOT)
    said = [e.payload for e in Event.objects.filter(name="benefits.decided").order_by("pk")]
    assert [each["state"] for each in said] == ["granted", "ended"]
    assert all(each.keys() == {"decision", "person", "policy", "state"} for each in said)


def test_what_never_began_ends_without_a_word(town) -> None:
    who = town.live(1, **POOR)
    town.run(TOGETHER)
    assert turning.end([(who, TOGETHER)], "迁出", ROOT) == 1
    assert one(TOGETHER).state == "ended" and not Event.objects.filter(name="benefits.decided").exists()


def test_a_policy_or_version_nobody_knows_is_refused(town) -> None:
    town.live(1, **OLD)
    for change in ({"policy": "nothing"}, {"policy_hash": "0" * 64}, {"fen": -1}):
        with pytest.raises(BadInput):
            propose([replace(each, **change) for each in town.found(AT_ONCE)], ROOT)
    assert not Decision.objects.exists()
