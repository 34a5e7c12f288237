"""Pairs that were found are kept; what a person decided is left as it is."""

from collections.abc import Sequence

from django.db import transaction

from lianzhi.kernel import clock
from lianzhi.registry.linkage.batch import Scored
from lianzhi.registry.linkage.definition import Definition
from lianzhi.registry.linkage.subjects import SUBJECTS
from lianzhi.registry.models import Pair, State


@transaction.atomic
def keep(block: Sequence[tuple[Scored, str]], found: Definition) -> None:
    """New pairs wait; waiting ones get their new score; what a person decided is left as it is."""
    codes = {code for pair, _ in block for code in (pair.one, pair.other)}
    entry = SUBJECTS[found.subject].model
    grids = dict(entry.objects.filter(code__in=codes).values_list("code", "grid_code"))
    there = {
        (row.first, row.second): row
        for row in Pair.objects.select_for_update().filter(first__in=codes, second__in=codes).order_by("pk")
    }
    now, new, again = clock.now(), [], []
    for pair, said in block:
        first, second = sorted((pair.one, pair.other))
        if first not in grids or second not in grids:
            continue
        row = there.get((first, second)) or Pair(
            subject=found.subject, first=first, second=second, found_at=now
        )
        if row.state in (State.MERGED, State.APART):
            continue
        row.first_grid, row.second_grid = grids[first], grids[second]
        row.score, row.evidence = pair.evidence.weight, dict(pair.evidence.levels)
        row.verdict, row.model, row.seen_at = said, found.model, now
        row.state = State.OPEN if row.state == State.PASSED else row.state
        (again if row.pk else new).append(row)
    Pair.objects.bulk_create(new)
    fields = ["first_grid", "second_grid", "score", "evidence", "verdict", "model", "seen_at", "state"]
    Pair.objects.bulk_update(again, fields)
