"""The outbox forgets what everybody has had, and nothing that somebody waits for."""

from datetime import timedelta

import pytest
from django.db import transaction

from lianzhi.foundation.events import api as events
from lianzhi.foundation.events.models import Delivery, Event
from lianzhi.kernel import clock

pytestmark = pytest.mark.django_db
NOW = clock.now()


def happened(days: float, name: str = "case.told") -> int:
    at = NOW - timedelta(days=days)
    with transaction.atomic():
        key = events.emit(name, {})
    Event.objects.filter(pk=key).update(at=at)
    return key


def delivered(key: int, *, done: bool = True) -> None:
    Delivery.objects.create(event_id=key, consumer=f"test.{key}", done_at=NOW if done else None)


def left() -> set[int]:
    return set(Event.objects.values_list("pk", flat=True))


def test_what_is_old_and_handed_on_goes_with_its_deliveries() -> None:
    old, last, fresh = happened(40), happened(35), happened(29)
    for key in (old, last, fresh):
        delivered(key)

    assert events.forget() == 1
    assert left() == {last, fresh}
    assert not Delivery.objects.filter(event_id=old).exists()
    assert Delivery.objects.filter(event_id=fresh).exists()


def test_what_a_consumer_still_waits_for_stays() -> None:
    waited, _old, last = happened(50), happened(40), happened(35)
    delivered(waited, done=False)

    assert events.forget() == 1
    assert left() == {waited, last}
    assert events.forget() == 0


def test_it_goes_in_blocks_and_a_run_has_an_end() -> None:
    keys = [happened(60 - n) for n in range(10)]

    assert events.forget(block=2, blocks=2) == 4
    assert left() == set(keys[4:])
    assert events.forget(block=2, blocks=20) == 5
    assert left() == {keys[-1]}


def test_the_town_says_how_long(settings) -> None:
    settings.OUTBOX_DAYS = 2
    happened(5), happened(4), happened(1)

    assert events.forget() == 1
    assert events.kept() == timedelta(days=2)


def test_a_reader_is_told_only_when_it_may_have_missed_something() -> None:
    first, second, third = happened(40), happened(35), happened(1)

    assert events.too_old(events.Cursor(first - 1)) and events.too_old(events.Cursor(first))
    assert not events.too_old(events.Cursor(second))
    assert not events.too_old(events.Cursor(third))
    assert [one.id for one in events.since(events.window())] == [third]


def test_a_quiet_town_has_no_reader_that_came_too_late() -> None:
    last = happened(300)
    events.forget()

    assert not events.too_old(events.Cursor(last))
    assert events.since(events.window()) == []


def test_the_worker_does_it_by_the_clock() -> None:
    from lianzhi.foundation.jobs.registry import all_periodic

    assert all_periodic()["events.forget"].work is events.forget
