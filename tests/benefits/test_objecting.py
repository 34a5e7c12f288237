"""Objections by anybody, appeals by the person: old values beside today's, answered by fresh eyes.  Issue 5 part 4."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from support.deciding import AT_ONCE, LIVING, NOTICED, OLD, POOR, TOGETHER, USUAL
from support.paying import ROOT, payee
from support.register import PHONE

from lianzhi.benefits import comparing, sealing
from lianzhi.benefits.actions import turning
from lianzhi.benefits.actions.deciding import propose
from lianzhi.benefits.actions.objecting import answer, appeal, due_at, object_to
from lianzhi.benefits.actions.publishing import lapse_notices, post_notice
from lianzhi.benefits.models import Decision, Objection, PublicNotice
from lianzhi.foundation.events.api import relay
from lianzhi.foundation.notify.models import Message
from lianzhi.foundation.notify.queries import text_of
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound, WrongState


def posted(town, serial: int = 1) -> Decision:
    town.live(serial, **LIVING)
    town.run(NOTICED)
    row = Decision.objects.get(policy=NOTICED)
    turning.check([row.code], by=town.first)
    post_notice(NOTICED, by=town.first)
    row.refresh_from_db()
    return row


def test_an_objection_of_anybody_holds_the_name_back_until_it_is_answered(town) -> None:
    row = posted(town)
    code = object_to(row.notice.code, row.code, "他家有两套房")
    PublicNotice.objects.update(until="2026-01-01T00:00:00Z")
    assert lapse_notices(by=ROOT) == 0
    with pytest.raises(NotAllowed):
        answer(code, "kept", reason="已核实", by=town.first)
    answer(code, "kept", reason="已核实，房屋系租住", by=town.third)
    assert lapse_notices(by=ROOT) == 1
    row.refresh_from_db()
    assert row.state == "ready"
    said = Objection.objects.get()
    assert "两套房" not in said.words_sealed
    assert sealing.unseal_words(code, "words", said.words_sealed) == "他家有两套房"


def test_an_objection_that_is_right_ends_in_a_refusal_with_its_reason(town) -> None:
    row = posted(town)
    code = object_to(row.notice.code, row.code, "已不住本镇")
    answer(code, "right", reason="户籍已迁出", by=town.third)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("refused", "户籍已迁出")
    with pytest.raises(NotFound):
        object_to(row.notice.code, row.code, "晚了")


def test_who_checked_first_answers_no_objection_even_if_he_may_decide(town) -> None:
    town.live(1, **LIVING)
    town.run(NOTICED)
    row = Decision.objects.get(policy=NOTICED)
    turning.check([row.code], by=town.second)
    post_notice(NOTICED, by=town.first)
    row.refresh_from_db()
    code = object_to(row.notice.code, row.code, "不符合")
    with pytest.raises(NotAllowed):
        answer(code, "kept", reason="符合", by=town.second)


def test_too_many_and_empty_objections_are_refused(town, monkeypatch) -> None:
    row = posted(town)
    with pytest.raises(BadInput):
        object_to(row.notice.code, row.code, "  ")
    monkeypatch.setattr("lianzhi.benefits.actions.objecting.MOST_OPEN", 1)
    object_to(row.notice.code, row.code, "一")
    with pytest.raises(WrongState):
        object_to(row.notice.code, row.code, "二")


def test_an_appeal_shows_the_old_values_beside_todays_and_is_decided_by_somebody_new(town) -> None:
    who = town.live(1, **POOR)
    town.run(TOGETHER)
    row = Decision.objects.get(policy=TOGETHER)
    turning.refuse(row.code, reason="收入证明不符", by=town.second)
    town.people[who]["income"] = 20_000
    code = appeal(row.code, "我的收入变少了", by=town.first)
    seen = comparing.read(sealing.unseal_words(code, "seen", Objection.objects.get().seen_sealed))
    poor = next(each for each in seen if each.en.startswith("Household income"))
    assert (poor.was, poor.now) == (True, True)
    assert any((value.was_zh, value.is_zh) == ("500.00元", "200.00元") for value in poor.values)
    with pytest.raises(NotAllowed):
        answer(code, "right", reason="成立", by=town.second)
    answer(code, "right", reason="按今天的收入重新核定", by=town.third)
    row.refresh_from_db()
    fresh = Decision.objects.get(open=True)
    assert (row.state, fresh.state, fresh.follows_id, fresh.first_by) == (
        "refused",
        "waiting",
        row.pk,
        town.third.id,
    )
    assert fresh.fen > row.fen and fresh.snapshot != row.snapshot


def test_an_appeal_that_is_kept_leaves_what_was(town) -> None:
    town.live(1, **OLD)
    town.run(AT_ONCE)
    row = Decision.objects.get(policy=AT_ONCE)
    code = appeal(row.code, "应当更多", by=town.first)
    row.refresh_from_db()
    assert (row.state, row.in_force) == ("appealed", True)
    with pytest.raises(WrongState):
        appeal(row.code, "再说一次", by=town.first)
    answer(code, "kept", reason="标准如此", by=town.third)
    row.refresh_from_db()
    assert (row.state, row.in_force) == ("granted", True)


def test_an_appeal_cannot_be_right_where_todays_data_give_nothing(town) -> None:
    who = town.live(1, **OLD)
    town.run(AT_ONCE)
    row = Decision.objects.get(policy=AT_ONCE)
    turning.end([(who, AT_ONCE)], "不再符合", ROOT)
    town.people[who]["born"] = date(1990, 1, 1)
    code = appeal(row.code, "不同意停发", by=town.first)
    with pytest.raises(WrongState):
        answer(code, "right", reason="成立", by=town.third)
    assert Objection.objects.get().answered_at is None


def test_what_is_ended_under_appeal_stays_ended_after_it(town) -> None:
    who = town.live(1, **OLD)
    town.run(AT_ONCE)
    row = Decision.objects.get(policy=AT_ONCE)
    code = appeal(row.code, "金额不对", by=town.first)
    turning.end([(who, AT_ONCE)], "本人去世", ROOT)
    answer(code, "kept", reason="标准如此", by=town.third)
    row.refresh_from_db()
    assert (row.state, row.in_force) == ("ended", False)


def test_what_is_replaced_under_appeal_is_over_after_it(town) -> None:
    town.live(1, **OLD)
    town.run(AT_ONCE)
    row = Decision.objects.get()
    code = appeal(row.code, "金额不对", by=town.first)
    propose([replace(each, fen=each.fen + 100) for each in town.found(AT_ONCE)], ROOT)
    fresh = Decision.objects.get(in_force=True)
    assert fresh.pk != row.pk
    answer(code, "kept", reason="已另行核定", by=town.third)
    row.refresh_from_db()
    assert (row.state, row.in_force) == ("ended", False)


def test_a_resident_appeals_for_himself_only(town) -> None:
    town.live(1, **OLD)
    town.run(AT_ONCE)
    row = Decision.objects.get(policy=AT_ONCE)
    with pytest.raises(NotFound):
        appeal(row.code, "不同意", by=Actor("resident:1", ""), proved=[row.person])


def test_deadlines_run_by_working_days(town) -> None:
    friday = datetime(2026, 11, 27, 2, tzinfo=UTC)
    assert due_at("objection", friday) - friday == timedelta(days=7)


def test_the_person_is_told_by_message_what_and_why_and_a_sample_is_no_news(town) -> None:
    who = payee(1, phone=PHONE)
    town.people[who] = USUAL | OLD
    town.run(AT_ONCE)
    turning.end([(who, AT_ONCE)], "迁出", ROOT)
    relay()
    said = [text_of(row) for row in Message.objects.order_by("pk")]
    assert len(said) == 2 and "高龄津贴" in said[0] and "申诉" in said[0] and "迁出" in said[1]
