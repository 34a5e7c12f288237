"""One's own rounds, the newest first. Nobody else's: positions are personal."""

from typing import Any

from lianzhi.cases.models import Patrol
from lianzhi.cases.rules.patrol import ROUGH
from lianzhi.kernel.actor import Actor

MOST = 30


def own_patrols(by: Actor) -> list[dict[str, Any]]:
    return [patrol(row) for row in Patrol.objects.filter(person=by.id).order_by("-started_at")[:MOST]]


def patrol(row: Patrol) -> dict[str, Any]:
    return {
        "id": str(row.pk), "started_at": row.started_at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else "", "metres": row.metres, "stops": row.stops,
        "line": [[lon, lat] for lon, lat, accuracy, _at in row.points if accuracy <= ROUGH],
    }  # fmt: skip
