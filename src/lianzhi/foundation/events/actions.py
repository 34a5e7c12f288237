"""Emit in the caller's transaction; relay afterwards, at least once, each consumer on its own."""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from lianzhi.foundation.events import registry
from lianzhi.foundation.events.contracts import Happening
from lianzhi.foundation.events.models import Delivery, Event
from lianzhi.foundation.statements import api as statements
from lianzhi.kernel import clock

log = logging.getLogger(__name__)
FIRST_RETRY = timedelta(seconds=1)
LAST_RETRY = timedelta(minutes=10)
MANY = 100
"""From here on events of one change are copied in."""


TO = "to"


def emit(
    name: str,
    payload: Mapping[str, Any],
    *,
    area: str = "",
    units: Sequence[str] = (),
    to: Sequence[str] = (),
) -> int:
    """Write an event to the outbox; returns its id. Must run inside the transaction of the change it tells.

    ``to``: actor ids; then only their open pages hear of it.
    """
    told = {**payload, TO: list(to)} if to else payload
    (event,) = events = _events([(name, told)], area, units)
    statements.insert(events)
    statements.insert(_deliveries(events))
    return event.pk


def emit_all(
    told: Sequence[tuple[str, Mapping[str, Any]]], *, area: str = "", units: Sequence[str] = ()
) -> None:
    """Several events of one change, in this order, written at once with what each consumer is to take of them."""
    events = _events(told, area, units)
    if len(events) > MANY:
        statements.copy_in(Event, events, keys=True)
        statements.copy_in(Delivery, _deliveries(events))
        return
    if connection.vendor != "postgresql":
        statements.insert(events)
        statements.insert(_deliveries(events))
        return
    wanted = [(name, key) for name in {each.name for each in events} for key in registry.consumers_of(name)]
    then = _handing_on(wanted) if wanted else None
    statements.together(statements.inserting(events, keys=False, gives='"id", "name"', then=then))


def _events(told: Sequence[tuple[str, Mapping[str, Any]]], area: str, units: Sequence[str]) -> list[Event]:
    if not connection.in_atomic_block:
        raise RuntimeError(f"event {told[0][0]!r} was emitted outside a transaction")
    place = {"area_code": area, "units": list(units)}
    return [statements.fresh(Event, name=name, payload=dict(said), **place) for name, said in told]


def _deliveries(events: Sequence[Event]) -> list[Delivery]:
    keys = ((each.pk, key) for each in events for key in registry.consumers_of(each.name))
    return [statements.fresh(Delivery, event_id=event, consumer=key) for event, key in keys]


def _handing_on(wanted: Sequence[tuple[str, str]]) -> statements.Write:
    """The rows of ``_deliveries`` out of the events as the database has just numbered them."""
    pairs = ", ".join(["(%s, %s)"] * len(wanted))
    text = (
        f"INSERT INTO {Delivery._meta.db_table} (event_id, consumer, attempts, next_try, error) "  # noqa: S608
        f"SELECT e.id, c.consumer, 0, %s, '' FROM {{of}} e JOIN (VALUES {pairs}) c (name, consumer) ON c.name = e.name"
    )
    return statements.Write(text, [timezone.now(), *(value for pair in wanted for value in pair)])


def relay(limit: int = 100) -> int:
    """Hand waiting events to their consumers; returns how many were taken. Safe with several workers."""
    waiting = Delivery.objects.filter(done_at=None, next_try__lte=clock.now()).order_by("next_try", "id")
    return sum(_deliver(pk) for pk in list(waiting.values_list("pk", flat=True)[:limit]))


def _deliver(pk: int) -> bool:
    try:
        with transaction.atomic():
            row = _claim(pk)
            if row is None:
                return False
            run = registry.handler(row.consumer)
            if run is None:
                raise LookupError(f"no consumer is called {row.consumer!r} any more")
            run(happening(row.event))
            row.done_at = clock.now()
            row.save(update_fields=["done_at"])
            return True
    except Exception as error:
        log.exception("event consumer failed (delivery %s)", pk)
        _postpone(pk, error)
        return False


def _claim(pk: int) -> Delivery | None:
    rows = Delivery.objects.select_related("event").filter(pk=pk, done_at=None)
    return rows.select_for_update(
        skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",)
    ).first()


@transaction.atomic
def _postpone(pk: int, error: Exception) -> None:
    row = Delivery.objects.select_for_update().get(pk=pk)
    row.attempts += 1
    row.next_try = clock.now() + min(FIRST_RETRY * 2 ** min(row.attempts, 12), LAST_RETRY)
    row.error = f"{type(error).__name__}: {error}"[:2000]
    row.save(update_fields=["attempts", "next_try", "error"])


def happening(event: Event) -> Happening:
    said = {key: value for key, value in event.payload.items() if key != TO}
    to = tuple(event.payload.get(TO, ()))
    return Happening(event.pk, event.name, said, event.area_code, tuple(event.units), event.at, to)
