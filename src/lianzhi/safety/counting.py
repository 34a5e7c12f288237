"""Past matters are another room's. Who keeps them says how they are counted (``flows/cases_to_safety.py``)."""

from collections.abc import Mapping
from datetime import datetime

from lianzhi.safety.contracts import CaseCounts, Counter

_counters: list[Counter] = []


def counts_matters(counter: Counter) -> Counter:
    """Called when the apps are ready, by the flow between both rooms."""
    if counter not in _counters:
        _counters.append(counter)
    return counter


def matters(
    since: datetime, area: str, fire: tuple[str, ...], safety: tuple[str, ...]
) -> Mapping[str, CaseCounts]:
    """Building -> counts; nothing when no room counts."""
    return _counters[0](since, area, fire, safety) if _counters else {}
