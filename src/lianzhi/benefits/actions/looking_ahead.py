"""What is due today and ends soon by dates that are known now: ages, ends of facts, ends of policies.  R-214."""

import logging
from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse

from lianzhi.benefits import books
from lianzhi.benefits.access import ENTITLED
from lianzhi.benefits.models import Ending, Entitlement, Run
from lianzhi.benefits.population import read
from lianzhi.benefits.rules.matching import match
from lianzhi.benefits.rules.standing import DUE, Key
from lianzhi.foundation.access import api as access
from lianzhi.foundation.notify import api as notify
from lianzhi.kernel import clock
from lianzhi.kernel.errors import Refused
from lianzhi.registry import api as registry
from lianzhi.territory import api as territory

log = logging.getLogger(__name__)
AHEAD = timedelta(days=30)
"""How long before staff is reminded; a proposal, for the town to settle."""
BLOCK = 500


def look_ahead(row: Run) -> int:
    """Keep what will end within ``AHEAD`` of the run's day and remind staff, once for each; how many were new. What is due then
    is matched as what is due today; the day itself is found by halving, over the households it is about."""
    last = row.as_of + AHEAD
    open_ = _open()
    try:
        then = due_on(last, None)
    except Refused:
        log.exception("the policies do not hold on %s; nobody is reminded of what ends before", last)
        return 0
    ends = last_days(open_.keys() - then, row.as_of, last)
    with transaction.atomic():
        new = _keep(row, {open_[key]: day for key, day in ends.items()})
        if new:
            values = {"count": str(new), "day": str(last)}
            page = {"desk": reverse("benefits:run", args=[row.code])}
            said = notify.NewNotice("benefits.ending", values, page, f"ending:{row.code}", clock.now())
            notify.tell(access.holders(ENTITLED, territory.town().code), said)
    return new


def due_on(day: date, only: Collection[str] | None) -> set[Key]:
    """Who is due what on a day, by what is known today."""
    book = books.library().on(day, territory.town().code)
    town = read(book.register, day, only)
    outcome, codes = match(town.population, book), town.codes.astype("U16")
    return {
        (person, bound.policy.code)
        for bound, found in zip(book.policies, outcome.found, strict=True)
        for person in codes[found.rows[found.paid > 0]].tolist()
    }


def last_days(lost: Collection[Key], first: date, last: date) -> dict[Key, date]:
    """The first day on which each is no longer due; all were on ``first`` and are not on ``last``."""
    if not lost:
        return {}
    mates = registry.housemates({person for person, _policy in lost})
    due, unknown = {}, [(first, last, list(lost))]
    found: dict[Key, date] = {}
    while unknown:
        start, end, keys = unknown.pop()
        if (end - start).days <= 1:
            found |= dict.fromkeys(keys, end)
            continue
        middle = start + (end - start) // 2
        if middle not in due:
            due[middle] = due_on(middle, mates)
        still = [key for key in keys if key in due[middle]]
        over = [key for key in keys if key not in due[middle]]
        unknown += [part for part in ((middle, end, still), (start, middle, over)) if part[2]]
    return found


def _open() -> dict[Key, tuple[int, str]]:
    rows = Entitlement.objects.filter(until_run=None, status=DUE).order_by()
    return {
        (person, policy): (pk, area)
        for pk, person, policy, area in rows.values_list("pk", "person", "policy", "area_code")
    }


def _keep(row: Run, ends: dict[tuple[int, str], date]) -> int:
    known = set(Ending.objects.filter(day__gt=row.as_of).values_list("entitlement_id", "day"))
    new = [
        Ending(entitlement_id=pk, day=day, run=row, area_code=area)
        for (pk, area), day in ends.items()
        if (pk, day) not in known
    ]
    Ending.objects.bulk_create(new, batch_size=BLOCK)
    return len(new)
