"""Whose work was sent back, and whose part was done, as columns of what is counted; rows that are there get theirs.

A reopening without a bad rating becomes the office's own. Their days and months are counted anew by the worker.
"""

from typing import Any

from django.db import connection, migrations, models
from django.db.models.functions import TruncMonth

FAIL, REOPEN, BY_OFFICE = "fail", "reopen", "reopen_by_office"
GRADE = {
    "postgresql": "coalesce((m.detail->>'grade')::int, 0)",
    "sqlite": "coalesce(json_extract(m.detail, '$.grade'), 0)",
}
STATEMENTS = (
    # the office's own reopening
    """UPDATE cases_stay SET verb = 'reopen_by_office', unit = m.unit FROM worklist_move m
       WHERE m.id = cases_stay.move_id AND cases_stay.verb = 'reopen' AND {grade} NOT IN (1, 2)""",
    # whose work was sent back: the last part that was done before
    """UPDATE cases_stay SET worker = (
           SELECT CASE WHEN t.assignee = '' THEN t.ended_by ELSE t.assignee END
           FROM worklist_move m JOIN worklist_task t ON t.item_id = m.item_id
           WHERE m.id = cases_stay.move_id AND t.state = 'done' AND t.kind <> 'copy' AND t.ended_at <= m.at
           ORDER BY t.round DESC, t.lead DESC, t.ended_at DESC LIMIT 1)
       WHERE verb IN ('fail', 'reopen')""",
    # a part that a colleague reported done is of who had accepted it
    """UPDATE cases_stay SET actor = t.assignee FROM worklist_move m JOIN worklist_task t
           ON t.item_id = m.item_id AND t.ended_by = m.actor_id AND t.ended_at = m.at
       WHERE m.id = cases_stay.move_id AND cases_stay.verb = 'finish' AND t.state = 'done'
         AND t.assignee <> '' AND t.assignee <> t.ended_by""",
)


def fill(apps: Any, _schema: Any) -> None:
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement.replace("{grade}", GRADE[connection.vendor]))
    _count_anew(apps, apps.get_model("cases", "Stay").objects.filter(verb__in=(FAIL, REOPEN, BY_OFFICE, "finish")))


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
