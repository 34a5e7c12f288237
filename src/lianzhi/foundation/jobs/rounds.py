"""One round of a long task over one row: begun, owned by a token, ended, begun anew when its worker died.

Exports and imports share it. A row has ``state`` (waiting, running, failed and an end of its own), ``run`` (the token of
the run that may write), ``seen_at``, ``tries``, ``owner``, ``language``, ``error`` and ``ended_at``.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.utils import translation

from lianzhi.foundation.access import api as access
from lianzhi.foundation.jobs.background import enqueue
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotAllowed, Refused

log = logging.getLogger(__name__)
WAITING, RUNNING, FAILED = "waiting", "running", "failed"
SILENT = timedelta(minutes=2)
"""A worker that said nothing for so long is gone."""
TRIES = 3


class Stopped(Exception):
    """Cancelled, or another worker has it."""


@dataclass(frozen=True)
class Rounds:
    """``zeroed``: counts that begin anew with each run. ``remove_parts`` throws half-written files of a row away."""

    model: type[Model]
    remove_parts: Callable[[str], object]
    zeroed: Mapping[str, int] = field(default_factory=lambda: {"rows": 0})

    def take(self, key: str, work: Callable[[Any, str], str]) -> str:
        """Own the row and do the work in its person's language. Returns the state it ended in."""
        run = uuid4().hex
        fresh = {"state": RUNNING, "run": run, "seen_at": clock.now(), "tries": F("tries") + 1, **self.zeroed}
        if not self._rows(pk=key, state__in=(WAITING, RUNNING)).update(**fresh):
            return "not mine"
        row: Any = self._rows().get(pk=key)
        with translation.override(row.language):
            try:
                return work(row, run)
            except Stopped:
                return "stopped"
            except Refused as refused:
                return self._fail(row, run, " ".join(refused.told(translation.gettext, row.language)))
            except Exception:
                log.exception("%s %s failed", self.model.__name__, key)
                return self._fail(row, run, "")
            finally:
                self.remove_parts(f"{key}-{run}")

    def tell(self, row: Any, run: str, **said: Any) -> None:
        """Write to the row as long as this run owns it. Raises Stopped."""
        if not self._mine(row, run).update(**said):
            raise Stopped

    def revive(self, begin: Any) -> int:
        """Begin anew what a worker left behind when it was ended; after three tries it counts as failed."""
        lost = self._rows(state=RUNNING, seen_at__lt=clock.now() - SILENT)
        return sum(self._again(row, begin) for row in lost)

    @transaction.atomic
    def _again(self, row: Any, begin: Any) -> bool:
        mine = self._mine(row, row.run)
        self.remove_parts(row.pk)
        if row.tries >= TRIES:
            return bool(mine.update(state=FAILED, ended_at=clock.now()))
        if not mine.update(state=WAITING, run="", **self.zeroed):
            return False
        enqueue(begin, row.pk)
        return True

    def _fail(self, row: Any, run: str, error: str) -> str:
        self._mine(row, run).update(state=FAILED, error=error[:300], ended_at=clock.now())
        return FAILED

    def _mine(self, row: Any, run: str) -> QuerySet[Any]:
        return self._rows(pk=row.pk, run=run, state=RUNNING)

    def _rows(self, **wanted: Any) -> QuerySet[Any]:
        return self.model.objects.filter(**wanted)  # type: ignore[attr-defined,no-any-return]


def owner(actor_id: str) -> Actor:
    """Who asked, as he is today. Raises NotAllowed for an account that was closed."""
    person = access.person(actor_id)
    if person is None or not person.active:
        raise NotAllowed("jobs.nobody", N_("The account that asked for it is closed."))
    return Actor(person.id, person.name, person.unit)
