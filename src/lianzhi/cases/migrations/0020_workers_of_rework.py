"""Whose work was sent back, and whose part was done, as columns of what is counted; rows that are there get theirs.

A reopening without a bad rating becomes the office's own. Their days and months are counted anew by the worker.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import TruncMonth

BATCH, BAD = 2_000, (1, 2)
FAIL, REOPEN, BY_OFFICE = "fail", "reopen", "reopen_by_office"


def fill(apps: Any, _schema: Any) -> None:
    stays, tasks = apps.get_model("cases", "Stay"), apps.get_model("worklist", "Task")
    judged = list(stays.objects.filter(verb__in=(FAIL, REOPEN)).values_list("pk", flat=True))
    for start in range(0, len(judged), BATCH):
        rows = list(stays.objects.filter(pk__in=judged[start : start + BATCH]).select_related("move"))
        done = _done(tasks, {row.move.item_id for row in rows})
        for row in rows:
            if row.verb == REOPEN and row.move.detail.get("grade") not in BAD:
                row.verb, row.unit = BY_OFFICE, row.move.unit
                continue
            before = [part for part in done.get(row.move.item_id, ()) if part.ended_at <= row.move.at]
            if before:
                last = max(before, key=lambda part: (part.round, part.lead, part.ended_at))
                row.worker = last.assignee or last.ended_by
        stays.objects.bulk_update(rows, ["verb", "unit", "worker"])
    others = tasks.objects.filter(state="done").exclude(assignee__in=("", F("ended_by")))
    for task in others.only("item_id", "assignee", "ended_by", "ended_at").iterator():
        made = {"move__item": task.item_id, "move__actor_id": task.ended_by, "move__at": task.ended_at}
        stays.objects.filter(verb="finish", **made).update(actor=task.assignee)
    _count_anew(apps, stays.objects.filter(verb__in=(FAIL, REOPEN, BY_OFFICE, "finish")))


def _done(tasks: Any, items: Iterable[int]) -> dict[int, list[Any]]:
    rows = tasks.objects.filter(item__in=items, state="done", ended_at__isnull=False).exclude(kind="copy")
    ordered = rows.only("item_id", "round", "lead", "assignee", "ended_by", "ended_at").order_by("item_id")
    return {item: list(some) for item, some in groupby(ordered, key=lambda task: task.item_id)}


def _count_anew(apps: Any, rows: Any) -> None:
    stale, months = apps.get_model("cases", "StaleDay"), apps.get_model("cases", "MonthCount")
    days = list(rows.order_by().values_list("day", flat=True).distinct())
    stale.objects.bulk_create([stale(day=day) for day in days], ignore_conflicts=True)
    touched = rows.order_by().annotate(month=TruncMonth("day")).values_list("month", flat=True).distinct()
    months.objects.filter(month__in=list(touched)).delete()


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_search_units"), ("worklist", "0013_moves_overdue")]
    operations = [
        migrations.AddField("stay", "worker", models.CharField(max_length=60, null=True)),
        migrations.AddIndex(
            "stay",
            models.Index(
                condition=models.Q(worker__isnull=False), fields=["worker", "day"], name="stays_by_worker"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
