"""Parts that units have in others' matters, added up by unit: called by whistle, supporting, sent as a copy.  R-279."""

from datetime import datetime
from typing import TypedDict

from django.db.models import Count, F, Q, Sum

from lianzhi.foundation.worklist.models import TOGETHER, Task
from lianzhi.foundation.worklist.rules.join import TaskKind, TaskState

WHISTLE, COPY = Q(kind=TaskKind.WHISTLE), Q(kind=TaskKind.COPY)
SUPPORT = Q(kind=TaskKind.WORK, lead=False)
ENDED = Q(state__in=[TaskState.DONE, TaskState.RETURNED])


class JointSums(TypedDict):
    """One unit's sums. Calls that were given up before their time count nowhere."""

    unit_code: str
    called: int
    came: int
    graded: int
    grades: int | None
    passed_on: int
    taken_up: int


def joint_sums(since: datetime, until: datetime, now: datetime) -> list[JointSums]:
    """Parts assigned from ``since`` to before ``until``, as they stand at ``now``. One query, over joint parts only."""
    answered = Q(reported_at__isnull=False)
    over = answered | Q(report_by__lt=now) & ~Q(state=TaskState.CANCELLED)
    rows = Task.objects.filter(TOGETHER, assigned_at__gte=since, assigned_at__lt=until).values("unit_code")
    found = rows.annotate(
        called=Count("pk", filter=WHISTLE & over),
        came=Count("pk", filter=WHISTLE & answered & Q(reported_at__lte=F("report_by"))),
        graded=Count("pk", filter=WHISTLE & Q(grade__isnull=False)),
        grades=Sum("grade", filter=WHISTLE),
        passed_on=Count("pk", filter=COPY | SUPPORT & ENDED),
        taken_up=Count("pk", filter=COPY & Q(state=TaskState.READ) | SUPPORT & Q(state=TaskState.DONE)),
    )
    return list(found.order_by("unit_code"))  # type: ignore[arg-type]
