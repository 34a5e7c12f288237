"""Whoever reported is told: receipt with number and time, who handles, the answer in full, the invitation to rate."""

import pytest
from django.db import transaction

from lianzhi.cases import api as cases
from lianzhi.flows.cases_to_notify import COMMON, MOMENTS, VALUES
from lianzhi.foundation.access import api as access
from lianzhi.foundation.events import api as events
from lianzhi.foundation.notify import api as notify
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import yamls
from lianzhi.kernel.actor import Actor, system
from lianzhi.scenarios import actions, world

pytestmark = pytest.mark.django_db
ROOT, PHONE = system("test"), "13900000001"


@pytest.fixture
def here():
    cases.publish_flows(ROOT)
    cases.load_categories(ROOT)
    actions.install(by=ROOT)
    place = world.build()
    world.make_units(["property", "gas"])
    return place


@pytest.fixture
def resident() -> Actor:
    phone, code = access.make_phone_code(PHONE)
    return access.resident_actor(access.prove_phone(phone, code))


def report(here, by: Actor, **changes) -> cases.CaseView:
    values = {
        "source": "snap", "external_id": "one", "intake": "snap_report", "text": "楼下路边一股煤气味。",
        "category": "gas-leak", "lon": here.lon, "lat": here.lat,
    }  # fmt: skip
    return cases.report(cases.NewReport(**values | changes), by=by)


def texts() -> list[str]:
    """What has arrived on the phone, the first message first."""
    while events.relay():
        pass
    notify.deliver_due()
    return [message.text for message in notify.last_texts(PHONE)][::-1]


def test_a_report_is_answered_with_number_and_promised_time(here, resident) -> None:
    case = report(here, resident)

    (text,) = texts()

    assert case.number in text
    assert f"{case.item.promised_at.astimezone(world_zone()):%Y-%m-%d %H:%M}" in text


def world_zone():
    from lianzhi.kernel.calendars import SHANGHAI

    return SHANGHAI


def test_the_whole_way_is_told_in_order_and_each_step_once(here, resident) -> None:
    case = report(here, resident)
    answer = "已关阀抢修，更换接头，检测合格，恢复供气。"
    cases.file(case.id, by=ROOT)
    case = cases.dispatch(case.id, lead="gas", by=ROOT)
    task = worklist.tasks(case.item.id)[0].id
    cases.accept(case.id, task, by=Actor("system:gas", "工人"))
    cases.finish(case.id, task, result="已修。", by=Actor("system:gas", "工人"))
    cases.pass_check(case.id, by=ROOT)
    cases.close(case.id, answer=answer, by=ROOT)

    found = texts()

    assert len(found) == 3
    assert "gas" in found[1]
    assert answer in found[2]
    assert "评价" in found[2]
    assert texts() == found


def test_a_refusal_is_told_with_its_reason(here, resident) -> None:
    case = report(here, resident)
    cases.refuse(case.id, answer="这里是邻镇的地方，已转告。", by=ROOT)

    assert "这里是邻镇的地方，已转告。" in texts()[-1]


def test_who_was_told_together_is_told_when_it_is_apart_again(here, resident) -> None:
    case, main = report(here, resident), report(here, Actor("simulated:1", "模拟居民"), external_id="two")
    cases.merge(case.id, main.number, reason="同一处", by=ROOT)
    cases.unmerge(case.id, reason="不是一处", by=ROOT)

    assert "合在一起办" in texts()[-2]
    assert "单独办理" in texts()[-1] and case.number in texts()[-1]


def test_reopened_by_the_office_the_reporter_reads_nothing_of_a_wish(here, resident) -> None:
    case = cases.refuse(report(here, resident).id, answer="这里是邻镇的地方。", by=ROOT)
    cases.reopen(case.id, reason="查了，是本镇的", by=ROOT)

    assert "重新办理" in texts()[-1] and "要求" not in texts()[-1]


def test_a_scenario_speaks_in_its_own_words(here, resident) -> None:
    report(here, resident, intake="neighbour_home", category="repair-water", text="厨房水管漏水。")

    assert texts()[0].startswith("【邻里E家】")


def test_who_gave_no_phone_number_is_not_written_to(here) -> None:
    report(here, Actor("simulated:1", "模拟居民"))

    assert texts() == []
    assert notify.outbox() == []


def test_an_event_that_is_handed_on_twice_is_one_message(here, resident) -> None:
    from lianzhi.flows.cases_to_notify import told

    case = report(here, resident)
    happening = events.Happening(
        7, "case.reported", {"case_id": case.id}, case.area_code, (), case.created_at
    )
    with transaction.atomic():
        told(happening)
        told(happening)
    notify.deliver_due()

    assert len([m for m in notify.last_texts(PHONE) if case.number in m.text]) == 1


def test_every_moment_has_its_common_words() -> None:

    used = notify.values_of(yamls.read(COMMON), COMMON.name)

    assert set(used) == set(MOMENTS.values())
    assert set().union(*used.values()) <= VALUES
