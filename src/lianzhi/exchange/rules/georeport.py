"""Open311 GeoReport v2 as values: what a query asks, what a request says, which faults there are.  R-087.  Pure.

The specification fixes field names, the span of 90 days, 1,000 rows, and 400/403/404 with a list of errors.
``page`` and ``page_size`` and ``servicerequestupdates`` are the extensions that cities and FixMyStreet use.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from lianzhi.kernel.errors import N_, BadInput, NotFound, Refused

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
WINDOW = timedelta(days=90)
ROWS = 1000
DEEPEST = 100_000
LONGEST = 4000
STATUSES = {"open": False, "closed": True}
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,80})\](\[\])?")
_W3 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Query:
    start: datetime
    end: datetime
    numbers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    ended: bool | None = None
    first: int = 0
    size: int = ROWS


@dataclass(frozen=True, slots=True)
class Request:
    """A report as another system hands it in. ``external`` is that system's own number, if it said one."""

    service_code: str
    lat: float | None
    lon: float | None
    address: str
    address_id: str
    description: str
    phone: str
    name: str
    account_id: str
    media_url: str
    external: str
    attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Update:
    number: str
    external: str
    status: str
    text: str
    at: datetime | None


class KeyFault(Refused):
    """403: the key is missing or does not open this."""

    status = 403


def one(given: Given, name: str) -> str:
    """A value; empty and absent are the same (the specification says so)."""
    values = given.get(name) or [""]
    text = values[0].strip()
    if _CONTROL.search(text):
        raise wrong(name)
    return text


def wrong(name: str) -> BadInput:
    return BadInput(
        "open311.wrong", N_("%(name)s cannot be read."), way_out=N_("Compare it with the specification."),
        field=name, params={"name": name},
    )  # fmt: skip


def missing(name: str) -> BadInput:
    return BadInput("open311.missing", N_("%(name)s was not provided."), field=name, params={"name": name})


def unknown(name: str) -> NotFound:
    return NotFound(
        "open311.unknown", N_("%(name)s provided was not found."), field=name, params={"name": name}
    )


def moment(given: Given, name: str) -> datetime | None:
    """W3 format with a zone. A form-decoded ``+`` comes as a blank, which older clients never notice."""
    text = re.sub(r" (\d\d:\d\d)$", r"+\1", one(given, name))
    if not text:
        return None
    if not _W3.fullmatch(text):
        raise wrong(name)
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise wrong(name) from error


def query(given: Given, now: datetime) -> Query:
    """What a list asks for: at most 90 days back from its end, at most 1,000 rows."""
    start, end = span(given, now)
    page, size = _number(given, "page", 1), min(_number(given, "page_size", ROWS), ROWS)
    if (page - 1) * size > DEEPEST:
        raise wrong("page")
    return Query(
        start=start,
        end=end,
        numbers=tuple(_listed(given, "service_request_id")[:ROWS]),
        codes=tuple(_listed(given, "service_code")),
        ended=_ended(_listed(given, "status")),
        first=(page - 1) * size,
        size=size,
    )


def span(given: Given, now: datetime) -> tuple[datetime, datetime]:
    start, end = moment(given, "start_date"), moment(given, "end_date")
    try:
        if start is None:
            start = (end or now) - WINDOW
        if end is None:
            end = min(start + WINDOW, now) if start <= now else start
    except OverflowError as error:
        raise wrong("start_date") from error
    if end < start or end - start > WINDOW:
        raise BadInput(
            "open311.span", N_("start_date and end_date may not span more than 90 days."), field="start_date"
        )
    return start, end


def _listed(given: Given, name: str) -> list[str]:
    one(given, name)
    found = [part.strip() for value in given.get(name) or [] for part in value.split(",")]
    if any(_CONTROL.search(part) or len(part) > 80 for part in found):
        raise wrong(name)
    return [part for part in dict.fromkeys(found) if part]


def _ended(words: Sequence[str]) -> bool | None:
    asked = {word.lower() for word in words}
    if asked - STATUSES.keys():
        raise wrong("status")
    return STATUSES[asked.pop()] if len(asked) == 1 else None


def _number(given: Given, name: str, default: int) -> int:
    text = one(given, name)
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or not 0 < int(text[:12]) < 10**9 or len(text) > 10:
        raise wrong(name)
    return int(text)


def request(given: Given) -> Request:
    """A report. Raises BadInput for what is missing; the place and the service are looked up afterwards."""
    if not one(given, "service_code"):
        raise missing("service_code")
    lat, lon = _degrees(given, "lat", 90), _degrees(given, "long", 180)
    address, address_id = one(given, "address_string")[:200], one(given, "address_id")[:40]
    if (lat is None) != (lon is None):
        raise missing("lat" if lat is None else "long")
    if lat is None and not address and not address_id:
        raise missing("lat, long, address_string, address_id")
    description = one(given, "description")
    if len(description) > LONGEST:
        raise wrong("description")
    names = [one(given, "last_name"), one(given, "first_name")]
    found = attributes(given)
    return Request(
        service_code=one(given, "service_code"), lat=lat, lon=lon, address=address, address_id=address_id,
        description=description, phone=one(given, "phone")[:40], name=_joined(names)[:40],
        account_id=one(given, "account_id")[:80], media_url=one(given, "media_url")[:500],
        external=next(iter(found.get("external_id") or found.get("fixmystreet_id") or [""]))[:80], attributes=found,
    )  # fmt: skip


def _joined(names: Sequence[str]) -> str:
    """Chinese names are written without a blank, family name first; others as they are spoken."""
    if all(ord(char) > 0x2E7F for name in names for char in name):
        return "".join(names)
    return " ".join(reversed([name for name in names if name]))


def _degrees(given: Given, name: str, most: int) -> float | None:
    text = one(given, name)
    if not text:
        return None
    try:
        value = float(text)
    except ValueError as error:
        raise wrong(name) from error
    if not -most <= value <= most:
        raise wrong(name)
    return value


def attributes(given: Given) -> dict[str, list[str]]:
    """``attribute[CODE]=v`` and ``attribute[CODE][]=v``, by code. At most 60 codes of 2,000 characters each."""
    found: dict[str, list[str]] = {}
    for name, values in given.items():
        if match := _ATTRIBUTE.fullmatch(name):
            kept = [value for value in values if value][:50]
            if (
                _CONTROL.search(match[1])
                or any(_CONTROL.search(v) or len(v) > 2000 for v in kept)
                or len(found) >= 60
            ):
                raise wrong(f"attribute[{match[1]}]"[:60])
            found[match[1]] = kept if match[2] else kept[:1]
    return found


def update(given: Given) -> Update:
    """What another system says of a request (FixMyStreet's extension)."""
    for name in ("service_request_id", "update_id", "description"):
        if not one(given, name):
            raise missing(name)
    status = one(given, "status").upper()
    if not re.fullmatch(r"[A-Z_ -]{0,40}", status) or len(one(given, "description")) > LONGEST:
        raise wrong("status" if len(one(given, "description")) <= LONGEST else "description")
    return Update(
        number=one(given, "service_request_id")[:40], external=one(given, "update_id")[:80], status=status,
        text=one(given, "description"), at=moment(given, "updated_datetime"),
    )  # fmt: skip
