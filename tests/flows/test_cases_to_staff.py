"""Staff learn what others want of them: called, copied, urged, passed on, sent back, asked to decide, decided."""

from datetime import timedelta

import pytest
from support import desk
from support.desk import browser

from lianzhi.cases import api as cases
from lianzhi.flows.cases_to_staff import TEXTS
from lianzhi.foundation.access import api as access
from lianzhi.foundation.events import api as events
from lianzhi.foundation.notify import api as notify
from lianzhi.foundation.notify import notices
from lianzhi.foundation.notify.models import Notice
from lianzhi.foundation.worklist import api as worklist
from lianzhi.foundation.worklist.api import Given
from lianzhi.kernel import clock, yamls
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import Amount, Unit

pytestmark = pytest.mark.django_db
HOURS = Amount(4, Unit.WORK_HOUR)


@pytest.fixture
def town() -> desk.Town:
    return desk.build()


def heard(by: Actor, language: str = "zh-hans") -> list[str]:
    """What this person's bell says, the newest first, once the worker has run."""
    while events.relay():
        pass
    assert events.failing() == []
    return [notice.text for notice in notices.notices(by, language)]


def called(town) -> cases.CaseView:
    case = town.accepted()
    given = Given(units=("police",), amount=HOURS, reason="请到场")
    return cases.move(case.id, "whistle", by=town.duty, given=given)


def task(case, unit: str) -> int:
    return next(
        t.id for t in worklist.tasks(case.item.id) if t.unit == unit and t.state in worklist.OPEN_TASKS
    )


def test_a_called_unit_hears_who_calls_and_until_when(town) -> None:
    case = called(town)

    (text,) = heard(town.workers["police"])
    assert "指挥室" in text and case.number in text and "前报到" in text
    assert "[Whistle] Command calls" in heard(town.workers["police"], "en")[0]
    assert heard(town.workers["works"]) == []


def test_the_caller_hears_that_they_have_come(town) -> None:
    case = called(town)
    cases.move(case.id, "report_in", by=town.workers["police"], given=Given(task=task(case, "police")))

    assert any("派出所 到了" in text for text in heard(town.duty))


def test_ordinary_work_rings_no_bell(town) -> None:
    town.checked()

    assert heard(town.workers["works"]) == []
    assert not Notice.objects.exists()


def test_a_copied_unit_hears_of_it(town) -> None:
    case = town.accepted()
    cases.move(case.id, "copy", by=town.duty, given=Given(units=("west",), reason="请知悉"))

    (text,) = heard(town.workers["west"])
    assert text.startswith("【抄告】") and case.number in text


@pytest.mark.parametrize(("urge", "word"), [(1, "【督办】"), (2, "【黄牌督办】"), (3, "【红牌督办】")])
def test_the_urged_unit_hears_how_strongly_and_why(town, urge, word) -> None:
    case = town.accepted()
    cases.move(case.id, "urge", by=town.duty, given=Given(urge=urge, reason="已经两天没动静"))

    (text,) = heard(town.workers["works"])
    assert text.startswith(word) and "已经两天没动静" in text


def test_a_red_card_also_goes_to_the_duty_phone_and_a_yellow_one_does_not(town) -> None:
    settings_of = {"name_zh": "市政所", "kind": "department", "area_code": desk.TOWN, "by": desk.ROOT}
    access.save_unit("works", duty_phone="13800000009", **settings_of)
    case = town.accepted()

    cases.move(case.id, "urge", by=town.duty, given=Given(urge=2, reason="催"))
    heard(town.duty)
    assert notify.outbox() == []

    cases.move(case.id, "urge", by=town.duty, given=Given(urge=3, reason="再催"))
    heard(town.duty)
    assert [(row.channel, row.template) for row in notify.outbox()] == [("sms", "staff.red")]


def test_without_a_duty_phone_a_red_card_sends_no_message(town) -> None:
    case = town.accepted()
    cases.move(case.id, "urge", by=town.duty, given=Given(urge=3, reason="催"))
    heard(town.duty)

    assert notify.outbox() == []


def test_the_unit_it_is_passed_on_to_and_the_desk_it_comes_back_to_hear_why(town) -> None:
    case = town.accepted()
    works = town.workers["works"]
    given = Given(task=task(case, "works"), units=("police",), reason="归派出所管")
    case = cases.move(case.id, "transfer", by=works, given=given)
    assert "归派出所管" in heard(town.workers["police"])[0]

    cases.send_back(case.id, task(case, "police"), reason="不是我们的", by=town.workers["police"])
    found = heard(town.duty)
    assert any("【退回】派出所" in text and "不是我们的" in text for text in found)
    assert any("【推诿预警】" in text for text in found)
    assert not any("【退回】" in text for text in heard(town.east_duty))


def test_who_decides_hears_the_request_and_who_asked_hears_the_decision(town) -> None:
    case = town.accepted()
    works = town.workers["works"]
    cases.move(case.id, "extend", by=works, given=Given(amount=HOURS, reason="等配件"))
    assert any("【待审批】市政所 申请延期" in text for text in heard(town.duty))
    assert heard(works) == []

    (asked,) = worklist.approvals(case.item.id)
    cases.decide(asked.id, granted=False, reason="昨天就该到货", by=town.duty)
    assert heard(works)[0].startswith("【未批准】你申请的延期没有批准")

    cases.move(case.id, "extend", by=works, given=Given(amount=HOURS, reason="配件在路上"))
    newest = next(one for one in worklist.approvals(case.item.id) if one.pending)
    cases.decide(newest.id, granted=True, by=town.duty)
    assert heard(works)[0].startswith("【已批准】")


def test_the_handler_and_who_asked_hear_what_the_reporter_answered(town) -> None:
    reporter = Actor("resident:7", "居民")
    case = town.accepted(reporter=reporter.id)
    cases.ask(case.id, "具体是哪一块砖？", by=town.duty)
    assert heard(town.workers["works"]) == []

    cases.reply(case.id, "北门左手第三块，电话13812345678。", by=reporter)

    for person in (town.workers["works"], town.duty):
        (text,) = heard(person)
        assert text.startswith("【群众补充】") and "第三块" in text and "13812345678" not in text
    assert heard(town.workers["police"]) == []


def climb(case: cases.CaseView, days: int) -> int:
    late = worklist.calendar().add(case.item.due_at, Amount(days, Unit.WORK_DAY))
    with clock.at(late + timedelta(minutes=1)):
        return cases.run_rules()


def test_a_late_matter_that_climbs_is_heard_by_who_has_it_and_who_supervises(town) -> None:
    assert climb(town.accepted(), 3) == 1

    for person in (town.workers["works"], town.duty):
        (text,) = heard(person)
        assert text.startswith("【逾期上报】") and "上报到区级" in text
    assert heard(town.workers["police"]) == heard(town.reader) == heard(town.east_duty) == []


def test_each_rung_rings_once(town) -> None:
    case = town.filed()
    assert (climb(case, 1), climb(case, 1), climb(case, 3)) == (1, 0, 1)

    assert ["上报到区级" in text for text in heard(town.duty)] in ([True], [True, False])


@pytest.mark.parametrize(("grade", "rings"), [(1, True), (2, True), (3, False), (5, False)])
def test_a_bad_rating_is_heard_by_who_follows_up(town, grade, rings) -> None:
    reporter = Actor("resident:7", "居民")
    case = cases.close(town.checked(reporter=reporter.id).id, answer="修好了", by=town.duty)
    cases.rate(case.id, grade=grade, by=reporter)

    for person in (town.duty, town.checker):
        assert [text.startswith("【差评回访】") for text in heard(person)] == ([True] if rings else [])
    assert heard(town.workers["works"]) == []


def test_an_event_handed_on_twice_is_one_notice(town) -> None:
    from lianzhi.flows.cases_to_staff import told

    case = called(town)
    heard(town.duty)
    before = Notice.objects.count()
    told(events.Happening(7, "case.whistle", {"case_id": case.id}, case.area_code, (), case.created_at))

    assert Notice.objects.count() == before


def test_the_bell_counts_on_every_page_of_the_desk_and_leads_to_the_case(town) -> None:
    case = called(town)
    heard(town.workers["police"])
    client = browser(town.workers["police"])

    page = client.get("/desk/inbox/").content.decode()
    assert "data-bell-count" in page and '<span class="count" aria-hidden="true">1</span>' in page
    listing = client.get("/notices/").content.decode()
    assert case.number in listing
    notice = Notice.objects.get(person=town.workers["police"].id)
    assert client.get(f"/notices/{notice.pk}/")["Location"] == f"/desk/case/{case.number}/"
    assert client.get(f"/g/notices/{notice.pk}/")["Location"] == f"/g/case/{case.number}/"
    assert '<span class="count"' not in client.get("/notices/count/").content.decode()


def test_every_moment_has_its_words_and_every_word_its_moment() -> None:
    used = notify.values_of(yamls.read(TEXTS), TEXTS.name)

    assert set().union(*used.values()) <= {
        "number",
        "title",
        "unit",
        "until",
        "reason",
        "times",
        "what",
        "text",
    }
