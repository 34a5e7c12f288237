"""The outbox: nothing told that did not happen, nothing that happened left untold."""

import threading

import pytest
from django.db import connections, transaction

from lianzhi.foundation.events import actions, queries, registry
from lianzhi.foundation.events.models import Delivery, Event


@pytest.fixture
def heard(monkeypatch) -> list:
    """A consumer of ``thing.done`` for one test, and what it heard."""
    monkeypatch.setattr(registry, "_by_event", registry.defaultdict(list))
    monkeypatch.setattr(registry, "_handlers", {})
    calls: list = []
    registry.consumer("thing.done", key="test.listen")(lambda event: calls.append(event.payload["n"]))
    return calls


def emit(n: int) -> None:
    with transaction.atomic():
        actions.emit("thing.done", {"n": n})


@pytest.mark.django_db(transaction=True)
class TestRelay:
    def test_an_event_reaches_its_consumer_once(self, heard) -> None:
        emit(1)

        actions.relay()
        actions.relay()

        assert heard == [1]

    def test_what_was_rolled_back_is_never_told(self, heard) -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            actions.emit("thing.done", {"n": 1})
            raise ZeroDivisionError

        assert (actions.relay(), heard, Event.objects.count()) == (0, [], 0)

    def test_outside_a_transaction_nothing_can_be_emitted(self, heard) -> None:
        with pytest.raises(RuntimeError, match="outside a transaction"):
            actions.emit("thing.done", {"n": 1})

    def test_a_failing_consumer_is_tried_again_and_does_not_hold_up_others(self, heard, monkeypatch) -> None:
        fails = [True]

        def sometimes(event) -> None:
            if fails.pop() if fails else False:
                raise OSError("the other side is away")
            heard.append("late")

        registry.consumer("thing.done", key="test.fails")(sometimes)
        emit(1)

        actions.relay()
        assert heard == [1]
        assert queries.failing() == [("test.fails", "thing.done", 1, "OSError: the other side is away")]
        Delivery.objects.update(next_try=Event.objects.get().at)
        actions.relay()

        assert heard == [1, "late"]
        assert queries.failing() == []

    def test_what_a_failing_consumer_wrote_is_rolled_back(self, heard) -> None:
        def writes_then_fails(event) -> None:
            Event.objects.create(name="half", payload={})
            raise OSError

        registry.consumer("thing.done", key="test.half")(writes_then_fails)
        emit(1)

        actions.relay()

        assert not Event.objects.filter(name="half").exists()

    def test_two_workers_deliver_each_event_once(self, heard) -> None:
        for n in range(30):
            emit(n)
        barrier = threading.Barrier(2)

        def work() -> None:
            barrier.wait()
            while actions.relay(limit=5):
                pass
            connections.close_all()

        workers = [threading.Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        actions.relay()

        assert sorted(heard) == list(range(30))
