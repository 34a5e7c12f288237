"""Who listens to what. Filled by the decorators in ``flows/`` when the apps load."""

from collections import defaultdict
from collections.abc import Callable

from lianzhi.foundation.events.contracts import Happening

Handler = Callable[[Happening], None]

_by_event: dict[str, list[str]] = defaultdict(list)
_handlers: dict[str, Handler] = {}


def consumer(name: str, *, key: str) -> Callable[[Handler], Handler]:
    """Listen to ``name`` under the stable ``key`` (it is stored: renaming it loses what was waiting).

    The handler runs in one transaction with the mark that it ran, so its writes to this database
    happen once. What it does outside may happen twice and must bear that.
    """

    def register(handler: Handler) -> Handler:
        if _handlers.setdefault(key, handler) is not handler:
            raise ValueError(f"two consumers are called {key!r}")
        _by_event[name].append(key)
        return handler

    return register


def consumers_of(name: str) -> list[str]:
    return _by_event.get(name, [])


def handler(key: str) -> Handler | None:
    return _handlers.get(key)
