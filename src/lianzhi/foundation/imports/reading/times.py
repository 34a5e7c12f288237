"""When was a message written?  The forms found in exports, as an instant. Pure.

``2019/2/28 11:25:05`` and ``2019-12-23 15:03:00`` both occur in one real export; seconds or the whole time of
day may be missing, 年月日 may stand for the signs. Without an offset the clock of the town is meant. The order is always
year, month, day: anything else could be read two ways and is refused.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from lianzhi.kernel.calendars import ONE_DAY, SHANGHAI
from lianzhi.kernel.errors import N_, BadInput

EARLIEST = datetime(1990, 1, 1, tzinfo=SHANGHAI)
_FORM = re.compile(
    r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?"
    r"(?:(?:\s+|T)(\d{1,2})[:：时](\d{1,2})分?(?:[:：]?(\d{1,2})秒?(?:\.\d+)?)?)?"
    r"\s?(Z|[+-]\d{2}:?\d{2})?"
)


def parse_time(written: str, *, now: datetime) -> datetime:
    """An aware datetime. Raises BadInput for another form, an impossible date, or an absurd year."""
    found = _FORM.fullmatch(written.strip())
    if not found:
        raise _refused(N_("“%(written)s” is not a date and time."), written)
    *numbers, offset = found.groups()
    try:
        instant = datetime(*(int(number or 0) for number in numbers), tzinfo=_zone(offset))  # type: ignore[misc,arg-type]
    except ValueError as problem:
        raise _refused(N_("“%(written)s” is not a day or hour of the calendar."), written) from problem
    if instant > now + ONE_DAY:
        raise _refused(N_("“%(written)s” lies in the future."), written)
    if instant < EARLIEST:
        raise _refused(N_("“%(written)s” lies before 1990."), written)
    return instant


def _zone(offset: str | None) -> tzinfo:
    if offset is None:
        return SHANGHAI
    if offset == "Z":
        return UTC
    sign = -1 if offset[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:])))


def _refused(message: str, written: str) -> BadInput:
    return BadInput(
        "import.time",
        message,
        way_out=N_("Write it like 2026/3/15 09:30:00, or leave the cell empty."),
        field="occurred_at",
        params={"written": written[:40]},
    )
