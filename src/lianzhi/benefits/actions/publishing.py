"""公示: names of one policy, masked, put up for some working days; what nobody objects to goes on.  R-105, G-20."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from lianzhi.benefits.access import PREPARE
from lianzhi.benefits.actions.turning import advance
from lianzhi.benefits.models import Decision, Objection, PublicNotice
from lianzhi.benefits.queries.decisions import locked
from lianzhi.benefits.rules.deciding import Deciding, Turn
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock, ids
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import Amount, Unit
from lianzhi.kernel.errors import N_, WrongState

MOST = 1_000


@transaction.atomic
@audit.late()
def post_notice(policy: str, *, by: Actor) -> str:
    """All of a policy that waits for it within reach, 1,000 at most. Its code. Raises NotAllowed, WrongState."""
    access.require(by, PREPARE, None)
    found = Decision.objects.filter(
        access.reached(by, PREPARE), state=Deciding.TO_POST, policy=policy
    ).order_by("pk")
    chosen = list(found.values_list("code", "days")[:MOST])
    if not chosen:
        raise WrongState(
            "benefits.nothing_to_post", N_("Nothing of this policy waits to be put up."),
            way_out=N_("Decisions come here when they were checked, and passed by the meeting where one decides."),
        )  # fmt: skip
    now = clock.now()
    until = worklist.calendar().add(now, Amount(max(days for _code, days in chosen), Unit.WORK_DAY))
    notice = PublicNotice.objects.create(
        code=ids.code("G"), policy=policy, since=now, until=until, by=by.id, by_name=by.name[:60]
    )
    for row in locked([code for code, _days in chosen]):
        advance(row, Turn.POST, by=by, notice=notice)
    audit.record(
        by, "benefits.post_notice", f"notice:{notice.code}", {"policy": policy, "names": len(chosen)}
    )
    return notice.code


def lapse_notices(*, by: Actor) -> int:
    """What was up long enough, and has no objection that waits for its answer. Each decision by itself."""
    waits = Objection.objects.filter(decision=OuterRef("pk"), answered_at=None)
    over = Decision.objects.filter(state=Deciding.POSTED, notice__until__lte=clock.now()).exclude(
        Exists(waits)
    )
    return sum(_lapse(code, by) for code in over.order_by("pk").values_list("code", flat=True)[:MOST])


@transaction.atomic
def _lapse(code: str, by: Actor) -> bool:
    row = locked([code])[0]
    if row.state != Deciding.POSTED or row.objections.filter(answered_at=None).exists():
        return False
    advance(row, Turn.LAPSE, by=by)
    return True
