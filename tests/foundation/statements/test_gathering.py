"""Writes of one act wait for each other, and nobody can tell but the database, which is asked less often."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lianzhi.foundation.events import api as events
from lianzhi.foundation.events.models import Delivery, Event
from lianzhi.foundation.statements.api import Write, gathered, insert, inserting, next_keys, together, update
from lianzhi.foundation.statements.api import updating as change

pytestmark = pytest.mark.django_db
PLAIN = {"keys": False}
on_postgres = pytest.mark.skipif(
    "connection.vendor != 'postgresql'",
    reason="SQLite has no way to the database to spare: nothing waits there",
)


def event(name: str) -> Event:
    return Event(name=name, payload={}, units=[])


def names() -> list[str]:
    return list(Event.objects.order_by("name").values_list("name", flat=True))


def test_all_of_it_is_there_at_the_end_of_the_block(django_assert_max_num_queries) -> None:
    insert([old := event("old")])
    old.name = "changed"
    with django_assert_max_num_queries(1 if connection.vendor == "postgresql" else 3), gathered():
        together(change(old, ["name"]))
        together(inserting([event("one")], **PLAIN))
        together(inserting([event("two")], **PLAIN))
    assert names() == ["changed", "one", "two"]


def test_whoever_reads_meanwhile_reads_what_was_written() -> None:
    with gathered():
        together(inserting([event("one")], **PLAIN))
        assert names() == ["one"]
        together(inserting([event("two")], **PLAIN))
        assert Event.objects.filter(name="two").update(name="three") == 1
    assert names() == ["one", "three"]


def test_keys_are_given_at_once_and_what_waited_is_written_with_them() -> None:
    with gathered():
        together(inserting([event("waits")], **PLAIN))
        insert([row := event("keyed")])
        assert row.pk
    assert Event.objects.get(name="keyed").pk == row.pk and names() == ["keyed", "waits"]


def test_the_same_row_is_changed_twice_in_its_order() -> None:
    insert([row := event("a")])
    with gathered():
        for name in ("b", "c"):
            row.name = name
            update(row, ["name"])
    assert names() == ["c"]


def test_a_new_row_is_changed_before_it_was_written() -> None:
    with gathered():
        row = event("a")
        (row.pk,) = next_keys(Event)
        insert([row])
        row.name = "b"
        update(row, ["name"])
    assert names() == ["b"]


def test_a_statement_that_may_touch_any_row_of_a_table_comes_after_the_rows_before_it() -> None:
    table = Event._meta.db_table
    with gathered():
        together(inserting([event("a")], **PLAIN))
        together(Write(f"UPDATE {table} SET name = %s WHERE name = %s", ["b", "a"], touches=[(table, None)]))
        together(inserting([event("c")], **PLAIN))
    assert names() == ["b", "c"]


def test_a_row_counted_from_those_before_it_sees_them() -> None:
    """As the number of a step in the history of its matter is found."""
    count = ("(SELECT 'n' || COUNT(*) FROM events_event)", [])
    with gathered():
        for _ in range(3):
            together(inserting([event("x")], {"name": count}, **PLAIN))
    assert names() == ["n0", "n1", "n2"]


def test_what_a_savepoint_gives_up_is_not_written_and_what_was_before_it_is() -> None:
    with gathered():
        together(inserting([event("before")], **PLAIN))
        with pytest.raises(ValueError, match="given up"), transaction.atomic():
            together(inserting([event("inside")], **PLAIN))
            raise ValueError("given up")
        together(inserting([event("after")], **PLAIN))
    assert names() == ["after", "before"]


def test_an_inner_block_that_fails_drops_its_own_writes_only() -> None:
    with gathered():
        together(inserting([event("outer")], **PLAIN))
        with pytest.raises(ValueError, match="inner"), transaction.atomic(), gathered():
            together(inserting([event("inner")], **PLAIN))
            raise ValueError("inner")
    assert names() == ["outer"]


def test_a_statement_that_the_database_refuses_can_be_given_up_and_the_act_goes_on() -> None:
    insert([row := event("first")])
    with gathered():
        with pytest.raises(IntegrityError), transaction.atomic():
            twin = event("twin")
            twin.pk = row.pk
            insert([twin])
            names()
        together(inserting([event("after")], **PLAIN))
    assert names() == ["after", "first"]


@pytest.mark.django_db(transaction=True)
@on_postgres
def test_outside_a_transaction_nothing_is_gathered() -> None:
    with pytest.raises(RuntimeError, match="inside a transaction"), gathered():
        pass


def test_events_and_what_each_consumer_takes_of_them_are_written_as_one_by_one(monkeypatch) -> None:
    takes = {"case.told": ("flow.a", "flow.b"), "case.changed": (), "case.closed": ("flow.a",)}
    monkeypatch.setattr("lianzhi.foundation.events.registry.consumers_of", lambda name: takes.get(name, ()))
    before = timezone.now()
    events.emit_all(
        [("case.told", {"n": 1}), ("case.changed", {}), ("case.closed", {})], area="330110", units=["u"]
    )
    rows = list(Delivery.objects.order_by("event_id", "consumer").select_related("event"))
    assert [(row.event.name, row.consumer) for row in rows] == [
        ("case.told", "flow.a"), ("case.told", "flow.b"), ("case.closed", "flow.a"),
    ]  # fmt: skip
    for row in rows:
        assert (row.done_at, row.attempts, row.error) == (
            None,
            0,
            "",
        ) and before <= row.next_try <= timezone.now()
    assert [each.name for each in Event.objects.order_by("pk")] == [
        "case.told",
        "case.changed",
        "case.closed",
    ]
    assert Event.objects.get(name="case.told").payload == {"n": 1}


@on_postgres
def test_events_cost_one_statement_with_their_deliveries(django_assert_num_queries, monkeypatch) -> None:
    monkeypatch.setattr("lianzhi.foundation.events.registry.consumers_of", lambda name: ("flow.a", "flow.b"))
    with django_assert_num_queries(1):
        events.emit_all([("case.told", {}), ("case.changed", {})])
    assert Delivery.objects.count() == 4
