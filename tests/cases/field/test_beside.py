"""Beside the road on the phone: the talk, notes, the urge card, and what another person decides.  R-113, R-277, R-109."""

from datetime import timedelta

import pytest
from support import phones

from lianzhi.cases import api as cases
from lianzhi.cases.models import Remark
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor

TEN_DAYS_ON = (clock.now() + timedelta(days=10)).date().isoformat()
QUESTION, NOTE = "是哪一盏灯？", "下午去现场看。"


@pytest.fixture
def case(town):
    found = town.report(phones.resident())
    part = town.dispatched(found)
    cases.accept(found.id, part, by=town.worker)
    return found


def read(client, case) -> str:
    return client.get(f"/g/case/{case.number}/").content.decode()


def test_the_worker_asks_and_notes_from_the_phone_and_reads_both_there(town, case, staff):
    phone = staff(town.worker)
    for what, text in (("question", QUESTION), ("note", NOTE)):
        sent = phone.post(f"/g/case/{case.number}/say/{what}/", {"text": text})
        assert sent.status_code == 302 and sent["Location"] == f"/g/case/{case.number}/"
    page = read(phone, case)
    assert QUESTION in page and NOTE in page and "not answered yet" in page
    assert sorted(Remark.objects.values_list("kind", flat=True)) == ["note", "question"]


def test_a_reply_of_the_reporter_stands_on_the_phone(town, case, staff):
    cases.ask(case.id, QUESTION, by=town.worker)
    cases.reply(case.id, "靠传达室的那一盏。", by=phones.resident())
    assert "靠传达室的那一盏。" in read(staff(town.worker), case)


def test_an_empty_question_comes_back_open_and_another_unit_says_nothing(town, case, staff):
    empty = staff(town.worker).post(f"/g/case/{case.number}/say/question/", {"text": " "})
    assert empty.status_code == 422 and '<details class="field more" open>' in empty.content.decode()
    assert staff(town.stranger).post(f"/g/case/{case.number}/say/note/", {"text": NOTE}).status_code == 404
    assert staff(town.checker).post(f"/g/case/{case.number}/say/note/", {"text": NOTE}).status_code == 403
    assert staff(town.worker).post(f"/g/case/{case.number}/say/other/", {"text": NOTE}).status_code == 404
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    ("level", "word"), [(1, "Urged (plain)"), (2, "Urged with a yellow card"), (3, "Urged with a red card")]
)
def test_the_card_says_plainly_how_strongly_it_is_urged_by_whom_and_why(town, case, staff, level, word):
    access.save_role("leader", name_zh="领导", permissions=["cases.see", "cases.supervise"], by=phones.ROOT)
    person = access.add_person("leader", name="王督办", unit="command", password=None, by=phones.ROOT)
    access.grant(person.id, "leader", area_code=phones.TOWN, unit="", by=phones.ROOT)
    assert word not in read(staff(town.worker), case)
    urge = worklist.Given(urge=level, reason="群众等了三天")
    cases.move(case.id, "urge", by=Actor(person.id, "王督办", "command"), given=urge)
    page = read(staff(town.worker), case)
    assert word in page and "王督办" in page and "群众等了三天" in page


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("extend", {"amount": "2", "amount_unit": "work_day", "reason": "等配件到货。"}),
        ("suspend", {"until": TEN_DAYS_ON, "reason": "等雨季过去。"}),
    ],
)
def test_more_time_or_a_pause_is_asked_for_and_waits_for_another_person(town, case, staff, verb, said):
    phone = staff(town.worker)
    assert f"/g/case/{case.number}/ask/{verb}/" in read(phone, case)
    assert phone.get(f"/g/case/{case.number}/ask/{verb}/").status_code == 200
    lacking = phone.post(f"/g/case/{case.number}/ask/{verb}/", said | {"reason": ""})
    assert lacking.status_code == 422 and not worklist.approvals(case.item.id)
    sent = phone.post(f"/g/case/{case.number}/ask/{verb}/", said)
    assert sent["Location"] == f"/g/case/{case.number}/"
    (asked,) = worklist.approvals(case.item.id)
    assert asked.pending and asked.verb == verb and asked.note == said["reason"]
    page = read(phone, case)
    assert said["reason"] in page and "Waits for a decision" in page and "/ask/" not in page
    assert phone.get(f"/g/case/{case.number}/ask/{verb}/").status_code == 409
    assert cases.by_id(case.id).item.state.code == "handling"


def test_at_the_bounce_limit_the_way_out_is_to_ask_and_before_it_there_is_none(town, staff):
    case, phone = town.report(phones.resident()), staff(town.worker)
    part = town.dispatched(case)
    assert "return_again" not in read(phone, case) and f"/back/{part}/" in read(phone, case)
    while "return_again" not in read(phone, case):
        cases.send_back(case.id, part, reason="不归我们管。", by=town.worker)
        cases.dispatch(case.id, lead="lamps", supports=["roads"], by=town.duty)
        part = next(t.id for t in worklist.tasks(case.item.id) if t.unit == "lamps" and t.state == "assigned")
    page = read(phone, case)
    assert f"/back/{part}/" not in page and "Ask to send it back again" in page
    phone.post(f"/g/case/{case.number}/ask/return_again/", {"reason": "第三次了，请指挥中心定。"})
    (asked,) = worklist.approvals(case.item.id)
    assert asked.pending and asked.verb == "return_again"


def test_another_unit_asks_for_nothing_and_no_other_verb_goes_this_way(town, case, staff):
    assert staff(town.stranger).get(f"/g/case/{case.number}/ask/extend/").status_code in (403, 404)
    assert staff(town.worker).get(f"/g/case/{case.number}/ask/transfer/").status_code == 409
    assert staff(town.worker).get(f"/g/case/{case.number}/ask/nothing/").status_code == 409
