"""Periodic jobs: each due run once, failures recorded and tried again, a dead worker's job taken over."""

from datetime import timedelta
from pathlib import Path

import pytest
from support.processes import ON_BOTH, finish, place

from lianzhi.foundation.jobs import api, registry
from lianzhi.foundation.jobs.models import Schedule
from lianzhi.kernel import clock

HOUR = timedelta(hours=1)


@pytest.fixture
def own_jobs(monkeypatch) -> None:
    monkeypatch.setattr(registry, "_periodic", {})


@pytest.fixture
def runs(own_jobs) -> list[int]:
    done: list[int] = []
    api.periodic("test.count", HOUR)(lambda: done.append(len(done)))
    return done


def test_a_new_job_runs_at_once_and_then_in_its_rhythm(db, runs) -> None:
    start = clock.now()
    assert [api.run_due(start + n * HOUR / 2) for n in range(5)] == [1, 0, 1, 0, 1]
    assert len(runs) == 3
    (schedule,) = api.schedules()
    assert (schedule.name, schedule.last_run, schedule.next_run) == (
        "test.count",
        start + 2 * HOUR,
        start + 3 * HOUR,
    )
    assert (schedule.error, schedule.failures, schedule.running_since) == ("", 0, None)


def test_missed_slots_are_not_made_up_for(db, runs) -> None:
    start = clock.now()
    api.run_due(start)
    assert api.run_due(start + 10.5 * HOUR) == 1
    assert api.run_due(start + 10.6 * HOUR) == 0
    assert api.schedules()[0].next_run == start + 11 * HOUR


def test_a_failure_is_recorded_and_tried_again_sooner(db, own_jobs, caplog) -> None:
    broken = [True]

    @api.periodic("test.broken", HOUR)
    def work() -> None:
        if broken:
            raise RuntimeError("the disk is full")

    start = clock.now()
    with clock.at(start):
        for failures, wait in ((1, 30), (2, 60)):
            assert api.run_due(Schedule.objects.get().next_run if failures > 1 else start) == 1
            schedule = api.schedules()[0]
            assert (schedule.failures, schedule.error) == (failures, "RuntimeError: the disk is full")
            assert schedule.last_run is None
            assert schedule.next_run - start >= timedelta(seconds=wait)
    broken.clear()
    assert api.run_due(start + HOUR) == 1
    assert (api.schedules()[0].failures, api.schedules()[0].error) == (0, "")
    assert caplog.text.count("periodic job test.broken failed") == 2


def test_one_failing_job_does_not_keep_the_others_from_running(db, runs) -> None:
    @api.periodic("test.a_first", HOUR)
    def work() -> None:
        raise RuntimeError

    assert api.run_due(clock.now()) == 2
    assert len(runs) == 1


def test_a_held_job_is_left_alone_until_the_lease_is_over(db, runs) -> None:
    start = clock.now()
    Schedule.objects.create(name="test.count", next_run=start, held_until=start + HOUR / 6, holder="another")
    assert api.run_due(start + HOUR / 7) == 0
    assert api.run_due(start + HOUR / 6) == 1


def test_a_worker_that_outlived_its_lease_does_not_overwrite_its_successor(db, own_jobs, caplog) -> None:
    start = clock.now()

    @api.periodic("test.slow", HOUR)
    def work() -> None:
        Schedule.objects.update(holder="successor", held_until=start + HOUR)

    api.run_due(start)
    assert Schedule.objects.get().holder == "successor"
    assert "longer than its lease" in caplog.text


def test_a_job_nobody_registers_any_more_does_not_run(db, own_jobs) -> None:
    Schedule.objects.create(name="test.gone", next_run=clock.now())
    assert api.run_due(clock.now()) == 0


def test_names_are_unique_and_intervals_positive(own_jobs) -> None:
    api.periodic("test.one", HOUR)(print)
    with pytest.raises(ValueError, match="two periodic jobs"):
        api.periodic("test.one", HOUR)(repr)
    with pytest.raises(ValueError, match="no interval"):
        api.periodic("test.two", timedelta())


JOB = """
import os, sys
from datetime import UTC, datetime, timedelta
from lianzhi.foundation.jobs import api, registry
from lianzhi.foundation.jobs.models import Schedule
registry._periodic.clear()
def line(text):
    with open(os.environ["LIANZHI_HOME"] + "/runs", "a") as out:
        out.write(text + "\\n")
def said():
    with open(os.environ["LIANZHI_HOME"] + "/runs") as lines:
        return lines.read().split()
START = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
"""
RACE = (
    JOB
    + """
slot = 0
api.periodic("test.race", HOUR)(lambda: line(str(slot)))
sys.stdin.readline()
for slot in range(40):
    api.run_due(START + slot * HOUR)
"""
)
WITHOUT_LOCK = (
    JOB
    + """
due = Schedule.objects.filter(next_run__lte=START).first()
print("seen", flush=True)
sys.stdin.readline()
if due:
    line("0")
    Schedule.objects.filter(pk=due.pk).update(next_run=START + HOUR)
"""
)


@pytest.mark.parametrize("kind", ON_BOTH)
def test_two_workers_racing_run_each_slot_once(kind: str, tmp_path: Path) -> None:
    with place(kind, tmp_path) as here:
        here.migrate("jobs")
        workers = [here.start(RACE) for _ in range(2)]
        for worker in workers:
            worker.stdin.write("go\n")
            worker.stdin.flush()
        for worker in workers:
            finish(worker)
    slots = (tmp_path / "runs").read_text().split()
    assert sorted(slots, key=int) == [str(n) for n in range(40)]


def test_without_taking_the_job_first_both_would_run_it(tmp_path: Path) -> None:
    """The control: look, then run, then note."""
    with place("sqlite", tmp_path) as here:
        here.migrate("jobs")
        here.run(JOB + 'Schedule.objects.create(name="test.race", next_run=START)')
        workers = [here.start(WITHOUT_LOCK) for _ in range(2)]
        for worker in workers:
            assert worker.stdout.readline() == "seen\n"
        for worker in workers:
            worker.stdin.write("go\n")
            worker.stdin.flush()
        for worker in workers:
            finish(worker)
    assert (tmp_path / "runs").read_text().split() == ["0", "0"]


@pytest.mark.parametrize("kind", ON_BOTH)
def test_the_job_of_a_killed_worker_runs_again_after_its_lease(kind: str, tmp_path: Path) -> None:
    dying = JOB + (
        'def work():\n    line("begun"); print("begun", flush=True); sys.stdin.readline()\n'
        'api.periodic("test.killed", HOUR, lease=timedelta(minutes=5))(work)\n'
        "api.run_due(START)"
    )
    after = JOB + (
        'api.periodic("test.killed", HOUR, lease=timedelta(minutes=5))(lambda: line("done"))\n'
        "print(api.run_due(START + timedelta(minutes=4)), api.run_due(START + timedelta(minutes=5)),"
        " api.run_due(START + timedelta(minutes=6)))"
    )
    with place(kind, tmp_path) as here:
        here.migrate("jobs")
        worker = here.start(dying)
        assert worker.stdout.readline() == "begun\n"
        worker.kill()
        worker.communicate()
        assert here.run(after).split() == ["0", "1", "0"]
    assert (tmp_path / "runs").read_text().split() == ["begun", "done"]
