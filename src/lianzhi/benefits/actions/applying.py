"""惠残一路通: one form with all that a person is entitled to, sent once, one matter.  R-207, R-208.

By himself, or by a helper with his word; who helped stands in the trail. What he says fills no register: it goes to who checks.
"""

import json
from collections.abc import Collection, Mapping

from django.db import IntegrityError, transaction

from lianzhi.benefits import at_hand, sealing
from lianzhi.benefits.access import PREPARE
from lianzhi.benefits.actions.deciding import propose
from lianzhi.benefits.actions.sending import MACHINE
from lianzhi.benefits.models import Application
from lianzhi.benefits.proposing import proposal
from lianzhi.benefits.queries.own import road
from lianzhi.benefits.rules.outcome import Status
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock, ids
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotAllowed, NotFound, WrongState
from lianzhi.kernel.text import clean
from lianzhi.registry import api as registry

CONSENT = "benefits"
APPLIED = "benefits.applied"


def require_word(person: str, *, by: Actor, proved: Collection[str] = ()) -> str:
    """His area, when ``by`` may apply: himself, or staff of his area with his word. Raises NotAllowed, NotFound."""
    payee = registry.payees([person]).get(person)
    if payee is None or (by.kind == "resident" and person not in registry.own_codes(by, proved)):
        raise NotFound("benefits.nobody", N_("There is nobody of this key in the register."))
    if by.kind != "resident":
        access.require(by, PREPARE, Application(area_code=payee.area_code))
        if not registry.allowed(person, CONSENT):
            raise NotAllowed(
                "benefits.no_word", N_("This person has not given his word that benefits are found and asked for on his behalf."),
                way_out=N_("Ask him, and note his word down on his entry in the register; it can be taken back any time."),
            )  # fmt: skip
    return payee.area_code


@transaction.atomic
def apply(
    person: str,
    policies: Collection[str],
    said: Mapping[str, str],
    *,
    key: str,
    by: Actor,
    proved: Collection[str] = (),
) -> Application:
    """The same ``key`` again answers with what is there. Raises BadInput, NotAllowed, NotFound, WrongState."""
    area, now = require_word(person, by=by, proved=proved), at_hand.today(person)
    if (same := Application.objects.filter(key=key, person=person).first()) is not None:
        return same
    if (found := road(now, person)) is None:
        raise WrongState(
            "benefits.no_road", N_("No matching run of today is at hand, or no disability is on record."),
            way_out=N_("Go to your community's counter; they enter it, and the next run finds you."),
        )  # fmt: skip
    open_ = {one.policy.code: one for one in found[0] if one.status in (Status.DUE, Status.MISSING)}
    chosen = [one for code, one in open_.items() if code in set(policies)]
    if not chosen:
        raise BadInput("benefits.choose", N_("Choose at least one."), field="policies")
    asked = {each.column.code for each in found[1]}
    words = {
        code: clean(text, 100, field=code) for code, text in said.items() if code in asked and text.strip()
    }
    row = _kept(person, area, [one.policy.code for one in chosen], words, key, by)
    propose([proposal(one, now, person) for one in chosen], MACHINE)
    what = "benefits.apply_for" if row.helper else "benefits.apply"
    audit.record(
        by,
        what,
        f"person:{person}",
        {"application": row.code, "policies": row.policies, "helper": row.helper},
    )
    events.emit(APPLIED, {"application": row.code, "person": person, "helper": row.helper}, area=area)
    return row


def _kept(
    person: str, area: str, policies: list[str], words: Mapping[str, str], key: str, by: Actor
) -> Application:
    code = ids.code("A")
    text = json.dumps(dict(words), ensure_ascii=False) if words else ""
    try:
        with transaction.atomic():
            return Application.objects.create(
                code=code, key=key, person=person, area_code=area, policies=policies, helper=by.kind != "resident", by=by.id,
                by_name=by.name[:60], at=clock.now(), said_sealed=sealing.seal_said(code, text) if text else "",
            )  # fmt: skip
    except IntegrityError:
        raise BadInput(
            "benefits.key", N_("The form was sent for somebody else; open it again."), field="policies"
        ) from None
