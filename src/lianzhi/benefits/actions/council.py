"""The list goes to the meeting that decides together, and back (集体研究).  R-209, R-210, G-20.

No machine makes, passes or skips this step; nothing of the list is ordered before the record is kept.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db import transaction

from lianzhi.benefits.access import MEET, PREPARE
from lianzhi.benefits.actions.turning import advance, why
from lianzhi.benefits.models import Council, Decision
from lianzhi.benefits.queries.councils import locked_council
from lianzhi.benefits.queries.decisions import locked
from lianzhi.benefits.rules.deciding import Deciding, Turn
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock, ids
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.kernel.text import clean

MOST = 300


@transaction.atomic
@audit.late()
def make_list(*, title: str, body: str, held_on: date, policy: str = "", by: Actor) -> str:
    """All that waits for a meeting within reach, 300 at most, of one policy or of all. Its code.

    Raises BadInput, NotAllowed, WrongState (nothing waits).
    """
    access.require(by, PREPARE, None)
    rows = Decision.objects.filter(access.reached(by, PREPARE), state=Deciding.WAITING)
    rows = rows.filter(policy=policy) if policy else rows
    codes = list(rows.order_by("policy", "pk").values_list("code", flat=True)[:MOST])
    if not codes:
        raise WrongState(
            "benefits.nothing_waits_for_meeting", N_("Nothing waits for a meeting."),
            way_out=N_("Decisions come here when a first person has looked at them."),
        )  # fmt: skip
    council = Council.objects.create(
        code=ids.code("J"), title=_text(title, 80, "title"), body=_text(body, 80, "body"), held_on=held_on, made_by=by.id,
        made_name=by.name[:60], made_at=clock.now(),
    )  # fmt: skip
    for row in locked(codes):
        advance(row, Turn.LIST, by=by, council=council)
    audit.record(
        by, "benefits.make_list", f"council:{council.code}", {"decisions": len(codes), "policy": policy}
    )
    return council.code


@transaction.atomic
@audit.late()
def record(
    code: str,
    *,
    minutes: str,
    present: int,
    refused: Mapping[str, str] | None = None,
    put_off: Collection[str] = (),
    by: Actor,
) -> int:
    """What the meeting decided; whatever is neither refused nor put off is passed. ``minutes``: the number of the record.

    Raises BadInput (no number, fewer than two persons, a refusal without a reason), NotAllowed, NotFound, WrongState.
    """
    council = locked_council(code, by=by)
    access.require(by, MEET, None)
    if present < 2:
        raise BadInput(
            "benefits.alone", N_("A decision together needs two persons or more."), field="present"
        )
    rows = locked(_codes(council))
    council.minutes, council.present = _text(minutes, 80, "minutes"), present
    council.recorded_by, council.recorded_name, council.recorded_at = by.id, by.name[:60], clock.now()
    council.save()
    passed = 0
    for row in rows:
        passed += _resolve(row, (refused or {}).get(row.code), row.code in put_off, council, by)
    audit.record(
        by, "benefits.record_meeting", f"council:{code}", {"minutes": council.minutes, "passed": passed}
    )
    return passed


def _resolve(row: Decision, refused: str | None, put_off: bool, council: Council, by: Actor) -> bool:
    if refused is not None:
        said = why(refused)
        advance(row, Turn.REFUSE, by=by, note=said, reason=said)
        return False
    if put_off:
        advance(row, Turn.PUT_OFF, by=by, council=None)
        return False
    advance(row, Turn.PASS, by=by, note=council.minutes)
    return True


def _codes(council: Council) -> Sequence[str]:
    found = list(council.decisions.filter(state=Deciding.LISTED).values_list("code", flat=True))
    if not found:
        raise WrongState(
            "benefits.empty_list",
            N_("There is nothing left on this list."),
            way_out=N_("Make a new list for the next meeting."),
        )
    return found


def _text(text: str, most: int, field: str) -> str:
    said = " ".join(clean(text, most, field=field).split())
    if not said:
        raise BadInput(
            "benefits.meeting",
            N_("A meeting has a title, a body that decides and, when it is over, a number."),
            field=field,
        )
    return said
