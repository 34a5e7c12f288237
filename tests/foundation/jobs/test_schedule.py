"""Periodic jobs: once however many workers, again after a worker died, later after a failure."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from lianzhi.foundation.jobs import actions, queries, registry
from lianzhi.foundation.jobs.models import Schedule
from lianzhi.kernel import clock

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ran(monkeypatch) -> list[str]:
    """A job that runs every minute, and what it did."""
    done: list[str] = []
    monkeypatch.setattr(registry, "_jobs", {})
    registry.periodic("test.tidy", MINUTE)(lambda: done.append("ran"))
    return done


def test_a_job_runs_when_due_and_not_before(ran) -> None:
    now = clock.now()

    actions.run_due(now)
    actions.run_due(now + MINUTE - timedelta(seconds=1))
    assert ran == ["ran"]
    actions.run_due(now + MINUTE)

    assert ran == ["ran", "ran"]


def race(now) -> None:
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        actions.run_due(now)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_four_workers_run_a_due_job_once(ran) -> None:
    now = clock.now()
    for turn in range(5):
        race(now + turn * MINUTE)

    assert len(ran) == 5


def test_without_the_lease_they_would_all_run_it(ran, monkeypatch) -> None:
    monkeypatch.setattr(actions, "_lease", lambda job, now: True)

    race(clock.now())

    assert len(ran) == 4


def test_the_lease_of_a_dead_worker_ends_and_the_job_runs_again(ran) -> None:
    now = clock.now()
    Schedule.objects.create(name="test.tidy", next_run=now, leased_until=now + 5 * MINUTE)

    actions.run_due(now + 4 * MINUTE)
    assert ran == []
    actions.run_due(now + 5 * MINUTE)

    assert ran == ["ran"]


def test_a_failing_job_is_named_and_tried_again_with_a_growing_pause(monkeypatch) -> None:
    monkeypatch.setattr(registry, "_jobs", {})

    def fail() -> None:
        raise OSError("the gateway is away")

    registry.periodic("test.fail", MINUTE)(fail)
    now = clock.now()

    actions.run_due(now)
    first = queries.states()[0]
    actions.run_due(first.next_run)
    second = queries.states()[0]

    assert (second.failures, second.error) == (2, "OSError: the gateway is away")
    assert second.next_run - first.next_run > first.next_run - now
