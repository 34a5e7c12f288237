"""Points and tracks as people paste them, one a line."""

import re

from lianzhi.kernel.errors import N_, BadInput
from lianzhi.sensing.contracts import Spot

_BETWEEN = re.compile(r"[,，;；\t]+")


def spots(text: str) -> list[Spot]:
    """Name, longitude, latitude. Raises BadInput that names the line."""
    found = []
    for number, line in _lines(text):
        parts = [part.strip() for part in _BETWEEN.split(line)]
        if len(parts) != 3 or not parts[0]:
            raise _bad("spots", number)
        lon, lat = _numbers("spots", number, parts[1:])
        found.append(Spot(parts[0][:60], lon, lat))
    return found


def fixes(text: str) -> list[tuple[float, float, float, float]]:
    """Longitude, latitude, metres above the ground, seconds since the start. Raises BadInput that names the line."""
    found = []
    for number, line in _lines(text):
        parts = [part for part in re.split(r"[,，;；\s]+", line) if part]
        if len(parts) != 4:
            raise _bad("track", number)
        found.append(tuple(_numbers("track", number, parts)))
    return found  # type: ignore[return-value]


def _lines(text: str) -> list[tuple[int, str]]:
    return [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _numbers(field: str, line: int, parts: list[str]) -> list[float]:
    try:
        return [float(part) for part in parts]
    except ValueError as error:
        raise _bad(field, line) from error


def _bad(field: str, line: int) -> BadInput:
    return BadInput(
        "sensing.line", N_("Line %(line)s cannot be read."), way_out=N_("Compare it with the help below the field."), field=field,
        params={"line": line},
    )  # fmt: skip
