"""Green to 80 % of the time, yellow to 100 %, red beyond (数字城管 Statistics: 0-80 / 80-100 / >100 %)."""

from datetime import datetime
from enum import StrEnum

WARN_AT = 0.8


class Light(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    OFF = "off"


def light(now: datetime, warn_at: datetime | None, due_at: datetime | None) -> Light:
    """The light of a running clock; OFF when no clock runs. Exactly at a limit still counts as before it."""
    if due_at is None or warn_at is None:
        return Light.OFF
    if now > due_at:
        return Light.RED
    return Light.YELLOW if now > warn_at else Light.GREEN
