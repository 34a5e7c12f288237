"""Examples about registers: each probe lays out a small world, lets the true actions judge it, and says what is otherwise."""

from collections.abc import Callable
from typing import Any

from lianzhi.kernel.errors import Refused
from lianzhi.scenarios.probes import (
    benefits,
    doors,
    elders,
    emergency,
    enrolment,
    harm,
    route,
    sensing,
    street,
)
from lianzhi.scenarios.rules.example import Probe

PROBES: dict[str, Callable[[dict[str, Any], dict[str, Any]], list[str]]] = {
    "benefits": benefits.play,
    "enrolment": enrolment.play,
    "elders": elders.play,
    "sensing": sensing.play,
    "route": route.play,
    "doors": doors.play,
    "street": street.play,
    "harm": harm.play,
    "emergency": emergency.play,
}


def play(example: Probe) -> list[str]:
    """What came out otherwise than the example says; everything is rolled back by the caller."""
    found = PROBES.get(example.probe)
    if found is None:
        return [f"there is no probe “{example.probe}”; known: {', '.join(PROBES)}"]
    try:
        return found(example.given, example.then)
    except Refused as refusal:
        return [f"refused: {refusal} ({refusal.code})"]
    except (KeyError, TypeError, ValueError) as error:
        return [f"the example cannot be read: {error!r}"]
