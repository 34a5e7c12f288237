"""Matters are another room's. Who keeps them says where they gather (``flows/cases_to_sensing.py``)."""

from collections.abc import Sequence
from datetime import datetime

from lianzhi.sensing.contracts import HotSpots

_tellers: list[HotSpots] = []


def tells_hot_spots(teller: HotSpots) -> HotSpots:
    """Called when the apps are ready, by the flow between both rooms."""
    if teller not in _tellers:
        _tellers.append(teller)
    return teller


def hot_spots(since: datetime, categories: Sequence[str], cell_m: int) -> Sequence[tuple[float, float, int]]:
    """Nothing when no room tells."""
    return _tellers[0](since, categories, cell_m) if _tellers else ()
