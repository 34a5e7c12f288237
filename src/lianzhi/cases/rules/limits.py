"""A category's own deadlines: ``{"handle": {"value": 4, "unit": "work_hour"}}`` by flow clock."""

from collections.abc import Mapping
from typing import Any

from lianzhi.kernel.calendars import Amount, Unit
from lianzhi.kernel.errors import N_, BadInput


def limits_of(stored: Mapping[str, Any]) -> dict[str, Amount]:
    """Checked amounts. Raises BadInput naming the clock that cannot be read."""
    found = {}
    for clock, value in stored.items():
        try:
            found[clock] = Amount(float(value["value"]), Unit(value["unit"]))
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(
                "cases.limit",
                N_("The deadline “%(clock)s” cannot be read."),
                way_out=N_("Give a number and one of: working hours, working days, urgent hours."),
                field="limits",
                params={"clock": clock},
            ) from error
    return found
