"""Keep a round that a phone recorded while it was on. Whole and once: the phone made its id.  R-113."""

from uuid import UUID

from django.db import transaction

from lianzhi.cases.models import Patrol
from lianzhi.cases.rules import patrol as rules
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, WrongState
from lianzhi.territory import api as territory


@transaction.atomic
def keep_patrol(walk: rules.Walk, *, by: Actor) -> Patrol:
    """Raises WrongState when somebody else's round carries this id."""
    access.require(by, "cases.report", None)
    line = rules.line(walk.points)
    values = {
        "person": by.id, "unit": by.unit, "zone": walk.zone, "started_at": walk.started_at, "ended_at": walk.ended_at,
        "metres": rules.metres(line), "stops": [_stop(stop) for stop in rules.stops(line)],
        "points": [[p.lon, p.lat, p.accuracy_m, p.at.isoformat()] for p in walk.points],
    }  # fmt: skip
    row, fresh = Patrol.objects.get_or_create(id=UUID(walk.id), defaults=values)
    if row.person != by.id:
        raise WrongState(
            "cases.patrol_taken", N_("This round is kept already."), way_out=N_("Begin a new round.")
        )
    if fresh:
        audit.record(
            by, "cases.patrol", f"patrol:{row.pk}", {"metres": row.metres, "points": len(walk.points)}
        )
    return row


def _stop(stop: rules.Stop) -> dict[str, object]:
    minutes = round((stop.left_at - stop.arrived_at).total_seconds() / 60)
    return {
        "from": stop.arrived_at.isoformat(), "to": stop.left_at.isoformat(), "minutes": minutes, "lon": stop.lon,
        "lat": stop.lat, "place": territory.address_at(stop.lon, stop.lat),
    }  # fmt: skip
