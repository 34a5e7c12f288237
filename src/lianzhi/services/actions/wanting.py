"""Ask for the whole to be computed, and find out whether it is time."""

from datetime import timedelta

from django.db import transaction

from lianzhi.kernel import clock
from lianzhi.services.models import Wanted

QUIET, LONGEST = timedelta(seconds=20), timedelta(minutes=10)


@transaction.atomic
def want(name: str) -> None:
    now = clock.now()
    row, made = Wanted.objects.select_for_update().get_or_create(
        name=name, defaults={"first_at": now, "last_at": now}
    )
    if not made:
        row.last_at = now
        row.save(update_fields=["last_at"])


@transaction.atomic
def taken(name: str) -> bool:
    """True once when it was asked for and has been quiet for a while (or for long enough)."""
    now = clock.now()
    row = Wanted.objects.select_for_update().filter(name=name).first()
    if row is None or (now - row.last_at < QUIET and now - row.first_at < LONGEST):
        return False
    row.delete()
    return True
