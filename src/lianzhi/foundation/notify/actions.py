"""Queue a message in the caller's transaction; deliver it afterwards, at least once."""

import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.notify import queries, registry, sealing
from lianzhi.foundation.notify.adapters import CHANNELS, Undeliverable, adapter_for
from lianzhi.foundation.notify.models import Message
from lianzhi.foundation.notify.rules.retry import CLAIM, next_try
from lianzhi.foundation.notify.rules.wording import in_language
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, WrongState

log = logging.getLogger(__name__)
KEPT = timedelta(days=30)


def queue(
    channel: str,
    to: str,
    template: str,
    params: Mapping[str, Any],
    *,
    dedupe: str,
    language: str = "zh-hans",
) -> None:
    """Send ``template`` to ``to`` once the caller's transaction commits. The same ``dedupe`` again does nothing.

    A misspelt channel or template, or a missing value, raises LookupError here and now, not in the worker.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "notify.queue must be called inside transaction.atomic()"
        )
    if channel not in CHANNELS:
        raise LookupError(f"no channel is called {channel!r}")
    params = in_language(params, language)
    registry.template(template).text(language, params)
    message = Message(
        channel=channel,
        to_sealed=sealing.seal(to, "to", dedupe),
        to_blind=sealing.blind(to),
        template=template,
        params_sealed=sealing.seal(json.dumps(params, ensure_ascii=False), "params", dedupe),
        language=language,
        dedupe=dedupe,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)


def deliver_due(limit: int = 100) -> int:
    """Send what is waiting, oldest first; returns how many went out. Safe with several workers.

    A message is claimed by one UPDATE that also moves its next attempt beyond the claim, so a worker that
    dies between sending and noting sends it a second time after five minutes, with the same key. The first
    failure ends the pass: a gateway that is down must not hold up the worker once for each message.
    """
    now = clock.now()
    due = Message.objects.filter(state=Message.State.QUEUED, next_try__lte=now).order_by("next_try", "id")
    sent = 0
    for pk in list(due.values_list("pk", flat=True)[:limit]):
        outcome = _deliver(pk)
        sent += outcome is True
        if outcome is False:
            break
    return sent


def _deliver(pk: int) -> bool | None:
    """True: sent. False: failed. None: another worker has it."""
    now = clock.now()
    mine = Message.objects.filter(pk=pk, state=Message.State.QUEUED, next_try__lte=now)
    if not mine.update(attempts=F("attempts") + 1, next_try=now + CLAIM):
        return None
    message = Message.objects.get(pk=pk)
    try:
        to, text = sealing.unseal(message.to_sealed, "to", message.dedupe), queries.text_of(message)
        adapter_for(message.channel).send(to, text, message.dedupe)
    except Exception as error:
        _note_failure(message, error)
        return False
    Message.objects.filter(pk=pk).update(state=Message.State.SENT, sent_at=clock.now(), error="")
    return True


def _note_failure(message: Message, error: Exception) -> None:
    """The error of an adapter may quote the recipient, so only its kind is logged and kept with its text cut."""
    again = None if isinstance(error, Undeliverable) else next_try(message.attempts, clock.now())
    said = _without_recipient(f"{type(error).__name__}: {error}", message)
    log.warning("message %s not delivered (attempt %s): %s", message.pk, message.attempts, said)
    changes: dict[str, Any] = {"error": said}
    changes |= {"next_try": again} if again else {"state": Message.State.FAILED}
    Message.objects.filter(pk=message.pk).update(**changes)


def _without_recipient(text: str, message: Message) -> str:
    try:
        to = sealing.unseal(message.to_sealed, "to", message.dedupe)
    except ValueError:
        return text[:500]
    return text.replace(to, access.mask_phone(to))[:500]


@transaction.atomic
def send_again(message_id: int, *, by: Actor) -> None:
    """Put a message that was given up back into the queue. Raises NotAllowed, WrongState."""
    access.require(by, "notify.manage", None)
    row = Message.objects.select_for_update().filter(pk=message_id, state=Message.State.FAILED).first()
    if row is None:
        raise WrongState(
            "notify.not_failed",
            N_("Only a message that was given up can be sent again."),
            way_out=N_("Reload the list; it may be on its way already."),
        )
    row.state, row.attempts, row.next_try, row.error = Message.State.QUEUED, 0, clock.now(), ""
    row.save()
    audit.record(by, "notify.send_again", f"message:{row.pk}", {"template": row.template})


def forget() -> int:
    """Remove messages that are done with, a month after they were queued."""
    done = Message.objects.exclude(state=Message.State.QUEUED).filter(queued_at__lt=clock.now() - KEPT)
    return done.delete()[0]
