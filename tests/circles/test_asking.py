"""A street matter goes to the party of its place, comes back with an answer or without, and then to enforcement.  R-120."""

from datetime import timedelta

import pytest
from django.test import Client
from support.circles import NOW, enforcers, shop, street
from support.desk import ROOT, TOWN, browser
from support.homes import relay
from support.pictures import jpeg, upload

from lianzhi.cases import api as cases
from lianzhi.circles import api as circles
from lianzhi.circles.models import Ask
from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.notify.models import Message, Notice
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.errors import BadInput, NotAllowed, WrongState

DONE = {"answer": "done", "text": "桌子收进来了", "do": "send"}


def asked(category: str = "shop-outside") -> tuple[cases.CaseView, Ask]:
    case = street(category)
    relay()
    return cases.by_id(case.id), Ask.objects.get(case=case.id)


def verbs(case: cases.CaseView) -> list[str]:
    return [move.verb for move in worklist.moves(case.item.id)]


def test_it_is_asked_of_the_shop_with_a_deadline_a_message_and_a_reason_on_the_case(town) -> None:
    shop()
    case, ask = asked()

    assert case.item.state.code == "own" and case.item.units == ()
    assert ask.due_at == case.item.due_at == NOW + timedelta(hours=6), "four working hours, over noon"
    assert Message.objects.filter(dedupe=f"ask:{ask.pk}", template="circles.ask").count() == 1
    assert "云杉小吃" in worklist.moves(case.item.id)[-1].note
    assert Entry.objects.filter(action="circles.ask", subject=ask.subject).exists()


def test_the_party_answers_by_its_link_without_an_account_with_a_photo_and_the_case_shows_it(town) -> None:
    shop()
    case, ask = asked()
    phone = Client()
    page = phone.get(f"/r/p/{ask.token}/").content.decode()
    assert "Please put this right" in page and "走不过去" not in page, "not the words of who reported"

    sent = phone.post(f"/r/p/{ask.token}/", DONE | {"photo": upload(jpeg())})
    relay()

    ask.refresh_from_db()
    case = cases.by_id(case.id)
    assert sent.status_code == 302 and (ask.answer, ask.by_name) == ("done", "云杉小吃") and ask.opened_at
    assert case.item.state.code == "rectified" and worklist.moves(case.item.id)[-1].actor_name == "云杉小吃"
    record = browser(town.town.duty).get(f"/desk/case/{case.number}/").content.decode()
    assert "桌子收进来了" in record and "/files/" in record
    assert "Thank you" in phone.get(f"/r/p/{ask.token}/").content.decode()
    closed = cases.move(case.id, "confirm", by=town.town.duty)
    assert cases.close(closed.id, answer="店家已收回。", by=town.town.duty).item.state.code == "closed"


@pytest.mark.parametrize(
    ("said", "field"), [({}, "answer"), ({"answer": "unwilling"}, "text"), ({"answer": "done"}, "text")]
)
def test_an_answer_that_says_nothing_is_asked_for_again(town, said, field) -> None:
    shop()
    _case, ask = asked()

    answer = Client().post(f"/r/p/{ask.token}/", said | {"do": "send"})

    assert answer.status_code == 422 and field in answer.context["form"].errors
    ask.refresh_from_db()
    assert ask.ended_at is None


def test_no_answer_in_time_goes_to_enforcement_by_rule_once_with_the_reason(town) -> None:
    shop()
    enforcers()
    case, ask = asked()
    with clock.at(ask.due_at - timedelta(minutes=1)):
        assert circles.expire() == 0
    with clock.at(ask.due_at + timedelta(minutes=1)):
        assert (circles.expire(), circles.expire()) == (1, 0)
        relay()

        case = cases.by_id(case.id)
        late = Client().post(f"/r/p/{ask.token}/", DONE)
    assert verbs(case) == ["start", "ask_party", "unanswered", "dispatch"] and case.item.units == ("works",)
    assert "逾期未答复" in worklist.moves(case.item.id)[-1].note
    assert late.status_code == 422 and "answered already" in late.content.decode()


def test_declined_goes_to_enforcement_at_once_by_the_list_where_no_enforcer_is_entered(town) -> None:
    shop()
    cases.save_duty("shop-outside", TOWN, lead="police", legal_ground="示例条例", by=ROOT)
    case, ask = asked()

    Client().post(f"/r/p/{ask.token}/", {"answer": "unwilling", "text": "不是我们的", "do": "send"})
    relay()

    case = cases.by_id(case.id)
    assert verbs(case)[-2:] == ["unwilling", "dispatch"] and case.item.units == ("police",)
    assert "示例条例" in worklist.moves(case.item.id)[-1].note


def test_seen_not_to_be_put_right_goes_to_enforcement(town) -> None:
    shop()
    enforcers()
    case, ask = asked()
    Client().post(f"/r/p/{ask.token}/", DONE)
    relay()

    cases.move(case.id, "not_done", by=town.town.checker, given=worklist.Given(reason="还在外面"))
    relay()

    assert verbs(cases.by_id(case.id))[-2:] == ["not_done", "dispatch"]


def test_an_officer_takes_it_back_and_the_link_says_so(town) -> None:
    shop()
    case, ask = asked()

    cases.move(case.id, "take_back", by=town.town.duty, given=worklist.Given(reason="先处置"))
    relay()

    ask.refresh_from_db()
    assert (
        ask.answer == "taken_back"
        and "taken this back" in Client().get(f"/r/p/{ask.token}/").content.decode()
    )


def test_asked_by_hand_where_nobody_is_known_comes_back(town) -> None:
    case = street()
    with pytest.raises(WrongState):
        cases.move(case.id, "rectify", by=ROOT)
    cases.move(case.id, "ask_party", by=town.town.duty, given=worklist.Given(reason="请自改"))
    relay()

    assert verbs(cases.by_id(case.id))[-1] == "take_back" and not Ask.objects.exists()


def test_a_unit_with_accounts_gets_a_notice_and_answers_on_the_desk_for_itself_only(town) -> None:
    shop(kind="property", name="市政物业", phone="", unit="works", covers=[TOWN[:9] + "001"])
    _case, ask = asked("bike-parking")
    worker = browser(town.town.workers["works"])

    assert Notice.objects.filter(person=town.town.workers["works"].id, template="circles.asked").count() == 1
    assert "Your unit" in worker.get(f"/circles/asks/{ask.pk}/").content.decode()
    assert worker.post(f"/circles/asks/{ask.pk}/", DONE).status_code == 302
    with pytest.raises(NotAllowed):
        circles.answer_by_staff(
            ask.pk, circles.Answered(circles.Answer.DONE, "好了"), by=town.town.workers["police"]
        )
    assert browser(town.town.workers["police"]).get(f"/circles/asks/{ask.pk}/").status_code == 404


def test_who_lost_the_message_finds_it_by_the_phone(town) -> None:
    from lianzhi.foundation.access import api as access

    shop()
    _case, ask = asked()
    phone = Client()
    assert "Show your number first" in phone.get("/r/p/").content.decode()

    number, code = access.make_phone_code("13900000001")
    session = phone.session
    session["resident"] = int(access.resident_actor(access.prove_phone(number, code)).key)
    session.save()

    assert ask.token in phone.get("/r/p/").content.decode()


def test_the_list_shows_what_waits_and_other_areas_see_nothing(town) -> None:
    shop()
    _case, ask = asked()

    assert ask.number in browser(town.keeper).get("/circles/asks/").content.decode()
    assert "Nothing here" in browser(town.far).get("/circles/asks/").content.decode()


def test_refused_answers_change_nothing(town) -> None:
    shop()
    case, ask = asked()

    with pytest.raises(BadInput):
        circles.answer_by_link(ask.token, circles.Answered(circles.Answer.UNANSWERED, "x"), sender=ROOT)
    assert (
        cases.by_id(case.id).item.state.code == "own"
        and not Entry.objects.filter(action="circles.unanswered").exists()
    )
