"""What grid workers' phones handed in: entries kept without a network, and rounds walked.  R-113."""

from django.db import models


class Sent(models.Model):
    """What a phone sent, once: the same key with the same content gets the same answer, with another none.

    ``made_at`` is the phone's own clock, ``clock_off_s`` how far it was from ours when it was sent.
    """

    person = models.CharField(max_length=60)
    key = models.UUIDField()
    kind = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    clock_off_s = models.FloatField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="sent_once")]
        indexes = [models.Index(fields=["case"], name="sent_of_case")]


class Patrol(models.Model):
    """One round of a grid worker: positions while it was on, in UTC, and where the worker stayed."""

    id = models.UUIDField(primary_key=True)
    person = models.CharField(max_length=60)
    unit = models.CharField(max_length=40, blank=True)
    zone = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    metres = models.PositiveIntegerField(default=0)
    points = models.JSONField(default=list)
    stops = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["person", "-started_at"], name="patrols_of_person")]
