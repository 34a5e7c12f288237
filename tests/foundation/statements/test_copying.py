"""Many new rows at once are the rows that one by one would be there."""

from datetime import UTC, datetime

import pytest

from lianzhi.foundation.events import api as events
from lianzhi.foundation.events.models import Delivery, Event
from lianzhi.foundation.statements.api import copy_in, fresh

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
HARD = ["a\tb", "a\nb", "\\N", "\\", "王\\x41", '"', "", "\\."]


@pytest.mark.parametrize("count", [1, 20, 21, 200])
def test_they_are_kept_as_given_and_numbered_in_their_order(count: int) -> None:
    said = [{"n": n, "text": HARD[n % len(HARD)]} for n in range(count)]
    rows = [fresh(Event, name=one["text"], payload=one, units=[one["text"]], at=AT) for one in said]

    copy_in(Event, rows, keys=True)

    kept = list(Event.objects.order_by("pk"))
    assert [row.pk for row in kept] == [row.pk for row in rows]
    assert [(row.name, row.payload, row.units, row.at) for row in kept] == [
        (one["text"], one, [one["text"]], AT) for one in said
    ]
    assert not any(row._state.adding for row in rows)


@pytest.mark.parametrize("model", [Event, Delivery])
def test_a_fresh_row_has_what_the_model_gives_by_itself(model) -> None:
    made, usual = fresh(model), model()

    for field in model._meta.concrete_fields:
        new, old = getattr(made, field.attname), getattr(usual, field.attname)
        assert type(new) is type(old), field.name
        assert isinstance(new, datetime) or new == old, field.name
    assert made._state.adding and made.pk is None


def test_of_many_events_each_consumer_takes_each(monkeypatch) -> None:
    takes = {"case.told": ("flow.a", "flow.b"), "case.changed": ()}
    monkeypatch.setattr("lianzhi.foundation.events.registry.consumers_of", takes.__getitem__)
    told = [("case.told" if n % 2 else "case.changed", {"n": n}) for n in range(250)]

    events.emit_all(told, area="330110")

    assert [(each.name, each.payload, each.area_code) for each in Event.objects.order_by("pk")] == [
        (name, said, "330110") for name, said in told
    ]
    taken = Delivery.objects.order_by("event_id", "consumer").values_list("event__payload__n", "consumer")
    assert list(taken) == [(n, f"flow.{who}") for n in range(1, 250, 2) for who in "ab"]
