"""A worker that pays: prepares, lets another release, sends, asks and takes results in, over and over. Tests only."""

import sys
import time
from datetime import timedelta

from support.crash_wsgi import application  # noqa: F401  watches the log of SQLite, as the pages do


def main(clerk: str, head: str) -> None:
    from django.conf import settings
    from django.db import DatabaseError, close_old_connections

    from lianzhi.benefits import housekeeping
    from lianzhi.benefits.actions.batching import prepare_batch, release_batch
    from lianzhi.foundation.jobs.api import work_once
    from lianzhi.kernel.actor import Actor
    from lianzhi.kernel.errors import WrongState

    settings.BENEFITS_BANK, settings.BENEFITS_PATIENCE = "folder", timedelta(seconds=2)
    one, other = Actor(clerk, "clerk"), Actor(head, "head")
    while True:
        try:
            close_old_connections()
            try:
                release_batch(prepare_batch(by=one), by=other)
            except WrongState:
                _release_the_rest(other)
            while work_once():
                pass
            housekeeping.ask()
        except (DatabaseError, OSError):
            close_old_connections()
        time.sleep(0.05)


def _release_the_rest(by) -> None:
    """Prepared before a kill, and never released."""
    from lianzhi.benefits.actions.batching import release_batch
    from lianzhi.benefits.models import Batch

    for key in Batch.objects.filter(state="prepared").values_list("pk", flat=True):
        release_batch(key, by=by)


if __name__ == "__main__":
    import django

    django.setup()
    main(*sys.argv[1:])
