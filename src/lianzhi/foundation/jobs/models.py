"""When each periodic job ran, runs next, and who holds it now."""

from django.db import models


class Schedule(models.Model):
    """One periodic job. ``leased_until`` in the future: a worker is at it."""

    name = models.CharField(max_length=60, primary_key=True)
    next_run = models.DateTimeField()
    last_run = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
