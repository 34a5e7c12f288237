"""Question and reply between the handler and the reporter; notes that stay among staff.  R-109, R-123."""

import pytest
from support import phones

from lianzhi.cases import api as cases
from lianzhi.cases.models import Remark
from lianzhi.cases.queries import talk
from lianzhi.foundation.audit.models import Entry
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import BadInput, NotAllowed, WrongState

QUESTION, REPLY, NOTE = "是哪一盏灯？", "靠传达室的那一盏。", "下午去现场看。"


@pytest.fixture
def case(town):
    found = town.report(phones.resident())
    town.dispatched(found)
    return found


def test_the_handler_asks_and_the_reporter_answers_on_the_own_page(town, case, browser, staff):
    sent = staff(town.worker).post(f"/desk/case/{case.number}/say/question/", {"text": QUESTION})
    page = browser.get(f"/r/c/{case.token}/").content.decode()
    answered = browser.post(f"/r/c/{case.token}/answer/", {"do": "send", "text": REPLY})

    assert sent.status_code == 302 and QUESTION in page and "We have a question for you" in page
    assert answered["Location"] == f"/r/c/{case.token}/"
    assert REPLY in staff(town.worker).get(f"/desk/case/{case.number}/").content.decode()
    assert talk.unanswered(town.duty) == [] and talk.replies(town.duty)[0].text == REPLY


def test_a_note_stays_among_staff(town, case, browser, staff):
    cases.note(case.id, NOTE, by=town.worker)

    assert NOTE in staff(town.duty).get(f"/desk/case/{case.number}/").content.decode()
    assert NOTE not in browser.get(f"/r/c/{case.token}/").content.decode()


def test_the_desk_lists_what_nobody_answered_and_only_to_who_may_see_the_case(town, case, staff):
    cases.ask(case.id, QUESTION, by=town.worker)

    assert [row.text for row in talk.unanswered(town.duty)] == [QUESTION]
    assert talk.unanswered(town.stranger) == []
    assert QUESTION in staff(town.duty).get("/desk/questions/").content.decode()


def test_closing_with_an_open_question_warns_and_settles_it(town, case, staff):
    cases.ask(case.id, QUESTION, by=town.worker)
    part = case_part(case)
    cases.accept(case.id, part, by=town.worker)
    cases.finish(case.id, part, result="好了", by=town.worker)
    cases.pass_check(case.id, by=town.checker)
    page = staff(town.duty).get(f"/desk/case/{case.number}/").content.decode()
    cases.close(case.id, answer=phones.ANSWER, by=town.duty)

    assert "data-pending" in page
    assert talk.unanswered(town.duty) == []


@pytest.mark.parametrize(
    ("text", "who", "refusal"),
    [("", "worker", BadInput), ("长" * 2001, "worker", BadInput), (QUESTION, "stranger", NotAllowed)],
)
def test_a_question_that_cannot_be_taken_changes_nothing(town, case, text, who, refusal):
    before = Remark.objects.count(), Entry.objects.count()
    with pytest.raises(refusal):
        cases.ask(case.id, text, by=getattr(town, who))
    assert (Remark.objects.count(), Entry.objects.count()) == before


def test_nobody_is_asked_who_cannot_answer(town):
    call = town.report(Actor("caller:anonymous", ""))
    with pytest.raises(WrongState):
        cases.ask(call.id, QUESTION, by=town.duty)
    assert not Remark.objects.exists()


def test_three_questions_wait_at_most_and_ten_replies_a_day(town, case):
    reporter = Actor(case.reporter, "")
    for _ in range(3):
        cases.ask(case.id, QUESTION, by=town.worker)
    with pytest.raises(WrongState):
        cases.ask(case.id, QUESTION, by=town.worker)
    for _ in range(10):
        cases.reply(case.id, REPLY, by=reporter)
    with pytest.raises(WrongState):
        cases.reply(case.id, REPLY, by=reporter)
    assert Remark.objects.filter(kind="question").count() == 3


def test_only_the_reporter_replies_and_only_while_the_case_is_open(town, case):
    with pytest.raises(NotAllowed):
        cases.reply(case.id, REPLY, by=phones.resident("13800000002"))
    other = town.report(phones.resident(), external_id="closed")
    town.closed(other)
    with pytest.raises(WrongState):
        cases.reply(other.id, REPLY, by=Actor(other.reporter, ""))
    assert not Remark.objects.exists()


def test_the_page_keeps_what_was_typed_when_it_is_refused(town, case, browser):
    page = browser.post(f"/r/c/{case.token}/answer/", {"do": "send", "text": "长" * 2001})
    assert page.status_code == 422 and "长" * 2001 in page.content.decode() and not Remark.objects.exists()


def test_the_list_costs_the_same_for_one_question_and_for_three(town, django_assert_max_num_queries):
    for turn in range(3):
        found = town.report(phones.resident(), external_id=f"q{turn}")
        cases.ask(found.id, QUESTION, by=town.duty)
        with django_assert_max_num_queries(4):
            assert len(talk.unanswered(town.duty)) == turn + 1


def case_part(case) -> int:
    return cases.by_id(case.id).item.tasks[0].id
