"""A report begun on the phone is finished at the counter, and the reverse.  R-223.

The draft is kept sealed for a week under a code of eight digits; taking it up uses the code.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from lianzhi.cases.models import Counter, Parked
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.kernel import clock, ids
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput

LIVES = timedelta(days=7)
TRIES_PER_HOUR = 10
KEPT = ("text", "category", "place", "lon", "lat", "accuracy", "photos", "intake")
_CONTEXT = "cases.parked"


@transaction.atomic
def park(draft: Mapping[str, Any], *, by: Actor) -> str:
    """The code that takes the draft up again."""
    now, code = clock.now(), ids.digits(8)
    Parked.objects.filter(until__lt=now).delete()
    sealed = access.seal(json.dumps({k: draft.get(k) for k in KEPT}, ensure_ascii=False), _CONTEXT)
    Parked.objects.create(
        code=access.blind(code, _CONTEXT), sealed=sealed, photos_of=by.id, at=now, until=now + LIVES
    )
    return code


def take_up(code: str, *, by: Actor, tried_by: str) -> dict[str, Any]:
    """The draft behind a code, its pictures now ``by``'s. Raises BadInput; wrong tries are counted and kept."""
    found = _found(code, tried_by)
    if found is None:
        raise BadInput(
            "cases.parked",
            N_("There is no report under this code, or it was taken up already."),
            way_out=N_("Check the eight digits. A code holds for a week; then begin anew."),
            field="code",
        )
    draft: dict[str, Any] = json.loads(access.unseal(found.sealed, _CONTEXT))
    files.hand_over(Actor(found.photos_of, ""), to=by, ids=draft.get("photos") or [])
    return draft


@transaction.atomic
def _found(code: str, tried_by: str) -> Parked | None:
    """Commits the count of wrong tries, so that codes cannot be guessed."""
    now = clock.now()
    name = f"parked:{access.blind(tried_by, _CONTEXT)[:12]}:{now:%Y%m%d%H}"
    tries, _made = Counter.objects.select_for_update().get_or_create(name=name)
    if tries.value >= TRIES_PER_HOUR:
        return None
    digits = "".join(c for c in code if c.isdigit())
    row = (
        Parked.objects.select_for_update()
        .filter(code=access.blind(digits, _CONTEXT), taken_at=None, until__gt=now)
        .first()
    )
    if row is None:
        tries.value += 1
        tries.save(update_fields=["value"])
        return None
    row.taken_at = now
    row.save(update_fields=["taken_at"])
    return row
