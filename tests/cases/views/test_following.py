"""A bad rating is followed up by somebody else, answered and settled; ratings are public without anybody in them.  R-278."""

from datetime import timedelta

import pytest
from support import phones

from lianzhi.cases import api as cases
from lianzhi.cases.actions import following
from lianzhi.cases.models import FollowUp, Rating
from lianzhi.cases.queries import ratings
from lianzhi.foundation.events.models import Event
from lianzhi.kernel import clock
from lianzhi.kernel.errors import BadInput, NotAllowed, WrongState

SAID, REPLY = "说灯又灭了。", "电工今天换了线路，已试亮一晚。"


@pytest.fixture
def case(town):
    found = town.report(phones.resident())
    town.closed(found)
    return found


@pytest.fixture
def bad(town, case) -> FollowUp:
    cases.rate(case.id, grade=1, reasons=["unsolved"], text="13800000001 找我", by=phones.resident())
    return FollowUp.objects.get()


@pytest.mark.parametrize(("grade", "opened"), [(1, 1), (2, 1), (3, 0), (5, 0)])
def test_the_two_lowest_grades_open_a_follow_up(town, case, grade, opened):
    cases.rate(case.id, grade=grade, by=phones.resident())
    assert FollowUp.objects.count() == opened


def test_it_is_called_answered_and_settled_by_another_person(town, bad, case, browser, staff):
    page = f"/desk/follow-ups/{bad.pk}/"
    duty, checker = staff(town.duty), staff(town.checker)
    called = duty.post(page, {"do": "call", "reached": "yes", "said": SAID})
    answered = duty.post(page, {"do": "answer", "outcome": "improved", "text": REPLY})
    own = duty.post(page, {"do": "settle", "note": ""})
    settled = checker.post(page, {"do": "settle", "note": ""})

    assert [r.status_code for r in (called, answered, own, settled)] == [302, 302, 422, 302]
    bad.refresh_from_db()
    assert (bad.outcome, bad.reply, bad.item.state, bad.closed_at is not None) == (
        "improved",
        REPLY,
        "settled",
        True,
    )
    assert REPLY in browser.get(f"/r/c/{case.token}/").content.decode()
    assert "followup.answer" in Event.objects.values_list("name", flat=True)
    assert case.number in checker.get("/desk/follow-ups/?closed=1").content.decode()


def test_who_handled_it_does_not_follow_it_up(town, bad):
    before = list(FollowUp.objects.values())
    with pytest.raises(NotAllowed):
        following.call(bad.pk, reached=True, said=SAID, by=town.worker)
    assert list(FollowUp.objects.values()) == before


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (lambda pk, by: following.call(pk, reached=None, said=SAID, by=by), BadInput),
        (lambda pk, by: following.call(pk, reached=True, said=" ", by=by), BadInput),
        (lambda pk, by: following.answer(pk, REPLY, outcome="improved", by=by), WrongState),
        (lambda pk, by: following.settle(pk, by=by), WrongState),
    ],
)
def test_a_step_that_is_not_due_changes_nothing(town, bad, act, refusal):
    before = list(FollowUp.objects.values())
    with pytest.raises(refusal):
        act(bad.pk, town.duty)
    assert list(FollowUp.objects.values()) == before


def test_after_two_calls_in_vain_it_may_be_answered_in_writing(town, bad):
    for _ in range(2):
        following.call(bad.pk, reached=False, said="没人接", by=town.duty)
    following.answer(bad.pk, REPLY, outcome="explained", by=town.duty)
    following.again(bad.pk, reason="说清楚是哪天", by=town.checker)
    assert FollowUp.objects.get().item.state == "called"


def test_it_has_a_deadline_of_its_own_and_the_list_shows_its_light(town, bad, staff):
    with clock.at(clock.now() + timedelta(days=9)):
        [row] = ratings.follow_ups(town.duty)
        page = staff(town.duty).get("/desk/follow-ups/").content.decode()
    assert row.light == "red" and bad.item.due_at is not None and row.number in page


def test_only_who_may_see_the_case_finds_its_follow_up(town, bad):
    assert ratings.follow_ups(town.stranger) == []


def test_the_public_page_shows_ratings_in_order_without_anybody_in_them(town, bad, case, browser):
    page = browser.get("/r/ratings/").content.decode()
    assert "Street lamp" in page and "Lamps" in page and "Being followed up" in page
    assert not any(secret in page for secret in ("13800000001", "找我", case.number, case.token, "北门"))


def test_ratings_are_counted_by_unit_and_by_item(town, bad, staff):
    assert (Rating.objects.get().unit, Rating.objects.get().category) == ("lamps", "lamp")
    [unit], [item] = ratings.tallies("unit"), ratings.tallies("category")
    assert (unit.total, unit.satisfied, item.grades) == (1, 0.0, {1: 1})
    assert "Lamps" in staff(town.duty).get("/desk/ratings/").content.decode()


def test_the_list_costs_the_same_for_one_and_for_three(town, django_assert_max_num_queries):
    reporter = phones.resident()
    for turn in range(3):
        found = town.report(reporter, external_id=f"f{turn}")
        town.closed(found)
        cases.rate(found.id, grade=1, by=reporter)
        with django_assert_max_num_queries(7):
            assert len(ratings.follow_ups(town.duty)) == turn + 1
        with django_assert_max_num_queries(6):
            assert len(ratings.public()) == turn + 1
