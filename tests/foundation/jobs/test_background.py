"""The task queue, worked off in the worker's own process."""

from datetime import timedelta

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from support import errands

from lianzhi.foundation.jobs import api, background
from lianzhi.kernel import clock


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    errands.done.clear()


def test_tasks_are_worked_off_one_by_one_in_their_order(db) -> None:
    for text in ("a", "b"):
        api.enqueue(errands.note, text)
    assert [api.work_once() for _ in range(3)] == [True, True, False]
    assert errands.done == ["a", "b"]
    assert [row.return_value for row in DBTaskResult.objects.order_by("enqueued_at")] == ["A", "B"]


def test_looking_into_an_empty_queue_takes_one_query_and_no_lock(db, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert api.work_once() is False


@pytest.mark.django_db(transaction=True)
def test_a_task_of_a_rolled_back_transaction_never_was() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        api.enqueue(errands.note, "a")
        raise ZeroDivisionError
    assert api.work_once() is False
    assert errands.done == []


def test_a_failing_task_is_recorded_and_the_next_one_runs(db) -> None:
    failing = api.enqueue(errands.fail)
    api.enqueue(errands.note, "a")
    assert [api.work_once() for _ in range(2)] == [True, True]
    row = DBTaskResult.objects.get(pk=failing)
    assert (row.status, row.exception_class_path) == ("FAILED", "builtins.RuntimeError")
    assert "no paper" in row.traceback
    assert errands.done == ["a"]


def test_a_task_whose_worker_died_is_put_back_and_given_up_after_three_starts(db) -> None:
    pk = api.enqueue(errands.note, "a")
    started = clock.now()
    for start in range(1, 4):
        row = DBTaskResult.objects.get(pk=pk)
        row.claim(f"worker-{start}")
        assert background.rescue() == 0
        with clock.at(started + start * timedelta(hours=1)):
            assert background.rescue() == 1
        row.refresh_from_db()
        assert row.status == ("READY" if start < 3 else "FAILED")
    assert "died 3 times" in row.traceback
    assert api.work_once() is False


def test_a_rescued_task_runs(db) -> None:
    pk = api.enqueue(errands.note, "a")
    DBTaskResult.objects.get(pk=pk).claim("dead")
    with clock.at(clock.now() + timedelta(hours=1)):
        background.rescue()
    assert api.work_once() is True
    assert errands.done == ["a"]


def test_finished_tasks_are_forgotten_after_a_week(db) -> None:
    api.enqueue(errands.note, "a")
    api.work_once()
    waiting = api.enqueue(errands.note, "b")
    with clock.at(clock.now() + timedelta(days=6)):
        assert background.forget() == 0
    with clock.at(clock.now() + timedelta(days=8)):
        assert background.forget() == 1
    assert [str(row.pk) for row in DBTaskResult.objects.all()] == [waiting]
