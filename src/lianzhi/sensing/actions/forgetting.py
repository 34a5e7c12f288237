"""What was judged to be nothing goes with its pictures after some days; so do old readings and refused messages (PIPL 19, 47)."""

from datetime import datetime, timedelta

from django.db import transaction

from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.files import api as files
from lianzhi.kernel import clock
from lianzhi.kernel.actor import system
from lianzhi.sensing import settings
from lianzhi.sensing.models import Detection, Reading, Refusal
from lianzhi.sensing.rules.kinds import DetectionState

BY = system("sensing")
SLICE = 500


def forget() -> int:
    """Slice by slice, so that no lock lasts; how many rows went. What went is no longer counted in the precision."""
    kept, now = settings.now().kept, clock.now()
    gone = 0
    while some := _nothings(now - timedelta(days=kept["nothing"])):
        gone += some
    for rows in (
        Refusal.objects.filter(at__lt=now - timedelta(days=kept["refused"])),
        Reading.objects.filter(at__lt=now - timedelta(days=kept["readings"])),
    ):
        while keys := list(rows.values_list("pk", flat=True)[:SLICE]):
            gone += rows.model.objects.filter(pk__in=keys).delete()[0]
    return gone


@transaction.atomic
def _nothings(before: datetime) -> int:
    rows = list(Detection.objects.filter(state=DetectionState.NOTHING, judged_at__lt=before)[:SLICE])
    for row in rows:
        files.remove(row.subject)
    Detection.objects.filter(pk__in=[row.pk for row in rows]).delete()
    if rows:
        audit.record(
            BY, "sensing.forget", "detections", {"rows": len(rows), "subjects": [r.subject for r in rows]}
        )
    return len(rows)
