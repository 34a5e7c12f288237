"""Flows as published, items on their way, tasks of units, moves as history, approvals, the town's own days."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from lianzhi.foundation.statements import api as statements
from lianzhi.foundation.worklist.rules.approvals import Approval as ApprovalState
from lianzhi.foundation.worklist.rules.join import TaskKind, TaskState
from lianzhi.foundation.worklist.rules.levels import Level
from lianzhi.foundation.worklist.telling import writes_for


class Flow(models.Model):
    """One published version of a flow. Never edited: a change is a new version.

    ``order`` of the states, as the file has them: PostgreSQL keeps the keys of ``spec`` in an order of its own.
    """

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    spec = models.JSONField()
    order = models.JSONField(default=list)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_flow_version")]


class Watched(models.Model):
    """A row that knows what was changed of it since it was read."""

    _before: Mapping[str, Any] | None = None

    class Meta:
        abstract = True

    def watched(self) -> Self:
        self._before = self._values()
        return self

    def changes(self) -> list[statements.Write]:
        """What is to be written; from here on it counts as written."""
        if self._before is None:
            raise RuntimeError("this row was read to be shown, not to be changed")
        before, self._before = self._before, self._values()
        changed = [name for name, value in self._before.items() if value != before[name]]
        return [statements.updating(self, changed)] if changed else []

    def _values(self) -> dict[str, Any]:
        return {
            field.attname: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.attname != "id"
        }


class Item(Watched):
    """One thing on its way. ``limits`` holds its own deadlines by clock, over the flow's.

    ``used`` is what the running clock had used up before ``clock_since``: before a pause, or a change of unit.
    ``extended`` was granted besides. ``wake_at``: when a rule of the flow next has something to do with it.
    ``back_to`` is the state that a pause or a merge ends in. ``urged`` counts 0 to 3 (普通, 黄牌, 红牌).
    ``asked``: a request of somebody waits for a decision.
    """

    flow = models.ForeignKey(Flow, on_delete=models.PROTECT, related_name="+", db_index=False)
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
    level = models.CharField(max_length=10, default=Level.TOWN)
    urged = models.PositiveSmallIntegerField(default=0)
    bounces = models.PositiveSmallIntegerField(default=0)
    paused_at = models.DateTimeField(null=True)
    used = models.DurationField(default=timedelta)
    extended = models.DurationField(default=timedelta)
    wake_at = models.DateTimeField(null=True)
    back_to = models.CharField(max_length=30, blank=True)
    asked = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="items_by_state_and_due"),
            models.Index(fields=["due_at"], condition=Q(closed_at=None), name="items_running_by_due"),
            models.Index(fields=["closed_at"], name="items_by_closed"),
            models.Index(
                fields=["opened_at"], condition=Q(closed_at__gt=F("promised_at")), name="items_late"
            ),
            models.Index(fields=["wake_at"], condition=Q(wake_at__isnull=False), name="items_to_wake"),
            models.Index(fields=["urged"], condition=Q(urged__gt=0), name="items_urged"),
            models.Index(fields=["paused_at"], condition=Q(paused_at__isnull=False), name="items_paused"),
            models.Index(
                fields=["bounces"], condition=Q(bounces__gt=0, closed_at=None), name="items_bounced"
            ),
            models.Index(
                fields=["state_since"],
                condition=Q(level=Level.DISTRICT, closed_at=None),
                name="items_at_district",
            ),
        ]

    @cached_property
    def parts(self) -> list["Task"]:
        """All parts, oldest first, read once: whoever changes them holds the item's lock and this very row."""
        if "tasks" in getattr(self, "_prefetched_objects_cache", {}):
            return sorted(self.tasks.all(), key=lambda task: task.pk)
        return sorted((task.watched() for task in _tasks(self.pk)), key=lambda task: task.pk)

    def add_part(self, **values: Any) -> "Task":
        """It is written, and gets its key, with the item's other changes."""
        self.parts.append(Task(item=self, round=self.rounds, **values))
        return self.parts[-1]

    def save_changes(self, *more: statements.Write) -> None:
        """Write what was changed of the item and of its parts, and ``more``, at once. The item is locked."""
        parts = self.parts if "parts" in self.__dict__ else []
        more += tuple(self._units_changed(parts))
        new = [part for part in parts if part.pk is None]
        changed = [write for row in (*parts, self) if row.pk for write in row.changes()]
        statements.together(*([statements.inserting(new)] if new else []), *changed, *more)
        for part in new:
            part.watched()

    def _units_changed(self, parts: "Sequence[Task]") -> list[statements.Write]:
        before = {part.unit_code for part in parts if part.counted_before}
        units = tuple(dict.fromkeys(part.unit_code for part in parts if part.state not in GONE))
        return writes_for(self.subject, units) if before != set(units) else []


GONE = (TaskState.RETURNED.value, TaskState.CANCELLED.value)
"""A part in one of these states counts no more: its unit has none because of it."""
NOT_RATED = Q(
    kind=TaskKind.WHISTLE.value, state__in=[TaskState.DONE.value, TaskState.RETURNED.value], grade=None
)
"""Calls whose work has ended and that the caller has not rated yet (R-165)."""
TOGETHER = ~Q(kind=TaskKind.WORK.value) | Q(lead=False)
"""Parts in others' matters: called by whistle, sent as a copy, or in support of who leads."""


class Task(Watched):
    """One unit's part in one round of an item.

    吹哨报到 (R-165): ``called_by`` is the unit that called, ``report_by`` until when, ``missed_at`` when the house
    found that nobody had come, ``grade`` what the caller thought of the work.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="tasks", db_index=False)
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, default=TaskKind.WORK)
    unit_code = models.CharField(max_length=40)
    lead = models.BooleanField()
    state = models.CharField(max_length=12, default=TaskState.ASSIGNED)
    assignee = models.CharField(max_length=60, blank=True)
    assigned_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    result = models.TextField(blank=True)
    called_by = models.CharField(max_length=40, blank=True)
    report_by = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    grade = models.PositiveSmallIntegerField(null=True)
    grade_note = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit_code", "state", "item"], name="tasks_of_unit"),
            models.Index(fields=["item", "round"], name="tasks_by_item"),
            models.Index(fields=["assignee", "state"], condition=~Q(assignee=""), name="tasks_by_person"),
            models.Index(
                fields=["assigned_at"],
                include=["unit_code", "kind", "lead", "state", "reported_at", "report_by", "grade"],
                condition=TOGETHER,
                name="tasks_together_counted",
            ),
            models.Index(
                fields=["report_by"],
                condition=Q(reported_at=None, missed_at=None, ended_at=None, report_by__isnull=False),
                name="calls_not_answered",
            ),
            models.Index(fields=["called_by"], condition=NOT_RATED, name="calls_to_rate"),
        ]

    @property
    def counted_before(self) -> bool:
        """Did it count, as it was read?"""
        return self.pk is not None and self._before is not None and self._before["state"] not in GONE


_tasks = statements.Prepared(lambda: Task.objects.filter(item_id=0))


class Move(models.Model):
    """One step that was made. Appended, never edited.

    A step that left a state says since when the item stood there and when it was due, so that a late stay is a
    fact of the row. Both are empty where the state stayed the same; ``due_at`` also where no clock ran.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="moves", db_index=False)
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
    stay_from = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "seq"], name="moves_in_line")]
        indexes = [
            models.Index(fields=["at"], name="moves_by_time"),
            models.Index(fields=["actor_id", "-id"], name="moves_by_actor"),
        ]
        ordering = ["item", "seq"]


class Approval(models.Model):
    """A move that was asked for, and what another person decided. One at a time may be pending on an item."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="approvals")
    verb = models.CharField(max_length=30)
    permission = models.CharField(max_length=60)
    given = models.JSONField(default=dict)
    asked_by = models.CharField(max_length=60)
    asked_name = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default=ApprovalState.PENDING)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_name = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(state="pending"), name="one_approval_pending"
            )
        ]
        indexes = [
            models.Index(
                fields=["permission", "asked_at"], condition=Q(state="pending"), name="approvals_pending"
            ),
            models.Index(fields=["asked_at"], name="approvals_by_time"),
        ]


class DayOverride(models.Model):
    """A day on which this town works, or does not, whatever the official calendar says."""

    day = models.DateField(primary_key=True)
    working = models.BooleanField()
    note = models.CharField(max_length=120, blank=True)
