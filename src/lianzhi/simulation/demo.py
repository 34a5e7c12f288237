"""S-town in one call: everything the demo needs, all of it invented."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from lianzhi.benefits import api as benefits
from lianzhi.cases import api as cases
from lianzhi.circles import api as circle_rooms
from lianzhi.command import api as command
from lianzhi.kernel import clock
from lianzhi.kernel.actor import system
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.scenarios import api as scenarios
from lianzhi.services import api as services
from lianzhi.simulation.acting import Troupe
from lianzhi.simulation.cast import Cast
from lianzhi.simulation.circles import Gathered, load_circles
from lianzhi.simulation.cylinders import judge, load_cylinders
from lianzhi.simulation.history import Written, write_history
from lianzhi.simulation.marks import Mark, write_mark
from lianzhi.simulation.people import Staffed, make_organisation, middle_grid
from lianzhi.simulation.registering import Registered, load_registers
from lianzhi.simulation.schooling import Schooled, load_schools
from lianzhi.simulation.sensing import Sensed, load_sensing
from lianzhi.simulation.town import make_town
from lianzhi.simulation.voices import Voices, archive
from lianzhi.territory import api as territory

BY = system("simulation")
SEED = 20201
DAYS = 10
HISTORY = 800  # reports in the past days at full scale: a sample, D-10 would give 7,000
LEAST, MOST = 60, 400  # whatever the scale
ARCHIVE = 900
REGISTERED = timedelta(days=45)  # ago: else all of it would be new for a month
Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Made:
    staffed: Staffed
    written: Written
    learned: int
    registered: Registered
    schooled: Schooled
    sensed: Sensed
    gathered: Gathered


def make_demo(
    *, scale: float = 0.3, seed: int = SEED, say: Say = print, days: int = DAYS, history: int | None = None
) -> Made:
    """Lists, flows, scenarios, town, registers, people, classifier, past days.

    Made once: a second call only adds what lacks.
    """
    with _timed(say, "lists and scenarios"):
        cases.publish_flows(BY)
        services.publish_flows(BY)
        circle_rooms.publish_flows(BY)
        command.publish_flows(BY)
        command.load_plans(BY)
        cases.load_categories(BY)
        scenarios.install(by=BY)
    with _timed(say, "town"):
        town = make_town(seed, scale)
        territory.load_town(town)
    with _timed(say, "registers"), clock.at(clock.now() - REGISTERED):
        registered = load_registers(town, middle_grid(town), scale=scale, seed=seed, as_of=_today(), by=BY)
    with _timed(say, "policies"):
        benefits.run(by=BY, as_of=_today())
    with _timed(say, "people and duties"):
        staffed = make_organisation(town, scale=scale, seed=seed, by=BY, since=_before(days))
    with _timed(say, "gas cylinders"):
        load_cylinders(registered.cylinders, seed=seed, as_of=_today(), by=BY)
    voices = Voices(seed, town.places)
    with _timed(say, "classifier"):
        learned = learn(voices, seed)
    with _timed(say, "past days"):
        wanted = history if history is not None else max(LEAST, min(MOST, round(HISTORY * scale)))
        written = write_history(
            Troupe(voices, Cast(), alone=True), days=days, per_day=max(1, round(wanted / days))
        )
    with _timed(say, "risk of addresses"):
        judge(say)
    with _timed(say, "schools and elders"):
        schooled = load_schools(town, seed=seed, today=_today(), by=BY)
    with _timed(say, "devices"):
        sensed = load_sensing(town, seed=seed, by=BY)
    with _timed(say, "street, circles, drill"):
        gathered = load_circles(town, by=BY)
    write_mark(Mark(seed, scale))
    say(f"{written.reports} reports, {written.acts} acts, {staffed.people} people in {staffed.units} units")
    say(
        f"{registered.persons} persons in {registered.rooms} rooms of {registered.grids} grids are registered"
    )
    say(
        f"{schooled.schools} schools, {schooled.short} warnings; {schooled.elders} elders alone, {schooled.visits} visits due"
    )
    say(
        f"{sensed.devices} devices, {sensed.detections} detections, {sensed.doors} door sensors, {sensed.routes} routes (simulated)"
    )
    say(
        f"{gathered.parties} responsible parties, {gathered.asked} asked; {gathered.members} members of a circle"
    )
    return Made(staffed, written, learned, registered, schooled, sensed, gathered)


def learn(voices: Voices, seed: int) -> int:
    """Train the category classifier on invented matters of earlier years; returns how many texts it saw."""
    texts, labels = zip(*archive(voices, ARCHIVE, least=20), strict=True)
    cases.learn_categories(texts, labels, seed=seed, name="S-town archive (simulated)")
    return len(texts)


def _before(days: int) -> date:
    """The responsibility list holds from the first of the past days on: they are dispatched by it."""
    return _today() - timedelta(days=days + 1)


def _today() -> date:
    return clock.now().astimezone(SHANGHAI).date()


@contextmanager
def _timed(say: Say, what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    say(f"{what}: {time.monotonic() - began:.1f} s")
