"""A person looks at what the machine was not sure of.  R-114: low confidence goes to a person."""

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, WrongState
from lianzhi.sensing import settings
from lianzhi.sensing.access import JUDGE
from lianzhi.sensing.actions.tracking import follow
from lianzhi.sensing.contracts import DetectionView
from lianzhi.sensing.models import Detection
from lianzhi.sensing.queries.reach import nothing
from lianzhi.sensing.queries.views import detection_view
from lianzhi.sensing.rules.kinds import DetectionState, Verdict


@transaction.atomic
@audit.late()
def judge(detection_id: int, *, yes: bool, klass: str = "", why: str = "", by: Actor) -> DetectionView:
    """``klass``: what it is instead, where the machine named something else; that counts as a no for the machine.

    Raises NotFound, NotAllowed, BadInput (class), WrongState when somebody was faster.
    """
    rows = Detection.objects.select_for_update(of=("self",)).select_related("device", "track")
    row = rows.filter(pk=detection_id).first()
    if row is None or not access.may(by, JUDGE, row):
        raise nothing()
    if row.state != DetectionState.WAITING:
        raise WrongState(
            "sensing.judged", N_("Somebody has judged this already."), way_out=N_("Go on with the next one.")
        )
    other = bool(klass) and klass != row.klass
    kind = settings.class_of(klass or row.klass)
    row.verdict = Verdict.YES if yes and not other else Verdict.NO
    row.judged_by, row.judged_by_name, row.judged_at = by.id, by.name[:60], clock.now()
    row.why = " ".join(why.split())[:200]
    row.state = DetectionState.MATTER if yes else DetectionState.NOTHING
    row.save()
    detail = {"yes": yes, "class": kind.code if yes else row.klass, "why": row.why}
    audit.record(by, "sensing.judge", row.subject, detail)
    if yes:
        if other:
            row.why = (row.why or row.klass)[:200]
            row.klass = kind.code
            row.save(update_fields=["why"])
        follow(row, kind, by=by)
    return detection_view(row)
