"""The stamps of areas and places: the lock that actions take, and the sign for caches to read anew."""

import secrets

from lianzhi.territory.models import Stamp


def lock(*names: str) -> None:
    """Hold the stamps until the transaction ends, so that changes of the tree come one after the other."""
    for name in sorted(names):
        Stamp.objects.get_or_create(pk=name)
    list(Stamp.objects.select_for_update().filter(pk__in=names).order_by("pk"))


def touch(name: str) -> None:
    """From the commit on every process reads what has this name anew."""
    Stamp.objects.update_or_create(pk=name, defaults={"mark": secrets.token_hex(8)})
