"""The outbox and what each consumer still has to take from it."""

from django.db import models
from django.utils import timezone


class Event(models.Model):
    """One thing that happened, written in the transaction that made it happen."""

    name = models.CharField(max_length=60)
    payload = models.JSONField()
    area_code = models.CharField(max_length=17, blank=True)
    units = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now, db_index=True)


class Delivery(models.Model):
    """One event for one consumer. The row is locked while the consumer runs in the same transaction."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+", db_index=False)
    consumer = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=timezone.now)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "consumer"], name="once_per_consumer")]
        indexes = [
            models.Index(
                fields=["next_try", "id"], condition=models.Q(done_at=None), name="deliveries_waiting"
            )
        ]
