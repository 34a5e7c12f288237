"""When each periodic job ran, and who is running it now."""

from django.db import models


class Schedule(models.Model):
    """A job is held by ``holder`` until ``held_until``; a worker that dies lets go by running out of time."""

    name = models.CharField(max_length=60, unique=True)
    next_run = models.DateTimeField()
    last_run = models.DateTimeField(null=True)
    running_since = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    holder = models.CharField(max_length=40, blank=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]
