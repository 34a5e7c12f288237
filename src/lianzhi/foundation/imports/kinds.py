"""What can be taken in. Rooms register theirs in ``AppConfig.ready``; imports knows none of them."""

from lianzhi.foundation.access import api as access
from lianzhi.foundation.imports.contracts import Kind
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound

_kinds: dict[str, Kind] = {}


def kind(made: Kind) -> None:
    _kinds[made.code] = made


def get(code: str) -> Kind:
    found = _kinds.get(code)
    if found is None:
        raise NotFound(
            "imports.kind", N_("There is no such kind of table."), way_out=N_("Go back to your imports.")
        )
    return found


def offered(by: Actor) -> list[Kind]:
    """The kinds this person may take in."""
    held = access.permissions_of(by)
    return [made for made in _kinds.values() if made.permission in held]
