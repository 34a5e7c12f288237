"""“Is it one of these?” on the grid worker's phone, before a report is given to the queue.  R-109, R-113.

The same offer as on the residents' pages (``reporting.offering``): never the words, the number shown or who reported it;
kinds that say something about persons are never offered. The number goes along only to be sent back as the choice.
"""

from typing import Any

from lianzhi.cases.actions.report import locate
from lianzhi.cases.actions.sending import spot
from lianzhi.cases.queries import lists
from lianzhi.cases.rules.envelope import Envelope
from lianzhi.cases.views.reporting.offering import Offer, around


def near_of(entry: Envelope) -> list[dict[str, Any]]:
    """Near the place that was said, else near where the worker stands. Raises BadInput for a place outside the town."""
    lon, lat, words = spot(entry)
    place, intake = locate(words, lon, lat), lists.intake(entry.intake)
    if entry.kind != "report" or intake is None:
        return []
    at = (
        (place.lon, place.lat)
        if place.lon is not None or entry.fix is None
        else (entry.fix.lon, entry.fix.lat)
    )
    return [_plain(offer) for offer in around(*at, entry.category, entry.text, intake.categories)]


def _plain(offer: Offer) -> dict[str, Any]:
    case = offer.case
    kind, state = case.category, case.item.state
    return {
        "number": case.number, "kind_zh": kind.name_zh if kind else "", "kind_en": kind.name_en if kind else "",
        "metres": offer.metres, "day": case.created_at.isoformat(), "state_zh": state.name_zh, "state_en": state.name_en,
        "heat": case.heat, "picture": offer.picture,
    }  # fmt: skip
