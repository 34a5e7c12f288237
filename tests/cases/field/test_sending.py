"""What a phone kept without a network arrives once and only once, and what could not arrive leaves nothing.  R-113."""

from datetime import timedelta
from uuid import uuid4

import pytest
from support import field, phones
from support.desk import browser
from support.phones import GRID, INSIDE, OUTSIDE, RESULT, TEXT

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case, Remark, Sent, Signal
from lianzhi.foundation.worklist.models import Move, Task
from lianzhi.kernel import clock


def a_report(**values) -> dict:
    lon, lat = INSIDE
    return field.entry("report", text=TEXT, intake="snap_report", lon=lon, lat=lat) | values


def test_a_report_sent_twice_is_one_case_and_answers_alike(town, staff):
    phone, body = staff(town.worker), a_report()
    first, second = field.send(phone, body), field.send(phone, body)
    assert first.status_code == second.status_code == 201 and first.json() == second.json()
    assert Case.objects.count() == 1 and Sent.objects.count() == 1


def test_control_without_the_same_key_the_same_words_are_two_cases(town, staff):
    phone, body = staff(town.worker), a_report()
    field.send(phone, body)
    field.send(phone, body | {"key": str(uuid4())})
    assert Case.objects.count() == 2


def test_the_same_key_with_other_content_is_refused_and_changes_nothing(town, staff):
    phone, body = staff(town.worker), a_report()
    field.send(phone, body)
    answer = field.send(phone, body | {"text": "完全另一件事情，井盖不见了。"})
    assert answer.status_code == 409 and answer.json()["code"] == "cases.key_reused"
    assert Case.objects.count() == 1 and Case.objects.get().text == TEXT


def test_keys_of_two_people_do_not_meet(town, staff):
    body = a_report()
    field.send(staff(town.worker), body)
    other = field.send(staff(town.stranger), body | {"text": "井盖破损，请来修一下。"})
    assert other.status_code in (201, 409) and Sent.objects.filter(person=town.worker.id).count() == 1


@pytest.mark.parametrize(
    ("place", "accuracy"),
    [
        ({"lon": None, "lat": None}, 12.5),
        ({}, None),
        ({"lon": None, "lat": None, "place_text": "没有这条路8号"}, None),
    ],
)
def test_the_devices_error_is_the_places_only_where_the_place_is_the_devices(town, staff, place, accuracy):
    """A pin and words have none: a device that stood elsewhere says nothing about them."""
    fix = {"lon": INSIDE[0] + 0.001, "lat": INSIDE[1], "accuracy_m": 12.5, "at": "2026-11-22T09:29:50+08:00"}
    field.send(staff(town.worker), a_report(fix=fix, **place))

    assert Case.objects.get().accuracy_m == accuracy


def test_time_zone_accuracy_and_the_clock_of_the_phone_are_kept(town, staff):
    lon, lat = INSIDE
    fix = {"lon": lon, "lat": lat, "accuracy_m": 12.5, "at": "2026-11-22T09:29:50+08:00", "elapsed_s": 8}
    body = a_report(lon=None, lat=None, fix=fix)
    field.send(staff(town.worker), body, **{"x-phone-clock": "2026-11-22T01:00:00+00:00"})
    case, signal = Case.objects.get(), Signal.objects.get()
    assert (case.lon, case.lat, case.accuracy_m, case.area_code) == (lon, lat, 12.5, GRID)
    assert signal.extra["zone"] == "Asia/Shanghai" and signal.extra["fix"]["accuracy_m"] == 12.5
    assert signal.extra["fix"]["at"] in ("2026-11-22T09:29:50+08:00", "2026-11-22T01:29:50Z")
    assert Sent.objects.get().clock_off_s is not None and signal.extra["made_at"].startswith(
        "2026-11-22T01:30"
    )


def test_a_known_doorplate_gives_the_place(town, staff):
    field.send(staff(town.worker), a_report(lon=None, lat=None, doorplate="https://example.invalid/d/P1"))
    case = Case.objects.get()
    assert (case.lon, case.place_text) == (INSIDE[0], "云杉苑")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": "短"}, "cases.text_short"),
        ({"lon": OUTSIDE[0], "lat": OUTSIDE[1]}, "cases.outside"),
        ({"category": "nothing"}, "cases.category"),
        ({"intake": "closed"}, "cases.intake"),
        ({"made_at": "2026-11-22T09:30:00"}, "cases.envelope"),
        ({"extra_field": 1}, "cases.envelope"),
        ({"lon": "NaN"}, "cases.envelope"),
        ({"key": "not-a-uuid"}, "cases.envelope"),
    ],
)
def test_what_cannot_be_taken_is_told_and_leaves_the_key_free(town, staff, change, code):
    phone, body = staff(town.worker), a_report()
    answer = field.send(phone, body | change)
    assert answer.status_code in (404, 422) and answer.json()["code"] == code and answer.json()["way_out"]
    assert (Case.objects.count(), Sent.objects.count()) == (0, 0)
    assert field.send(phone, body).status_code == 201


def test_taken_and_finished_offline_arrive_in_order_and_once(town, staff):
    case = town.report(phones.resident())
    part, phone = town.dispatched(case), staff(town.worker)
    take = field.entry("accept", number=case.number, part=part)
    done = field.entry("finish", number=case.number, part=part, text=RESULT)
    for body in (take, take, done, done):
        assert field.send(phone, body).status_code == 201
    assert cases.by_id(case.id).item.state.code == "checking"
    verbs = list(Move.objects.filter(item=case.item.id).order_by("seq").values_list("verb", flat=True))
    assert verbs.count("accept") == verbs.count("finish") == 1
    assert Move.objects.get(verb="finish").detail["phone"]["zone"] == "Asia/Shanghai"


def test_a_task_taken_back_meanwhile_is_a_conflict_that_shows_theirs(town, staff):
    case = town.report(phones.resident())
    part, phone = town.dispatched(case), staff(town.worker)
    cases.move(case.id, "recall", by=town.duty, given=_because("派错了"))
    answer = field.send(phone, field.entry("accept", number=case.number, part=part))
    assert answer.status_code in (404, 409) and not Sent.objects.exists()
    theirs = phone.get(f"/g/standing/{case.number}/{part}/").json()
    assert theirs["part_state"] == "cancelled" and theirs["way"][0]["note"] == "派错了"


def test_what_came_too_late_can_be_kept_as_a_note(town, staff):
    case = town.report(phones.resident())
    part, phone = town.dispatched(case), staff(town.worker)
    cases.move(case.id, "recall", by=town.duty, given=_because("派错了"))
    note = field.entry("note", number=case.number, part=part, text="到现场看过，灯杆已倾斜。")
    assert field.send(phone, note).status_code == field.send(phone, note).status_code == 201
    assert Remark.objects.get().text == "到现场看过，灯杆已倾斜。" and Remark.objects.get().kind == "note"


def test_another_unit_learns_nothing_of_a_part_that_was_never_its(town, staff):
    case = town.report(phones.resident())
    part, stranger = town.dispatched(case), staff(town.stranger)
    assert stranger.get(f"/g/standing/{case.number}/{part}/").status_code == 404
    note = field.entry("note", number=case.number, part=part, text="不相干的话。")
    assert field.send(stranger, note).status_code == 404 and not Remark.objects.exists()


def test_who_may_not_report_cannot_by_the_queue_either(town, staff):
    answer = field.send(staff(town.checker), a_report())
    assert answer.status_code == 403 and not Case.objects.exists()


def test_hello_tells_who_is_here_and_says_nothing_to_strangers(town, staff, browser):
    known = staff(town.worker).get("/g/hello/").json()
    assert known["person"] == town.worker.id and known["csrf"]
    assert browser.get("/g/hello/").json()["person"] == ""


def _because(reason: str):
    from lianzhi.foundation.worklist.api import Given

    return Given(reason=reason)


def test_reporting_in_offline_arrives_once_with_when_and_where_the_worker_stood(town, staff):
    case = town.report(phones.resident())
    part, phone = town.called(case), staff(town.worker)
    lon, lat = INSIDE
    fix = {"lon": lon, "lat": lat, "accuracy_m": 8, "at": "2026-11-22T01:29:58+00:00"}
    body = field.entry("report_in", number=case.number, part=part, fix=fix)
    for _time in range(2):
        assert field.send(phone, body).status_code == 201
    move = Move.objects.get(item=case.item.id, verb="report_in")
    assert move.detail["phone"]["fix"]["accuracy_m"] == 8
    (task,) = cases.by_id(case.id).item.tasks
    assert task.reported_at and task.state == "accepted"


@pytest.mark.parametrize(("hours", "in_time"), [(3, True), (13, False)])
def test_who_reports_in_without_a_network_is_late_only_when_he_was(town, staff, hours, in_time):
    """The word arrives after the deadline; what counts is when the phone was tapped, within half a day (R-113, R-165)."""
    case = town.report(phones.resident())
    part, phone, now = town.called(case), staff(town.worker), clock.now()
    Task.objects.filter(pk=part).update(
        assigned_at=now - timedelta(hours=hours + 2), report_by=now - timedelta(hours=hours - 1)
    )

    body = field.entry(
        "report_in", number=case.number, part=part, made_at=(now - timedelta(hours=hours)).isoformat()
    )
    assert field.send(phone, body, **{"x-phone-clock": clock.now().isoformat()}).status_code == 201

    (task,) = cases.by_id(case.id).item.tasks
    assert (task.reported_at <= task.report_by) is in_time
    page = browser(town.duty).get(f"/desk/case/{case.number}/").content.decode()
    assert "手机上于" in page and "送达" in page


def test_a_part_that_nobody_was_called_to_is_not_reported_in_to(town, staff):
    case = town.report(phones.resident())
    part, phone = town.dispatched(case), staff(town.worker)
    answer = field.send(phone, field.entry("report_in", number=case.number, part=part))
    assert answer.status_code == 409 and answer.json()["way_out"]
    assert not Sent.objects.exists() and cases.by_id(case.id).item.tasks[0].state == "assigned"


def test_the_phone_keeps_that_it_was_called_and_until_when(town, staff):
    case = town.report(phones.resident())
    town.called(case)
    (part,) = staff(town.worker).get("/g/tasks/").json()["parts"]
    assert part["called"] and part["report_by"] and not part["started"]


@pytest.mark.parametrize(
    ("kind", "words", "state"), [("pass", "", "verified"), ("fail", "护栏还是松的", "handling")]
)
def test_a_check_made_without_a_network_counts_once(town, staff, kind, words, state):
    """核查 is done where there may be no network: its word arrives later, and twice is once (R-113)."""
    case = town.report(phones.resident())
    part = town.dispatched(case)
    cases.accept(case.id, part, by=town.worker)
    cases.finish(case.id, part, result=RESULT, by=town.worker)
    body = field.entry(kind, number=case.number, text=words)

    for _time in range(2):
        assert field.send(staff(town.checker), body).status_code == 201

    move = Move.objects.get(item=case.item.id, verb=kind)
    assert cases.by_id(case.id).item.state.code == state
    assert (move.note, move.detail["phone"]["zone"]) == (words, "Asia/Shanghai")


@pytest.mark.parametrize(
    ("who", "kind", "words", "status"), [("worker", "pass", "", 403), ("checker", "fail", "", 422)]
)
def test_nobody_checks_the_own_work_and_what_fails_is_told(town, staff, who, kind, words, status):
    case = town.report(phones.resident())
    part = town.dispatched(case)
    cases.accept(case.id, part, by=town.worker)
    cases.finish(case.id, part, result=RESULT, by=town.worker)

    answer = field.send(staff(getattr(town, who)), field.entry(kind, number=case.number, text=words))

    assert answer.status_code == status and answer.json()["way_out"]
    assert cases.by_id(case.id).item.state.code == "checking" and not Sent.objects.exists()
