"""Flows as published, items on their way, tasks of units, moves as history, the town's own days."""

from django.db import models
from django.db.models import Q

from lianzhi.foundation.worklist.rules.join import TaskState


class Flow(models.Model):
    """One published version of a flow. Never edited: a change is a new version."""

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    spec = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_flow_version")]


class Item(models.Model):
    """One thing on its way. ``limits`` holds its own deadlines by clock, over the flow's."""

    flow = models.ForeignKey(Flow, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=60, unique=True)
    state = models.CharField(max_length=30)
    area_code = models.CharField(max_length=17)
    limits = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    state_since = models.DateTimeField()
    clock = models.CharField(max_length=30, blank=True)
    clock_since = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    rounds = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="items_by_state_and_due"),
            models.Index(fields=["due_at"], condition=Q(closed_at=None), name="items_running_by_due"),
            models.Index(fields=["area_code"], name="items_by_area"),
            models.Index(fields=["closed_at"], name="items_by_closed"),
        ]


class Task(models.Model):
    """One unit's part in one round of an item."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="tasks")
    round = models.PositiveSmallIntegerField()
    unit_code = models.CharField(max_length=40)
    lead = models.BooleanField()
    state = models.CharField(max_length=12, default=TaskState.ASSIGNED)
    assignee = models.CharField(max_length=60, blank=True)
    assigned_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    result = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit_code", "state"], name="tasks_by_unit"),
            models.Index(fields=["item", "round"], name="tasks_by_item"),
        ]


class Move(models.Model):
    """One step that was made. Appended, never edited."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="moves")
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=30)
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30)
    actor_id = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "seq"], name="moves_in_line")]
        ordering = ["item", "seq"]


class DayOverride(models.Model):
    """A day on which this town works, or does not, whatever the official calendar says."""

    day = models.DateField(primary_key=True)
    working = models.BooleanField()
    note = models.CharField(max_length=120, blank=True)
