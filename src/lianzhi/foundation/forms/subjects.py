"""What forms may be asked about. Each room says which things of its own there are; forms knows none of them."""

from collections.abc import Callable, Iterable

Lister = Callable[[], Iterable[tuple[str, str]]]
_listers: dict[str, Lister] = {}


def subjects(kind: str, lister: Lister) -> None:
    """``lister`` gives (key, name in the language of the page); called in ``AppConfig.ready``."""
    _listers[kind] = lister


def offered() -> list[tuple[str, str]]:
    """(``kind:key``, name) of everything a form could be asked about."""
    return [(f"{kind}:{key}", name) for kind, lister in _listers.items() for key, name in lister()]
