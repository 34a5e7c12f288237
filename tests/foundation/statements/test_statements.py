"""Statements that are compiled once answer as Django's own do."""

import pytest
from django.db import connection
from django.utils import timezone

from lianzhi.foundation.events.models import Delivery, Event
from lianzhi.foundation.statements.api import (
    Many,
    Prepared,
    insert,
    inserting,
    next_keys,
    together,
    update,
    updating,
)

pytestmark = pytest.mark.django_db


def event(name: str, **values) -> Event:
    return Event(name=name, payload={"值": [1, None, "二"]}, units=["a", "b"], **values)


def test_rows_come_back_as_they_were_written_with_their_keys() -> None:
    rows = [event("one"), event("two", area_code="330110001001")]
    insert(rows)
    found = {row.pk: row for row in Event.objects.all()}
    assert [found[row.pk].name for row in rows] == ["one", "two"]
    for row in rows:
        kept = found[row.pk]
        assert (kept.payload, kept.units, kept.at, kept.area_code) == (
            row.payload,
            row.units,
            row.at,
            row.area_code,
        )
        assert not row._state.adding


def test_a_column_may_be_an_expression() -> None:
    insert([event("x")], {"name": ("(SELECT 'from' || %s)", [" here"])})
    assert Event.objects.get().name == "from here"


def test_nothing_to_write_asks_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        insert([])
        together()


def test_what_is_written_together_is_written_and_only_who_wants_a_key_is_given_one(
    django_assert_max_num_queries,
) -> None:
    insert([old := event("old")])
    new, plain = event("new"), event("plain")
    old.name = "changed"
    at_once = 1 if connection.vendor == "postgresql" else 3
    writes = (updating(old, ["name"]), inserting([new]), inserting([plain], keys=False))
    with django_assert_max_num_queries(at_once):
        together(*writes)
    assert set(Event.objects.values_list("name", flat=True)) == {"changed", "new", "plain"}
    assert Event.objects.get(name="new").pk == new.pk
    assert plain.pk is None


def test_two_that_want_keys_both_get_theirs() -> None:
    first, second = event("first"), event("second")
    together(inserting([first]), inserting([second]))
    assert [Event.objects.get(name=row.name).pk for row in (first, second)] == [first.pk, second.pk]


def test_a_key_taken_before_is_the_row_s_own_and_the_next_row_gets_another() -> None:
    row = event("named")
    row.pk = next_keys(Event)[0]
    insert([row])
    insert([after := event("after")])
    assert Event.objects.get(name="named").pk == row.pk
    assert after.pk == row.pk + 1
    assert not row._state.adding


def test_only_the_named_columns_are_written() -> None:
    insert([row := event("old")])
    row.name, row.area_code = "new", "330110001001"
    update(row, ["name"])
    row.refresh_from_db()
    assert (row.name, row.area_code) == ("new", "")


def test_an_instant_is_kept_to_the_microsecond() -> None:
    insert([happened := event("x")])
    insert([row := Delivery(event_id=happened.pk, consumer="c")])
    row.done_at = timezone.now()
    update(row, ["done_at"])
    assert Delivery.objects.get().done_at == row.done_at


def test_a_prepared_query_answers_as_the_query_does_with_each_value() -> None:
    insert([event("a"), event("b"), event("a")])
    by_name = Prepared(lambda: Event.objects.filter(name="").order_by("-pk"))
    names = Prepared(
        lambda: Event.objects.filter(pk__gt=0).filter(name="").order_by("pk").values_list("pk", "name")
    )
    for name in ("a", "b", "none"):
        assert by_name(name) == list(Event.objects.filter(name=name).order_by("-pk"))
        assert names(0, name) == list(
            Event.objects.filter(name=name).order_by("pk").values_list("pk", "name")
        )
    assert [row.payload for row in by_name("b")] == [{"值": [1, None, "二"]}]


def test_a_prepared_query_follows_relations() -> None:
    insert([row := event("a")])
    insert([Delivery(event_id=row.pk, consumer="c")])
    both = Prepared(lambda: Delivery.objects.select_related("event").filter(consumer=""))
    with_event = both("c")
    before = len(connection.queries_log)
    assert with_event[0].event.payload == row.payload
    assert len(connection.queries_log) == before


def test_the_wrong_number_of_values_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="are asked for"):
        Prepared(lambda: Event.objects.filter(name=""))("a", "b")
    with pytest.raises(TypeError, match="are asked for"):
        Prepared(lambda: Event.objects.filter(name=""))(5)


@pytest.mark.parametrize("count", [0, 1, 4, 5, 24, 25, 64, 65, 131])
def test_rows_by_any_number_of_keys_come_once_each(count: int, django_assert_max_num_queries) -> None:
    insert(rows := [event(f"e{number}") for number in range(140)])
    keys = [row.pk for row in rows[:count]]
    named = Many(lambda keys: Event.objects.filter(pk__in=keys).order_by("pk"))
    with django_assert_max_num_queries(-(-count // 64)):
        found = named(keys)
    assert [row.pk for row in found] == sorted(keys)
