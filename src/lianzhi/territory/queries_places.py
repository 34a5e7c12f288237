"""Places by their days: which stand, what one was called before, which ended (R-074)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from lianzhi.kernel.errors import N_, WrongState
from lianzhi.territory import snapshot
from lianzhi.territory.contracts import FormerName, PlaceView
from lianzhi.territory.models import Lineage, Place, PlaceName

MOST = 500


def standing(on: date | None = None) -> Q:
    """Places that stand on a day (today)."""
    day = on or snapshot.today()
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))


def place_by_code(code: str) -> PlaceView | None:
    """A place by its code, also one that has ended or is yet to come."""
    row = Place.objects.filter(code=code).first()
    return place_view(row) if row else None


def places_ended(codes: Iterable[str], *, on: date | None = None) -> dict[str, date]:
    """Of these places those that stand no more, and since when."""
    wanted, day, found = sorted(set(codes)), on or snapshot.today(), {}
    for start in range(0, len(wanted), MOST):
        rows = Place.objects.filter(code__in=wanted[start : start + MOST], valid_to__lte=day)
        found.update(rows.values_list("code", "valid_to"))
    return found


def former_names(code: str) -> list[FormerName]:
    """What the place was called before, the latest first."""
    rows = PlaceName.objects.filter(code=code, kind=PlaceName.Kind.OLD)
    found = [FormerName(row.name, row.valid_from, row.valid_to) for row in rows]
    return sorted(found, key=lambda n: n.until or date.min, reverse=True)


def went_on(code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The places that this one came from, and those that it went on in; itself is not named."""
    lines = Lineage.objects.filter(Q(from_code=code) | Q(to_code=code)).exclude(from_code=code, to_code=code)
    pairs = list(lines.values_list("from_code", "to_code"))
    came = tuple(dict.fromkeys(a for a, b in pairs if b == code))
    return came, tuple(dict.fromkeys(b for a, b in pairs if a == code))


def require_standing(place: Place, on: date | None = None) -> None:
    """Raises WrongState for a building that is no longer there on a day: nothing new comes into it."""
    if place.valid_to is not None and place.valid_to <= (on or snapshot.today()):
        raise ended(place)


def ended(place: Place) -> WrongState:
    return WrongState(
        "territory.place_ended",
        N_("%(name)s is no longer there since %(day)s."),
        way_out=N_("Choose the building that stands there now."),
        field="code",
        params={"name": place.name, "day": place.valid_to.isoformat() if place.valid_to else ""},
    )


def place_view(row: Place) -> PlaceView:
    return PlaceView(
        row.code, row.kind, row.name, row.address, row.lon, row.lat, row.grid_code, row.floors, row.units,
        row.valid_from, row.valid_to, row.scheme,
    )  # fmt: skip
