"""Make a webhook, pause it, take it away; send something once more."""

import secrets
from base64 import b64encode

from django.db import transaction

from lianzhi.exchange.models import ApiClient, Webhook, WebhookDelivery
from lianzhi.exchange.queries.clients import missing
from lianzhi.exchange.rules import addresses, cloudevents, signatures
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound

EDIT = "exchange.edit"
SEALED = "exchange.webhook.secret"
MOST_REDELIVERED = 500


@transaction.atomic
def make_webhook(
    client_id: int, *, url: str, kinds: str, private: bool = False, by: Actor
) -> tuple[int, str]:
    """(its id, the secret, shown once). It is told what happens from now on."""
    access.require(by, EDIT, None)
    client = ApiClient.objects.filter(pk=client_id, revoked_at=None).first()
    if client is None:
        raise missing()
    addresses.split(url, private=private)
    secret = signatures.PREFIX + b64encode(secrets.token_bytes(32)).decode()
    row = Webhook.objects.create(
        client=client, url=url.strip(), kinds=cloudevents.checked(kinds), private=private,
        secret=access.seal(secret, SEALED), cursor=str(events.end()), created_at=clock.now(),
    )  # fmt: skip
    detail = {"client": client.name, "url": row.url, "kinds": row.kinds, "private": private}
    audit.record(by, "exchange.make_webhook", f"webhook:{row.pk}", detail)
    return row.pk, secret


@transaction.atomic
def switch_webhook(webhook_id: int, *, active: bool, by: Actor) -> None:
    """Pause it or let it go on; what happens in a pause is not told afterwards, the feed has it."""
    access.require(by, EDIT, None)
    row = locked(webhook_id)
    if row.active != active:
        row.active, row.cursor = active, str(events.end())
        row.save(update_fields=["active", "cursor"])
        audit.record(by, "exchange.switch_webhook", f"webhook:{row.pk}", {"active": active})


@transaction.atomic
def remove_webhook(webhook_id: int, *, by: Actor) -> None:
    access.require(by, EDIT, None)
    row = locked(webhook_id)
    audit.record(by, "exchange.remove_webhook", f"webhook:{row.pk}", {"url": row.url})
    row.delete()


@transaction.atomic
def redeliver(webhook_id: int, delivery_id: int | None = None, *, by: Actor) -> int:
    """Send one delivery again, or all the dead ones; returns how many. The receiver knows them by their id."""
    access.require(by, EDIT, None)
    row = locked(webhook_id)
    found = WebhookDelivery.objects.filter(webhook=row)
    wanted = found.filter(pk=delivery_id) if delivery_id else found.filter(state=WebhookDelivery.State.DEAD)
    ids = list(wanted.order_by("pk").values_list("pk", flat=True)[:MOST_REDELIVERED])
    count = WebhookDelivery.objects.filter(pk__in=ids).update(
        state=WebhookDelivery.State.WAITING, attempts=0, next_try=clock.now(), error=""
    )
    if count:
        audit.record(by, "exchange.redeliver", f"webhook:{row.pk}", {"count": count})
    return count


def locked(webhook_id: int) -> Webhook:
    row = Webhook.objects.select_for_update().filter(pk=webhook_id).first()
    if row is None:
        raise NotFound(
            "exchange.webhook_missing", N_("There is no such webhook."), way_out=N_("Go back to the list.")
        )
    return row
