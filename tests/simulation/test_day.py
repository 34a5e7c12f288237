"""The live day: reports come, matters move on, and whatever a person has touched is left to people."""

import threading
from datetime import timedelta
from random import Random

import pytest

from lianzhi.cases import api as cases
from lianzhi.cases.actions.following import open_for
from lianzhi.cases.models import Rating
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.simulation import day
from lianzhi.simulation.day import LiveDay, run_day
from lianzhi.simulation.demo import BY
from lianzhi.simulation.marks import Mark, write_mark
from lianzhi.territory import api as territory

from .conftest import SCALE, SEED

WAIT_FOR_OTHERS = ("split", "merged")  # until their parts, or their main matter, are done: nobody moves them
OVER_THE_BORDER = 17953737772  # a report whose pin falls outside the little town of these tests


def everything() -> list[cases.CaseView]:
    return cases.page(BY, cases.Wanted(order="oldest"), clock.now(), size=500)[0]


def account(username: str) -> Actor:
    found = next(p for p in access.people() if p.username == username)
    return Actor(found.id, found.name, found.unit)


def lived(troupe, steps: int) -> LiveDay:
    """A live day that has made so many steps, each at the instant at which it was due."""
    live = LiveDay(troupe, per_day=700, speed=60)
    for _step in range(steps):
        with clock.at(live.next_at()):
            live.step()
    return live


def open_case(troupe, wanted: str = "received") -> cases.CaseView:
    """A simulated matter that stands in ``wanted``."""
    for number in range(1, 200):
        stands = troupe.report(number)
        if stands and stands.case.item.state.code == wanted:
            return stands.case
    raise AssertionError(f"no report led to {wanted}")


def test_reports_come_in_and_matters_move_on(troupe) -> None:
    lived(troupe, 80)

    found = everything()
    assert len(found) >= 8
    assert {case.source for case in found} - {"split"} == {"simulation"}
    assert sum(len(worklist.moves(case.item.id)) for case in found) >= 70
    assert len({case.item.state.code for case in found}) >= 3


def test_who_stands_some_metres_over_the_border_reports_from_the_place_itself(troupe) -> None:
    spoken = troupe.voices.say(OVER_THE_BORDER)
    assert territory.grid_at(spoken.lon, spoken.lat) is None

    case = troupe.report(OVER_THE_BORDER).case

    assert (case.lon, case.lat) == (spoken.at.lon, spoken.at.lat)


def test_a_new_start_takes_up_what_was_left_open(troupe) -> None:
    lived(troupe, 30)
    to_move = [
        case for case in everything() if not (case.item.state.end or case.item.state.code in WAIT_FOR_OTHERS)
    ]

    live = LiveDay(troupe, per_day=700, speed=60)

    assert to_move
    assert live.take_up() == len(to_move)


TOUCHES = [
    ("files it", lambda case, duty: cases.file(case.id, by=duty)),
    ("corrects its category", lambda case, duty: cases.correct(case.id, category="noise", by=duty)),
    ("refuses it", lambda case, duty: cases.refuse(case.id, answer="不在本镇。", by=duty)),
]


@pytest.mark.parametrize("touch", [row[1] for row in TOUCHES], ids=[row[0] for row in TOUCHES])
def test_the_simulation_lets_go_of_a_matter_when_a_person(troupe, touch) -> None:
    case = next(
        stands.case for stands in map(troupe.report, range(1, 200))
        if stands and stands.case.category and stands.case.located and stands.case.item.flow == "case"
    )  # fmt: skip
    planned = troupe.plan(troupe.look(case))
    touch(case, account("duty"))
    before = cases.by_id(case.id)

    assert troupe.touched(before)
    assert troupe.act(planned) is None
    again = troupe.plan(troupe.look(before))
    assert again is None or troupe.act(again) is None
    assert cases.by_id(case.id) == before


def test_when_the_machine_was_faster_the_matter_is_looked_at_again(troupe) -> None:
    from lianzhi.flows.cases_to_dispatch import dispatch_new

    case = next(
        stands.case for stands in map(troupe.report, range(1, 400))
        if stands and stands.case.item.flow == "neighbour_home" and stands.case.located and stands.case.category
    )  # fmt: skip
    planned = troupe.plan(troupe.look(case))
    sent = dispatch_new(case.id)

    stands = troupe.act(planned)

    assert stands.case == sent == cases.by_id(case.id)
    assert stands.done == ("start", "dispatch")
    assert troupe.plan(stands).step.verb in ("accept", "return")


def test_what_real_residents_report_is_never_touched(troupe, hamlet) -> None:
    place = next(p for p in hamlet.places if p.kind == "house")
    resident = Actor("resident:1", "居民")
    new = cases.NewReport(
        source="snap",
        external_id="x",
        text="路灯坏了，晚上看不见。",
        category="street-lamp",
        lon=place.lon,
        lat=place.lat,
    )
    mine = cases.report(new, by=resident)

    assert troupe.plan(troupe.look(mine)) is None
    assert LiveDay(troupe, per_day=700, speed=60).take_up() == 0

    lived(troupe, 25)

    assert cases.by_id(mine.id) == mine


def test_a_report_that_only_claims_to_be_simulated_is_not(troupe, hamlet) -> None:
    """The reporter's id decides, and only the simulation can give one of its own."""
    place = next(p for p in hamlet.places if p.kind == "house")
    new = cases.NewReport(
        source="simulation",
        external_id="x",
        text="路灯坏了，晚上看不见。",
        category="street-lamp",
        lon=place.lon,
        lat=place.lat,
    )
    mine = cases.report(new, by=Actor("resident:1", "居民"))

    assert troupe.plan(troupe.look(mine)) is None


@pytest.fixture
def no_devices(monkeypatch) -> None:
    """The feed of devices, which has its turns in between, does not come up."""
    monkeypatch.setattr(day.Feed, "EVERY", timedelta(days=30))


class Stop(threading.Event):
    """Never waits; is set after so many turns."""

    def __init__(self, turns: int) -> None:
        super().__init__()
        self.turns, self.waited = turns, []

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout)
        return len(self.waited) > self.turns


def test_the_loop_waits_for_what_is_due_and_stops_when_asked(troupe, no_devices) -> None:
    write_mark(Mark(SEED, SCALE))
    stop = Stop(12)

    run_day(speed=60, stop=stop)

    assert len(stop.waited) == 13
    assert all(seconds >= 0 for seconds in stop.waited)
    assert sum(len(worklist.moves(case.item.id)) for case in everything()) >= 12


def test_devices_have_their_turns_in_between(troupe, monkeypatch) -> None:
    write_mark(Mark(SEED, SCALE))
    turns: list[str] = []
    monkeypatch.setattr(day.Feed, "EVERY", timedelta(0))
    monkeypatch.setattr(day.Feed, "step", lambda self: turns.append("devices"))
    monkeypatch.setattr(LiveDay, "step", lambda self: turns.append("people"))

    run_day(stop=Stop(3))

    assert turns == ["devices"] * 3


def test_without_a_simulated_town_nothing_happens(hamlet, settings, tmp_path) -> None:
    settings.HOME = tmp_path
    stop = Stop(5)

    run_day(stop=stop)

    assert stop.waited == []
    assert everything() == []


def test_a_failing_step_does_not_end_the_day(troupe, no_devices, monkeypatch, caplog) -> None:
    write_mark(Mark(SEED, SCALE))
    monkeypatch.setattr(day, "close_old_connections", lambda: None)
    monkeypatch.setattr(LiveDay, "step", lambda self: 1 / 0)
    stop = Stop(4)

    run_day(stop=stop)

    assert stop.waited[1] == 1
    assert "the simulated day goes on after a failure" in caplog.text


def rated_badly(troupe) -> cases.CaseView:
    """A simulated matter that ended, was rated badly by its invented resident, and waits to be followed up."""
    stands = next(s for s in map(troupe.report, range(1, 400)) if s and s.case.item.state.code == "received")
    case = cases.refuse(
        stands.case.id, answer="不属于本镇事项，已告知您联系方式。", by=troupe.cast.duty(Random(1))
    )
    row = Rating.objects.create(case_id=case.id, round=0, grade=1, at=clock.now())
    open_for(row, case)
    return case


def test_a_bad_rating_from_before_is_taken_up_and_followed_to_its_end(troupe) -> None:
    case = rated_badly(troupe)
    [waiting] = troupe.followed(of=case.id)

    while planned := troupe.plan(waiting):
        waiting = troupe.act(planned)

    assert waiting.done[-2:] == ("answer", "settle")
    assert troupe.followed(of=case.id) == []


def test_a_follow_up_that_a_person_began_is_left_to_people(troupe) -> None:
    case = rated_badly(troupe)
    [waiting] = troupe.followed(of=case.id)
    planned = troupe.plan(waiting)
    cases.call_back(waiting.follow_up, reached=True, said="反映人说已经好了。", by=account("duty"))

    assert troupe.act(planned) is None
    [now] = troupe.followed(of=case.id)
    assert now.done == ("start", "call")
    assert troupe.act(troupe.plan(now)) is None
    assert troupe.followed(of=case.id) == [now]
