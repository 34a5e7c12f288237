"""Door sensors: bound with the person's word, learnt, alerted, visited, adjusted.  R-127."""

from datetime import timedelta

import pytest
from sensing.conftest import NOW, device
from support.homes import elder, helper, relay
from support.register import ROOM, ROOT

from lianzhi.cases.models import Case
from lianzhi.kernel import clock
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound, WrongState
from lianzhi.registry import api as registry
from lianzhi.registry.models import Look
from lianzhi.sensing import api as sensing
from lianzhi.sensing.actions.doors import learn
from lianzhi.sensing.models import Binding, Device, DoorAlert, FactorStep, Reading
from lianzhi.sensing.queries import doors
from lianzhi.services import api as services
from lianzhi.services.models import Visit


@pytest.fixture
def door(town) -> str:
    return device("door-1", "door", bearing=None, opening=None, range_m=None)


@pytest.fixture
def home(door, town) -> str:
    """Somebody alone, on the list of elders, with a sensor; returns the person."""
    person = elder(1)
    relay()
    sensing.bind(door, person, basis="当面签字", by=town.west)
    return person


def moved(hours: float, open_: bool | None = True) -> bool:
    return sensing.take_reading(sensing.NewReading("door-1", NOW + timedelta(hours=hours), open_), by=ROOT)


def later(hours: float):
    return clock.at(NOW + timedelta(hours=hours))


def test_the_word_is_kept_in_the_register_and_taking_it_back_ends_it(home, town) -> None:
    assert registry.words_given([home], "door_sensor") == {home: True}

    registry.withdraw_consent(home, "door_sensor", by=ROOT)
    relay()

    row = Binding.objects.get()
    assert row.until is not None and row.why_ended == "word taken back"
    with later(100):
        assert sensing.watch_doors() == 0


@pytest.mark.parametrize(
    ("said", "error", "field"),
    [
        ({"basis": " "}, BadInput, "basis"), ({"device": "cam-9"}, NotFound, ""), ({"person": "Xnobody"}, BadInput, "person"),
        ({"device": "door-1"}, WrongState, ""),
    ],
)  # fmt: skip
def test_without_word_sensor_or_home_nothing_is_bound(home, town, said, error, field) -> None:
    device("door-2", "door", bearing=None, opening=None, range_m=None)
    wanted = {"device": "door-2", "person": home, "basis": "当面"} | said

    with pytest.raises(error) as refused:
        sensing.bind(wanted.pop("device"), wanted.pop("person"), by=town.west, **wanted)

    assert refused.value.field == field and Binding.objects.count() == 1


def test_only_who_cares_there_sees_it_and_each_look_is_kept(home, town) -> None:
    key = Binding.objects.get().pk

    assert doors.whole(key, town.west).home.name == "示例1"
    assert Look.objects.filter(subject=f"person:{home}", field="door_sensor").count() == 1
    for who in (town.far, town.chief):
        with pytest.raises(NotFound):
            doors.whole(key, who)
        assert not doors.listed(who).exists()
    with pytest.raises(NotAllowed):
        device("door-2", "door", bearing=None, opening=None, range_m=None)
        sensing.bind("door-2", home, basis="当面", by=town.far)


def test_readings_are_kept_once_and_a_sign_of_life_is_none(home) -> None:
    with later(5):
        assert [moved(1), moved(1), moved(2, False), moved(3, None)] == [True, False, True, True]

    row = Binding.objects.get()
    assert Reading.objects.count() == 2 and row.last_move == NOW + timedelta(hours=2)
    assert Device.objects.get(code="door-1").last_heard == NOW + timedelta(hours=3)


@pytest.mark.parametrize(("hours", "field"), [(-24 * 91, "at"), (1, "at")])
def test_times_that_cannot_be_are_refused(home, hours, field) -> None:
    with pytest.raises(BadInput) as refused:
        moved(hours)

    assert refused.value.field == field


def test_a_still_door_calls_one_visit_which_must_be_recorded(home, town) -> None:
    with later(23.9):
        assert sensing.watch_doors() == 0  # 16 h x 1.5
    with later(24):
        assert (sensing.watch_doors(), sensing.watch_doors()) == (1, 0)
        relay()
        visit = Visit.objects.get(ended_at=None)
        alert = DoorAlert.objects.get()
        assert "门磁已24小时" in visit.alarm and alert.visit == visit.pk and alert.closed_at is None
        assert visit.item.due_at - clock.now() == timedelta(minutes=15)
    with later(25):
        moved(24.5)
        alert.refresh_from_db()
        assert alert.moved_at == NOW + timedelta(hours=24.5) and alert.closed_at is None
        services.record_visit(visit.pk, services.Seen(services.Outcome.ABSENT, "没人应门"), by=town.west)
        relay()
        assert DoorAlert.objects.get().closed_at is None
        services.record_visit(visit.pk, services.Seen(services.Outcome.WELL, "在家，平安"), by=town.west)
        relay()
    alert.refresh_from_db()
    step = FactorStep.objects.get()
    assert (alert.outcome, step.before, step.after, step.alert_id) == ("well", 1.5, 1.75, alert.pk)
    assert Binding.objects.get().factor == 1.75


def test_after_a_visit_stillness_counts_anew(home, town) -> None:
    with later(24):
        sensing.watch_doors()
        relay()
        visit = Visit.objects.get(ended_at=None).pk
        services.record_visit(visit, services.Seen(services.Outcome.HELP, "摔倒"), by=town.west)
        relay()
    assert Binding.objects.get().factor == 1.5 and not FactorStep.objects.exists()
    with later(40):
        assert sensing.watch_doors() == 0
    with later(48.1):
        assert sensing.watch_doors() == 1


def test_false_alarms_stop_at_the_bound(home) -> None:
    for number in range(1, 9):
        with later(200 * number):
            assert sensing.watch_doors() == 1
            relay()
            services.record_visit(
                Visit.objects.get(ended_at=None).pk, services.Seen(services.Outcome.WELL, "平安"), by=ROOT
            )
            relay()

    assert Binding.objects.get().factor == 3.0
    assert [step.after for step in FactorStep.objects.order_by("pk")] == [1.75, 2.0, 2.25, 2.5, 2.75, 3.0]


def test_the_norm_of_a_lively_home_alerts_earlier(home) -> None:
    with clock.at(NOW - timedelta(days=10)):
        Binding.objects.update(since=clock.now())
    with later(1):
        for hour in range(-200, 1, 2):
            moved(hour)
        assert learn() == 1
    assert {said[0] for said in Binding.objects.get().norm.values()} == {2.0}
    with later(4):
        assert sensing.watch_doors() == 1
    assert DoorAlert.objects.get().norm_hours == 2.0


def test_who_is_on_no_list_gets_a_matter_and_its_end_ends_the_alert(door, town) -> None:
    person = elder(3)
    helper(4, place=ROOM)
    relay()
    sensing.bind(door, person, basis="家属代办", by=town.west)
    with later(24):
        sensing.watch_doors()
        relay()
        alert, case = DoorAlert.objects.get(), Case.objects.get()
        assert (alert.matter, case.category.code, case.urgency) == (case.number, "elder-help", "urgent")
        assert "示例" not in case.text and person in case.text
        sensing.matter_ended(case.number, by=ROOT)
    assert DoorAlert.objects.get().outcome == "help"


def test_a_silent_sensor_is_said_in_the_reason(home) -> None:
    with later(30):
        assert sensing.watch() == 1
        sensing.watch_doors()
        relay()

    assert "失联" in Visit.objects.get().alarm
