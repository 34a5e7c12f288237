"""Coordination meetings: the data proposes, people choose and order, a decision is a step on the case.  R-162."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support.desk import EAST, REASON, ROOT, browser

from lianzhi.cases import api as cases
from lianzhi.cases.actions.rating import rate
from lianzhi.cases.models import AgendaLine, Decision, FollowUp, Meeting, Remark
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.worklist import api as worklist
from lianzhi.foundation.worklist.models import Item, Task
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import Amount, Unit

NEW = "/desk/meetings/new/"


def proposed(client) -> dict[str, tuple[str, ...]]:
    return {one.case.number: one.why for one in client.get(NEW).context["found"]}


def prepare(client, *numbers: str) -> Meeting:
    form = client.get(NEW).context["form"]
    when = form.initial["held_at"].strftime("%Y-%m-%dT%H:%M")
    answer = client.post(NEW, {**form.initial, "held_at": when, "n": numbers})
    assert answer.status_code == 302, answer.context["form"].errors
    return Meeting.objects.latest("pk")


def line_of(meeting: Meeting, number: str) -> AgendaLine:
    return meeting.lines.get(case__number=number)


def decide(client, meeting: Meeting, number: str, verb: str = "", key: str = "", **said):
    path = f"/desk/meetings/{meeting.pk}/{line_of(meeting, number).pk}/"
    page = client.get(path, {"verb": verb})
    return client.post(path, {"verb": verb, "key": key or page.context["key"], **said})


def late(case) -> str:
    Item.objects.filter(pk=case.item.id).update(
        due_at=clock.now() - timedelta(hours=1), warn_at=clock.now() - timedelta(hours=2)
    )
    return case.number


def send_back(town, case) -> None:
    [task] = [task for task in worklist.tasks(case.item.id) if task.state in worklist.OPEN_TASKS]
    cases.send_back(case.id, task.id, reason=REASON, by=town.workers[task.unit])


def test_each_reason_puts_its_matter_on_the_agenda_and_no_other(town, duty):
    town.accepted()
    overdue, red = late(town.filed()), town.dispatched()
    cases.move(red.id, "urge", by=town.duty, given=worklist.Given(urge=3, reason="限今日"))
    back = town.dispatched()
    send_back(town, back)
    high = town.dispatched()
    Item.objects.filter(pk=high.item.id).update(level="district")
    joint = town.accepted("works", "police")
    first = worklist.tasks(joint.item.id)[0]
    cases.finish(joint.id, first.id, result="已完成本单位部分。", by=town.workers[first.unit])
    Item.objects.filter(pk=joint.item.id).update(warn_at=clock.now() - timedelta(minutes=1))
    called = town.filed()
    ask = worklist.Given(units=("works",), amount=Amount(1, Unit.WORK_HOUR), reason="现场会商")
    cases.move(called.id, "whistle", by=town.duty, given=ask)
    Task.objects.filter(item=called.item.id).update(missed_at=clock.now())

    assert proposed(duty) == {
        overdue: ("overdue",), red.number: ("red",), back.number: ("disputed",), high.number: ("escalated",),
        joint.number: ("joint",), called.number: ("whistle",),
    }  # fmt: skip


def test_a_matter_sent_back_twice_and_asked_for_again_is_disputed_and_bounced(town, duty):
    case = town.dispatched("works")
    send_back(town, case)
    cases.dispatch(case.id, lead="police", by=town.duty)
    send_back(town, case)
    cases.dispatch(case.id, lead="works", supports=("west",), by=town.duty)
    task = next(task for task in worklist.tasks(case.item.id) if task.state in worklist.OPEN_TASKS)
    again = worklist.Given(task=task.id, reason=REASON)
    cases.move(case.id, "return_again", by=town.workers[task.unit], given=again)

    assert proposed(duty) == {case.number: ("disputed", "bounced")}


def test_a_bad_rating_whose_follow_up_is_open_is_proposed(town, duty):
    case = town.checked(reporter="resident:1")
    cases.close(case.id, answer="已处理完毕，请您评价。", by=town.duty)
    rate(case.id, grade=1, text="没修好", by=Actor("resident:1", "居民"))
    assert FollowUp.objects.filter(closed_at=None).count() == 1

    assert proposed(duty) == {case.number: ("follow_up",)}


def test_people_choose_and_order_and_add(town, duty):
    one, two, three, four = late(town.filed()), late(town.filed()), late(town.filed()), town.filed().number
    meeting = prepare(duty, one, two, three)
    where = f"/desk/meetings/{meeting.pk}/"
    duty.post(f"{where}{line_of(meeting, three).pk}/place/", {"to": "up"})
    duty.post(f"{where}{line_of(meeting, one).pk}/place/", {"to": "off"})
    duty.post(f"{where}add/", {"number": four})

    agenda = duty.get(where).context["agenda"]
    assert [line.case.number for line in agenda.lines] == [three, two, four]
    assert line_of(meeting, two).why == ["overdue"]
    assert line_of(meeting, four).why == ["added"]


def test_the_same_page_sent_twice_is_one_meeting(town, duty):
    number = late(town.filed())
    form = duty.get(NEW).context["form"]
    said = {**form.initial, "held_at": "2026-11-20T09:00", "n": [number]}
    for _ in range(2):
        assert duty.post(NEW, said).status_code == 302
    assert (Meeting.objects.count(), AgendaLine.objects.count()) == (1, 1)


@pytest.mark.parametrize(("changed", "status"), [({"n": []}, 422), ({"title": ""}, 422), ({"why": "x"}, 422)])
def test_an_incomplete_or_damaged_page_makes_no_meeting(town, duty, changed, status):
    number = late(town.filed())
    form = duty.get(NEW).context["form"]
    answer = duty.post(NEW, {**form.initial, "held_at": "2026-11-20T09:00", "n": [number]} | changed)
    assert answer.status_code == status
    assert not Meeting.objects.exists()


def test_a_decision_to_urge_urges_the_matter_with_its_words(town, duty):
    case = town.dispatched()
    meeting = prepare(duty, late(case))
    assert (
        decide(duty, meeting, case.number, "urge", urge="2", reason="周五前办结，市政所牵头。").status_code
        == 302
    )

    assert cases.by_id(case.id).item.urged == 2
    last = worklist.moves(case.item.id)[-1]
    assert (last.verb, last.note) == ("urge", "周五前办结，市政所牵头。")
    assert Decision.objects.get().verb == "urge"
    assert Entry.objects.filter(action="cases.decide", subject=f"meeting:{meeting.pk}").count() == 1


def test_a_decision_to_assign_dispatches_to_the_units_it_names(town, duty):
    case = town.filed()
    meeting = prepare(duty, late(case))
    said = {"units": "works", "supports": ["police"], "note": "联合处置"}
    assert decide(duty, meeting, case.number, "dispatch", **said).status_code == 302

    assert [task.unit for task in worklist.tasks(case.item.id)] == ["works", "police"]
    shown = duty.get(f"/desk/meetings/{meeting.pk}/").context["agenda"].lines[0].decisions[0]
    assert ([unit.code for unit in shown.units], shown.text) == (["works", "police"], "联合处置")


def test_any_other_decision_stands_on_the_matter_as_a_note(town, duty):
    number = late(town.filed())
    meeting = prepare(duty, number)
    decide(duty, meeting, number, reason="待区里答复后再议。")
    assert [(r.kind, r.text) for r in Remark.objects.all()] == [("note", "待区里答复后再议。")]


def test_a_decision_sent_twice_is_carried_out_once(town, duty):
    number = late(town.dispatched())
    meeting = prepare(duty, number)
    for _ in range(2):
        assert decide(duty, meeting, number, key="k" * 20, reason="再议。").status_code == 302
    assert (Decision.objects.count(), Remark.objects.count()) == (1, 1)


def test_a_step_that_is_not_the_readers_is_refused_and_nothing_is_kept(town, duty):
    case = town.dispatched()
    meeting = prepare(duty, late(case))
    steps = len(worklist.moves(case.item.id))
    for verb in ("finish", "close", "dispatch"):
        assert decide(duty, meeting, case.number, verb, reason="直接办结").status_code == 422
    assert len(worklist.moves(case.item.id)) == steps
    assert not Decision.objects.exists()


def test_a_matter_that_was_decided_on_stays_on_the_agenda(town, duty):
    number = late(town.filed())
    meeting = prepare(duty, number)
    decide(duty, meeting, number, reason="再议。")
    answer = duty.post(f"/desk/meetings/{meeting.pk}/{line_of(meeting, number).pk}/place/", {"to": "off"})
    assert answer.status_code == 409
    assert meeting.lines.count() == 1


def test_when_it_is_over_nothing_changes_and_what_is_left_comes_up_next_time(town, duty):
    case = town.filed()
    meeting = prepare(duty, late(case))
    Item.objects.filter(pk=case.item.id).update(due_at=clock.now() + timedelta(days=1))
    assert proposed(duty) == {}
    duty.post(f"/desk/meetings/{meeting.pk}/end/", {"words": "下周再议。"})

    assert proposed(duty) == {case.number: ("last",)}
    assert duty.post(f"/desk/meetings/{meeting.pk}/add/", {"number": town.filed().number}).status_code == 409
    assert decide(duty, meeting, case.number, reason="迟到的决定").status_code == 422
    assert (meeting.lines.count(), Decision.objects.count()) == (1, 0)


def test_meetings_of_another_area_and_of_those_who_may_not_meet_do_not_exist(town, duty):
    number = late(town.filed())
    meeting = prepare(duty, number)
    where = f"/desk/meetings/{meeting.pk}/"
    east = browser(town.east_duty)
    assert east.get(where).status_code == 404
    assert east.post(f"{where}end/").status_code == 404
    assert list(east.get("/desk/meetings/").context["page"]) == []
    assert browser(town.reader).get("/desk/meetings/").status_code == 403
    meeting.refresh_from_db()
    assert meeting.ended_at is None


def test_matters_out_of_a_readers_sight_are_counted_and_never_shown(town, duty):
    seen, other = late(town.filed()), late(town.filed(at=(120.03, 30.01)))
    meeting = prepare(duty, seen, other)
    access.save_role("chair", name_zh="主持", permissions=["cases.meet"], by=ROOT)
    access.save_role("eyes", name_zh="查看", permissions=["cases.see"], by=ROOT)
    who = access.add_person("chair", name="主持人", unit="command", password=None, by=ROOT)
    access.grant(who.id, "chair", area_code=meeting.area_code, by=ROOT)
    access.grant(who.id, "eyes", area_code=EAST, by=ROOT)
    agenda = (
        browser(Actor(who.id, "主持人", "command")).get(f"/desk/meetings/{meeting.pk}/").context["agenda"]
    )
    assert ([line.case.number for line in agenda.lines], agenda.hidden) == ([other], 1)


def test_the_sheet_is_in_millimetres_with_room_to_write(town, duty):
    number = late(town.filed())
    meeting = prepare(duty, number)
    page = duty.get(f"/desk/meetings/{meeting.pk}/print/").content.decode()
    assert number in page
    assert "cases/print.css" in page
    assert 'class="to-write"' in page


def asked(client, path: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_an_agenda_asks_the_database_as_often_for_three_matters_as_for_one(town, duty):
    numbers = [late(town.dispatched()) for _ in range(3)]
    one, three = prepare(duty, numbers[0]), prepare(duty, *numbers)
    for number in numbers:
        decide(duty, three, number, "urge", urge="1", reason="抓紧。")
    decide(duty, one, numbers[0], reason="再议。")
    for path in ("/desk/meetings/%s/", "/desk/meetings/%s/print/"):
        asked(duty, path % one.pk)
        assert asked(duty, path % three.pk) == asked(duty, path % one.pk)
