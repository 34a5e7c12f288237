"""Collect what a webhook is told, and send it until it is taken: at least once, with growing waits, then a dead list.

Collecting reads the outbox like any other reader, so nothing is added to the transaction of a case. Each attempt is
made outside of any transaction; a worker that dies leaves a delivery that is tried again after ``LEASE``.
"""

import json
import time
from datetime import timedelta

from django.db import transaction

from lianzhi.exchange import feed, outgoing
from lianzhi.exchange.models import Webhook, WebhookDelivery
from lianzhi.exchange.rules import cloudevents, retries, signatures
from lianzhi.exchange.webhooks.setting_up import SEALED
from lianzhi.foundation.access import api as access
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import Refused
from lianzhi.territory import api as territory

LEASE = timedelta(minutes=2)
A_RUN, RUN_S = 200, 60.0
BLOCK, BLOCKS = 2000, 20
GONE = 410
Waiting = WebhookDelivery.State


def collect() -> int:
    """Put what happened since the last time on its way; returns how many deliveries were made."""
    return sum(_collect(pk) for pk in Webhook.objects.filter(active=True).values_list("pk", flat=True))


@transaction.atomic
def _collect(pk: int) -> int:
    hook = (
        Webhook.objects.select_for_update(of=("self",))
        .select_related("client")
        .filter(pk=pk, active=True)
        .first()
    )
    if hook is None or hook.client.revoked_at is not None:
        return 0
    by = Actor(f"staff:{hook.client.account_id}", hook.client.name)
    told, cursor = feed.batch(by, hook.kinds, feed.cursor_of(hook.cursor))
    town = territory.town().code if told else ""
    WebhookDelivery.objects.bulk_create(
        [
            WebhookDelivery(
                webhook=hook, event=event.id, kind=cloudevents.kind(event),
                body=json.dumps(cloudevents.cloud_event(event, town), ensure_ascii=False), created_at=clock.now(),
                next_try=clock.now(),
            )
            for event in told
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    if str(cursor) != hook.cursor:
        hook.cursor = str(cursor)
        hook.save(update_fields=["cursor"])
    return len(told)


def send() -> int:
    """Send what is due; returns how many were taken. A webhook that fails is left alone for the rest of the run."""
    until, failed, taken = time.monotonic() + RUN_S, set[int](), 0
    due = WebhookDelivery.objects.filter(
        state=Waiting.WAITING, next_try__lte=clock.now(), webhook__active=True
    )
    for pk, hook in list(due.order_by("next_try", "id").values_list("pk", "webhook_id")[:A_RUN]):
        if hook in failed or time.monotonic() > until:
            continue
        done = _send(pk)
        taken += done
        if not done:
            failed.add(hook)
    return taken


def _send(pk: int) -> bool:
    mine = WebhookDelivery.objects.filter(pk=pk, state=Waiting.WAITING, next_try__lte=clock.now())
    if not mine.update(next_try=clock.now() + LEASE):
        return True  # another worker has it
    row = WebhookDelivery.objects.select_related("webhook").get(pk=pk)
    try:
        answered = _call(row)
    except (outgoing.Unreachable, Refused) as error:
        _failed(row, None, str(error), None)
        return False
    if 200 <= answered.status < 300:
        _done(row, answered)
        return True
    _failed(row, answered.status, f"answered {answered.status}", answered.took_ms)
    return False


def _call(row: WebhookDelivery) -> outgoing.Answered:
    body, hook = row.body.encode(), row.webhook
    secret = access.unseal(hook.secret, SEALED)
    signed = signatures.headers(secret, f"evt_{row.event}", int(clock.now().timestamp()), body)
    headers = signed | {"Content-Type": cloudevents.SINGLE, "User-Agent": "lianzhi-webhook/1"}
    return outgoing.call("POST", hook.url, private=hook.private, body=body, headers=headers, most=100_000)


def _done(row: WebhookDelivery, answered: outgoing.Answered) -> None:
    row.state, row.status, row.took_ms, row.error, row.done_at = (
        Waiting.DELIVERED, answered.status, answered.took_ms, "", clock.now(),
    )  # fmt: skip
    row.attempts += 1
    row.save(update_fields=["state", "status", "took_ms", "error", "done_at", "attempts"])


def _failed(row: WebhookDelivery, status: int | None, error: str, took_ms: int | None) -> None:
    row.attempts += 1
    row.status, row.error, row.took_ms = status, error[:300], took_ms
    wait = None if status == GONE else retries.wait(row.attempts)
    row.state = Waiting.WAITING if wait else Waiting.DEAD
    row.next_try = clock.now() + (wait or timedelta())
    row.save(update_fields=["state", "status", "took_ms", "error", "attempts", "next_try"])
    if status == GONE:  # the receiver says that it does not want to be told any more
        Webhook.objects.filter(pk=row.webhook_id).update(active=False)


def forget() -> int:
    """The log keeps what was delivered as long as the outbox keeps events, and the dead until somebody acts."""
    old = WebhookDelivery.objects.filter(state=Waiting.DELIVERED, done_at__lt=clock.now() - events.kept())
    gone = 0
    for _turn in range(BLOCKS):
        keys = list(old.values_list("pk", flat=True)[:BLOCK])
        gone += WebhookDelivery.objects.filter(pk__in=keys).delete()[0]
        if len(keys) < BLOCK:
            break
    return gone
