"""Programs that may come in, and what they were answered."""

from django.db import models
from django.utils import timezone

from lianzhi.kernel import ids


class ApiClient(models.Model):
    """A program of another bureau. It acts as ``account``: its roles and area bound what the token opens.

    ``per_minute``: how many requests it may send; 0 is no limit.
    """

    name = models.CharField(max_length=60, unique=True)
    contact = models.CharField(max_length=120, blank=True)
    account = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=20)
    scopes = models.JSONField(default=list)
    per_minute = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Usage(models.Model):
    """How many requests of a client all processes have let in within one minute of the clock, as far as they said."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+")
    minute = models.BigIntegerField()
    count = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "minute"], name="one_count_a_minute")]


class IdempotencyKey(models.Model):
    """One create of one client. It is written with what it made, in one transaction, so it never tells of half."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=128)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    content_type = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="one_answer_per_key")]


class Changeset(models.Model):
    """The list of Open311 services as it was first seen in this form."""

    digest = models.CharField(max_length=64)
    at = models.DateTimeField()


class Webhook(models.Model):
    """An address of a client that is told what happens. ``cursor``: how far the outbox was read for it."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=500)
    kinds = models.JSONField(default=list)
    secret = models.TextField()
    private = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    cursor = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)


class WebhookDelivery(models.Model):
    """One event on its way to one webhook; ``body`` is what is sent, the same at each attempt."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        DEAD = "dead"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="+")
    event = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=timezone.now)
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=300, blank=True)
    took_ms = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "event"], name="once_per_webhook")]
        indexes = [
            models.Index(
                fields=["next_try", "id"], condition=models.Q(state="waiting"), name="webhooks_waiting"
            ),
            models.Index(fields=["webhook", "-id"], name="webhooks_log"),
        ]


def _new_key() -> str:
    """Made and kept before anything is sent: the other side knows a repeat by it."""
    return ids.token(24)


class Remote(models.Model):
    """Another city's system that cases are handed to. Its partner unit is what the dispatcher chooses."""

    name = models.CharField(max_length=60, unique=True)
    adapter = models.CharField(max_length=20)
    unit = models.CharField(max_length=40, unique=True)
    url = models.CharField(max_length=500, blank=True)
    jurisdiction = models.CharField(max_length=80, blank=True)
    key = models.TextField(blank=True)
    services = models.JSONField(default=dict)
    attributes = models.JSONField(default=dict)
    private = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    followed_to = models.DateTimeField(default=timezone.now)
    polled_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)


class Forward(models.Model):
    """One part of one case on its way to another city, and back."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        STUCK = "stuck"
        DONE = "done"
        WITHDRAWN = "withdrawn"

    remote = models.ForeignKey(Remote, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    task = models.BigIntegerField(unique=True)
    key = models.CharField(max_length=24, default=_new_key)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    external = models.CharField(max_length=80, blank=True)
    token = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=timezone.now)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "next_try"], name="forwards_by_state"),
            models.Index(fields=["remote", "external"], name="forwards_by_external"),
        ]


class RemoteUpdate(models.Model):
    """What the other city said already, so that asking again does not say it twice."""

    forward = models.ForeignKey(Forward, on_delete=models.CASCADE, related_name="+")
    external = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["forward", "external"], name="said_once")]
