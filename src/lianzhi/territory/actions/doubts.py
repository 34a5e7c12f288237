"""The queue of doubtful addresses: put in, decide, take back, forget (issue 4, R-074, PIPL: no more than is needed).

Only the address is kept, personal numbers covered, never whose it is. Who waits for half a year without coming up again is
deleted; a decision stays, since it is what the base has learnt.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound, WrongState
from lianzhi.kernel.masking import mask_personal
from lianzhi.territory import queries_doubts, resolving, snapshot
from lianzhi.territory.contracts import Alternative, DoubtView, Resolution
from lianzhi.territory.models import Doubt, PlaceName
from lianzhi.territory.rules.gazetteer import compact
from lianzhi.territory.rules.keys import LONGEST, key_of
from lianzhi.territory.rules.place_match import SAFE_SCORE
from lianzhi.territory.stamps import lock, touch

REVIEW = "territory.review"
ADDRESS_DECIDED = "territory.address_decided"
KEPT_WAITING = timedelta(days=180)


@transaction.atomic
def put_in(found: Iterable[Resolution], *, source: str) -> int:
    """Put what is not sure into the queue, each way of writing once. Gives how many of them wait now."""
    doubtful = {key: r for r in found if r.score < SAFE_SCORE and len(key := key_of(r.text)) > 1}
    keys, now = sorted(doubtful), clock.now()
    waiting = 0
    for start in range(0, len(keys), 500):
        part = keys[start : start + 500]
        held = set(Doubt.objects.filter(key__in=part).values_list("key", flat=True))
        Doubt.objects.filter(key__in=held).update(seen=F("seen") + 1, last_seen=now)
        rows = [_row(key, doubtful[key], source, now) for key in part if key not in held]
        Doubt.objects.bulk_create(rows, ignore_conflicts=True)
        waiting += Doubt.objects.filter(key__in=part, state=Doubt.State.WAITING).count()
    return waiting


def _row(key: str, r: Resolution, source: str, now: datetime) -> Doubt:
    tree = snapshot.tree()
    towns = tree.of_level("town")
    best = () if not r.best else (_plain(r),)
    options = [_kept(each) for each in (*best, *r.alternatives)][:6]
    return Doubt(
        key=key, text=mask_personal(r.text.strip())[:LONGEST], source=source[:60], score=r.score, reason=r.reason[:200],
        area=r.grid_code or (towns[0].code if towns else ""), params=dict(r.params), options=options,
        first_seen=now, last_seen=now,
    )  # fmt: skip


def _plain(r: Resolution) -> Alternative:
    return Alternative(
        r.best, r.level, r.address, r.lon or 0.0, r.lat or 0.0, r.grid_code, r.score, r.reason, r.params
    )


def _kept(each: Alternative) -> dict[str, object]:
    return {name: getattr(each, name) for name in Alternative.__slots__} | {"params": dict(each.params)}


@transaction.atomic
def decide(doubt_id: int, code: str, *, by: Actor, name: bool = False) -> DoubtView:
    """This address means ``code``; from now on it does so at once. Empty: outside the town, or no place at all.

    ``name``: the word that was written for the name becomes another name of that place. Raises NotFound, BadInput, WrongState.
    """
    row = _waiting(doubt_id, by)
    if code and resolving.known(code) is None:
        raise BadInput(
            "territory.no_such_code",
            N_("There is no place with the code %(code)s."),
            way_out=N_("Choose one of the proposals, or look it up by name."),
            field="code",
            params={"code": code[:40]},
        )
    row.code, row.state = code, Doubt.State.DECIDED if code else Doubt.State.OUTSIDE
    row.decided_by, row.decided_at = by.id, clock.now()
    row.save(update_fields=["code", "state", "decided_by", "decided_at"])
    touch("decisions")
    learnt = _learn(row, code) if name and code else ""
    detail = {"address": row.text, "code": code, "name": learnt}
    audit.record(by, "territory.decide_address", f"doubt:{row.pk}", detail)
    events.emit(ADDRESS_DECIDED, {"key": row.key, "code": code}, area=row.area)
    return queries_doubts.view_of(row)


@transaction.atomic
def take_back(doubt_id: int, *, by: Actor) -> DoubtView:
    """Undo a decision: the address waits again, and a name that was learnt with it goes."""
    row = _locked(doubt_id, by)
    if row.state == Doubt.State.WAITING:
        raise WrongState(
            "territory.not_decided",
            N_("This address is not decided."),
            way_out=N_("Choose what it means, or leave it waiting."),
        )
    code, row.code, row.state = row.code, "", Doubt.State.WAITING
    row.decided_by, row.decided_at = "", None
    row.save(update_fields=["code", "state", "decided_by", "decided_at"])
    if PlaceName.objects.filter(source=_taught(row)).delete()[0]:
        touch("places")
    touch("decisions")
    audit.record(by, "territory.take_back_address", f"doubt:{row.pk}", {"address": row.text, "code": code})
    return queries_doubts.view_of(row)


def forget(now: datetime | None = None) -> int:
    """Delete what has waited for half a year and did not come up again. Gives how many."""
    limit = (now or clock.now()) - KEPT_WAITING
    return Doubt.objects.filter(state=Doubt.State.WAITING, last_seen__lt=limit).delete()[0]


def _learn(row: Doubt, code: str) -> str:
    """The word that was written becomes another name of the quarter or road that the chosen code belongs to."""
    chosen = next(
        (o for o in row.options if o["code"][:18] == code[:18] and o["params"].get("written")), None
    )
    known = snapshot.directory().gazetteer.names.get(compact(chosen["params"]["name"])) if chosen else None
    if chosen is None or known is None or not known.entries:
        return ""
    lock("places")
    word = chosen["params"]["written"]
    PlaceName.objects.get_or_create(
        name=word,
        code=known.entries[0].code,
        defaults={"kind": PlaceName.Kind.LEARNT, "source": _taught(row)},
    )
    touch("places")
    return str(word)


def _taught(row: Doubt) -> str:
    return f"doubt:{row.pk}"


def _waiting(doubt_id: int, by: Actor) -> Doubt:
    row = _locked(doubt_id, by)
    if row.state != Doubt.State.WAITING:
        raise WrongState(
            "territory.decided_already",
            N_("Somebody has decided this address already."),
            way_out=N_("Take that decision back first if it is wrong."),
        )
    return row


def _locked(doubt_id: int, by: Actor) -> Doubt:
    row = Doubt.objects.select_for_update().filter(pk=doubt_id).first()
    if row is None or not access.may(by, REVIEW, row):
        raise NotFound(
            "territory.no_doubt",
            N_("This address does not wait here."),
            way_out=N_("Go back to the list; somebody may have deleted it."),
        )
    return row
