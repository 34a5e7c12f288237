"""Run the examples for real: the true actions against the true database, in a transaction that is rolled back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from lianzhi.cases import api as cases
from lianzhi.circles import api as circles
from lianzhi.command import api as command
from lianzhi.flows.cases_to_dispatch import dispatch_new
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import Refused
from lianzhi.scenarios import actions, facts, packages, probes, sections, world
from lianzhi.scenarios.contracts import Checked, Package
from lianzhi.scenarios.rules.example import MINUTES_APART, STARTS, Act, Example, Probe, minute
from lianzhi.scenarios.rules.package import warnings
from lianzhi.scenarios.world import REPORTER, ROOT, World
from lianzhi.services import api as services

APART = timedelta(minutes=MINUTES_APART)


@contextmanager
def rolled_back() -> Iterator[None]:
    """What happens inside leaves nothing behind."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def check_all(root: Path = packages.ROOT) -> list[Checked]:
    """Every package and every example of it; nothing is installed."""
    good, bad = packages.load_all(root)
    found = [Checked(code, "", code, problems=(str(refusal),)) for code, refusal in bad]
    with rolled_back():
        cases.publish_flows(ROOT)
        services.publish_flows(ROOT)
        circles.publish_flows(ROOT)
        command.publish_flows(ROOT)
        command.load_plans(ROOT)
        cases.load_categories(ROOT)
        for package in good:
            found += check(package)
    return found


def check(package: Package) -> list[Checked]:
    """The package, then its examples. Categories and shared flows must be in place; the rest is rolled back."""
    problems = tuple(sections.problems(package))
    whole = Checked(
        package.code,
        "",
        package.spec.name.zh,
        problems,
        tuple(warnings(package.spec, clock.now().astimezone(SHANGHAI).date())),
    )
    if problems:
        return [whole]
    with rolled_back():
        actions.install_packages([package], by=ROOT)
        here = world.build()
        return [whole, *(_checked(package, example, here) for example in package.examples)]


def _checked(package: Package, example: Example | Probe, here: World) -> Checked:
    with rolled_back():
        problems = tuple(judged(package.code, example, replace(here, people={})))
    return Checked(package.code, example.code, example.name.zh, problems)


def judged(scenario: str, example: Example | Probe, here: World) -> list[str]:
    """What went otherwise than the example says, whichever kind it is."""
    return probes.play(example) if isinstance(example, Probe) else play(scenario, example, here)


def play(scenario: str, example: Example, here: World) -> list[str]:
    """What went otherwise than the example says; empty when all is as it says."""
    reported = _reported(example)
    if isinstance(reported, list):
        return reported
    example = reported
    world.people_and_duty(here, example)
    at = minute(STARTS).replace(tzinfo=SHANGHAI)
    with clock.at(at):
        world.set_duty(here, example)
        try:
            case = _report(scenario, example, here)
        except Refused as refusal:
            wanted = example.then.refused or "taken in"
            return (
                []
                if refusal.code == wanted
                else [f"the report was refused ({refusal.code}), should be {wanted}"]
            )
        if example.then.refused:
            return [f"the report was taken in, should be refused with {example.then.refused}"]
        dispatch_new(case.id)
    for number, act in enumerate(example.acts, 1):
        at += APART
        with clock.at(at):
            if problem := _step(case.id, act, here):
                return [f"act {number} ({act.who} {act.do}): {problem}"]
    return list(_differences(case.id, example))


def _reported(example: Example) -> Example | list[str]:
    """With what the rules report in the place of facts. A list: what went otherwise; empty, nothing is to be reported."""
    given, then = example.given, example.then
    if given.facts is None:
        return example
    answer = facts.ask(given.facts.of, given.facts.values, given.facts.before)
    if isinstance(answer, str):
        return [answer]
    wrong = [
        f"{name} is {answer.found.get(name)}, should be {wanted}"
        for name, wanted in then.found.items()
        if answer.found.get(name) != wanted
    ]
    opened = [category for category, _title, _text in answer.matters]
    if then.matters is not None and opened != then.matters:
        wrong.append(f"matters are {opened}, should be {then.matters}")
    if wrong or not opened:
        return wrong or ([] if then.matters == [] else ["the rules open no matter"])
    category, _title, text = answer.matters[0]
    said = given.model_copy(update={"category": category, "text": text})
    return example.model_copy(update={"given": said})


def _report(scenario: str, example: Example, here: World) -> cases.CaseView:
    given = example.given
    spots = {"here": (here.lon, here.lat), "outside": here.away, "unknown": (None, None)}
    lon, lat = spots[given.place]
    report = cases.NewReport(
        source="rehearsal", external_id=example.code, text=given.text, intake=scenario, category=given.category,
        place_text="" if lon else "某处", lon=lon, lat=lat, reporter=REPORTER.id,
    )  # fmt: skip
    return cases.report(report, by=REPORTER)


def _step(case_id: int, act: Act, here: World) -> str:
    """Make the act; the empty string when it came out as it should."""
    before = _print(case_id)
    try:
        with transaction.atomic():
            _do(case_id, act, here)
    except Refused as refusal:
        if refusal.code != act.refused:
            return f"refused with {refusal.code}, should be {act.refused or 'done'}"
        return "" if _print(case_id) == before else "was refused, but something has changed"
    if act.refused:
        return f"was done, should be refused with {act.refused}"
    state = cases.by_id(case_id).item.state.code
    return "" if act.state in ("", state) else f"led to {state}, should be {act.state}"


def _print(case_id: int) -> tuple[object, ...]:
    case = cases.by_id(case_id)
    return (case, tuple(worklist.moves(case.item.id)), tuple(worklist.tasks(case.item.id)))


def _do(case_id: int, act: Act, here: World) -> None:
    by = here.actor(act)
    if act.do == "rate":
        cases.rate(case_id, grade=act.grade if act.grade is not None else 0, text=act.reason, by=by)
    elif act.do == "reopen":
        cases.reopen(case_id, reason=act.reason, by=by)
    else:
        given = worklist.Given(
            reason=act.reason,
            answer=act.answer,
            result=act.result,
            units=tuple(act.units),
            task=_task(case_id, act),
        )
        cases.move(case_id, act.do, by=by, given=given)


def _task(case_id: int, act: Act) -> int | None:
    """The newest part of the acting unit; an act on somebody else's part names it with ``units``."""
    unit = act.units[0] if act.units and act.do != "dispatch" else act.unit
    mine = [task for task in worklist.tasks(cases.by_id(case_id).item.id) if task.unit == unit]
    return max(mine, key=lambda task: task.id).id if mine else None


def _differences(case_id: int, example: Example) -> Iterator[str]:
    case, then = cases.by_id(case_id), example.then
    first = next((move for move in worklist.moves(case.item.id) if move.verb == "dispatch"), None)
    found: dict[str, object] = {
        "state": case.item.state.code,
        "units": list(case.item.units),
        "due": _local(case.item.due_at),
        "promised": _local(case.item.promised_at),
        "answer": case.answer,
        "grade": case.rating.grade if case.rating else None,
        "rounds": case.item.rounds,
        "dispatched_by_machine": bool(first and first.actor_id == world.MACHINE.id),
    }
    for name, value in found.items():
        wanted = getattr(then, name)
        if wanted is not None and wanted != value:
            yield f"{name} is {value}, should be {wanted}"


def _local(at: datetime | None) -> str | None:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at else None
