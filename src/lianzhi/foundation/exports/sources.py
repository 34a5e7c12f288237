"""Which lists can be taken away. Rooms register theirs in ``AppConfig.ready``; exports knows none of them."""

from lianzhi.foundation.exports.contracts import Opener, Source
from lianzhi.kernel.errors import N_, NotFound

_sources: dict[str, Source] = {}


def source(code: str, name: str, permission: str, opener: Opener) -> None:
    _sources[code] = Source(code, name, permission, opener)


def get(code: str) -> Source:
    found = _sources.get(code)
    if found is None:
        raise NotFound(
            "exports.source",
            N_("This list cannot be taken away as a file."),
            way_out=N_("Go back to the list."),
        )
    return found
