"""A person decides about a doubtful pair: one, two, or later. The decision is kept."""

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.registry.access import MERGE
from lianzhi.registry.actions.merging import merge
from lianzhi.registry.finding import locked, nothing
from lianzhi.registry.models import Pair, State

MERGE_THEM, TWO, LATER = "merge", "apart", "later"


@transaction.atomic
def decide(pair_id: int, said: str, *, kept: str = "", reason: str = "", by: Actor) -> Pair:
    """``merge`` joins into ``kept``; ``apart``: two, never asked again; ``later``: the pair waits.

    Raises NotFound, NotAllowed, BadInput, WrongState (merged already, or the two have different numbers).
    """
    pair = Pair.objects.select_for_update().filter(pk=pair_id).first()
    if pair is None:
        raise nothing()
    for code in (pair.first, pair.second):
        access.require(by, MERGE, locked(code))
    if said not in (MERGE_THEM, TWO, LATER) or (said == MERGE_THEM and kept not in (pair.first, pair.second)):
        raise BadInput(
            "registry.decide", N_("This is no answer."), way_out=N_("Say which entry stands for both, or that they are two."),
            field="kept",
        )  # fmt: skip
    if pair.state == State.MERGED:
        raise WrongState(
            "registry.merged_pair", N_("The two were merged already."), way_out=N_("Take the merge back on the entry's page.")
        )  # fmt: skip
    if said == MERGE_THEM:
        merge(kept, pair.second if kept == pair.first else pair.first, reason=reason, by=by)
        pair.refresh_from_db()
        return pair
    pair.state = State.APART if said == TWO else State.LATER
    pair.decided_at, pair.decided_by, pair.decided_by_name = clock.now(), by.id, by.name[:60]
    pair.reason = reason.strip()[:200]
    pair.save(update_fields=["state", "decided_at", "decided_by", "decided_by_name", "reason"])
    audit.record(
        by,
        f"registry.pair_{said}",
        locked(pair.first).ref,
        {"other": pair.second, "score": round(pair.score, 2)},
    )
    events.emit(
        "registry.pair_decided",
        {"first": pair.first, "second": pair.second, "said": said},
        area=pair.first_grid,
    )
    return pair
