"""What the desk itself keeps: runs over several cases, notes from shift to shift.  A4, R-162."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class BulkRun(models.Model):
    """A move asked for on several cases at once. ``key`` is made with the preview, so that sending twice is one run."""

    key = models.CharField(max_length=40, unique=True)
    verb = models.CharField(max_length=30)
    by = models.CharField(max_length=60)
    back = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField(default=timezone.now)


class BulkLine(models.Model):
    """What came of one case in a run; written with the move itself, so that no case is moved twice."""

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="lines")
    number = models.CharField(max_length=24)
    done = models.BooleanField()
    message = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_line_each_case")]


class Handover(models.Model):
    """交接班: what one shift leaves to the next. ``facts``: what the data said at that instant, kept as it was.

    ``key`` is made with the page, so that sending twice is one note.
    """

    key = models.CharField(max_length=40, unique=True)
    unit = models.CharField(max_length=40)
    since = models.DateTimeField()
    facts = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    given_by = models.CharField(max_length=60)
    given_name = models.CharField(max_length=60, blank=True)
    given_at = models.DateTimeField()
    taken_by = models.CharField(max_length=60, blank=True)
    taken_name = models.CharField(max_length=60, blank=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "-given_at"], name="handovers_by_unit")]
        constraints = [
            models.CheckConstraint(condition=~Q(given_by=models.F("taken_by")), name="taken_by_another")
        ]
