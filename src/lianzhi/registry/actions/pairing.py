"""Compare the register with itself: join what is certain, put the doubtful before a person.  R-075, R-085; ADR 0012."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Q

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.errors import N_, Refused
from lianzhi.registry.access import MERGE
from lianzhi.registry.actions.merging import merge_persons
from lianzhi.registry.linkage import batch, entries, model
from lianzhi.registry.linkage.verdict import APART, JOINED, verdict
from lianzhi.registry.models import (
    WAITING,
    Certificate,
    Consent,
    Link,
    LinkageModel,
    LinkageRun,
    Pair,
    Person,
    State,
)

BY = system("linkage")
BLOCK = 500
EVERY, NEW_ROWS, QUIET = timedelta(hours=24), 50, timedelta(minutes=10)
REASON = N_("Same name, day of birth and telephone or address; nothing contradicts.")


@dataclass(frozen=True, slots=True)
class Found:
    """``joined``: merged by the machine; ``doubtful``: wait for a person."""

    cards: int
    joined: int
    doubtful: int
    seconds: float


def find_pairs(*, by: Actor = BY) -> Found:
    """One run over all entries that stand. Decided pairs are not asked again; bears being cut off and run again."""
    access.require(by, MERGE, None)
    began, start = clock.now(), time.monotonic()
    found, last = entries.current(), Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    table = batch.table(entries.cards(entries.standing()))
    judged = (
        (pair, verdict(found, pair.evidence.weight, pair.evidence.levels))
        for pair in batch.pairs(found, table)
    )
    if table.num_rows > 1:
        for block in _blocks((pair, said) for pair, said in judged if said != APART):
            _keep(block, found.model)
    Pair.objects.filter(state__in=WAITING, seen_at__lt=began).update(state=State.PASSED)
    joined = sum(
        _join(pair) for pair in Pair.objects.filter(state=State.OPEN, verdict=JOINED).order_by("-score", "pk")
    )
    told = Found(
        table.num_rows, joined, Pair.objects.filter(state__in=WAITING).count(), time.monotonic() - start
    )
    with transaction.atomic():
        LinkageRun.objects.create(
            model=found.model, cards=told.cards, joined=joined, doubtful=told.doubtful, last=last,
            seconds=told.seconds, by=by.id, at=clock.now(),
        )  # fmt: skip
        counts = {"cards": told.cards, "joined": joined, "doubtful": told.doubtful, "model": found.model}
        audit.record(by, "registry.link_all", "registry:persons", counts)
    return told


def find_pairs_if_due() -> bool:
    """Once a day, and some minutes after an import: when many entries are new and no more come."""
    run, newest = LinkageRun.objects.first(), Person.objects.order_by("-pk").first()
    if newest is None:
        return False
    now = clock.now()
    new = Person.objects.filter(pk__gt=run.last if run else 0)[:NEW_ROWS].count()
    after_import = new >= NEW_ROWS and now - newest.recorded_at >= QUIET
    if not after_import and run is not None and now - run.at < EVERY:
        return False
    find_pairs()
    return True


@transaction.atomic
def train(*, by: Actor = BY) -> LinkageModel:
    """Learn m and u from this town's own entries; what it has never seen stays as assumed."""
    access.require(by, MERGE, None)
    table = batch.table(
        entries.cards(Person.objects.filter(valid_to=None) | Person.objects.exclude(merged_into=""))
    )
    values = batch.train(model.assumed(), table)
    now = clock.now()
    row = LinkageModel.objects.create(
        of=model.assumed().version,
        name=f"town-{now:%Y%m%d-%H%M%S}",
        values=values,
        cards=table.num_rows,
        by=by.id,
        at=now,
    )
    audit.record(by, "registry.link_train", "registry:persons", {"model": row.name, "cards": row.cards})
    return row


def _blocks(rows: Iterable[tuple[batch.Scored, str]]) -> Iterator[list[tuple[batch.Scored, str]]]:
    walk = iter(rows)
    while block := list(islice(walk, BLOCK)):
        yield block


@transaction.atomic
def _keep(block: list[tuple[batch.Scored, str]], name: str) -> None:
    """New pairs wait; waiting ones get their new score; what a person decided is left as it is."""
    codes = {code for pair, _ in block for code in (pair.one, pair.other)}
    grids = dict(Person.objects.filter(code__in=codes).values_list("code", "grid_code"))
    there = {
        (row.first, row.second): row
        for row in Pair.objects.select_for_update().filter(first__in=codes, second__in=codes).order_by("pk")
    }
    now, new, again = clock.now(), [], []
    for pair, said in block:
        first, second = sorted((pair.one, pair.other))
        if first not in grids or second not in grids:
            continue
        row = there.get((first, second)) or Pair(first=first, second=second, found_at=now)
        if row.state in (State.MERGED, State.APART):
            continue
        row.first_grid, row.second_grid = grids[first], grids[second]
        row.score, row.evidence = pair.evidence.weight, dict(pair.evidence.levels)
        row.verdict, row.model, row.seen_at = said, name, now
        row.state = State.OPEN if row.state == State.PASSED else row.state
        (again if row.pk else new).append(row)
    Pair.objects.bulk_create(new)
    fields = ["first_grid", "second_grid", "score", "evidence", "verdict", "model", "seen_at", "state"]
    Pair.objects.bulk_update(again, fields)


def _join(pair: Pair) -> bool:
    """Merged by the machine, unless rights hang on both entries: then a person decides (house law 4)."""
    rows = {
        row.code: row for row in Person.objects.filter(code__in=(pair.first, pair.second), merged_into="")
    }
    if len(rows) < 2:
        Pair.objects.filter(pk=pair.pk).update(state=State.PASSED)
        return False
    kept, gone = sorted(rows.values(), key=lambda row: (not row.identity_blind, row.pk))
    if rights(gone):
        return False
    try:
        merge_persons(kept.code, gone.code, reason=str(REASON), by=BY)
    except Refused:  # the entries have changed since they were compared: a person looks
        return False
    return True


def rights(row: Person) -> bool:
    """Papers, consents, guardianship or an account hang on it: what it is joined to gains or loses them."""
    if row.account_blind or Certificate.objects.filter(holder=row.ref).exists():
        return True
    guards = Link.objects.filter(Q(subject=row.ref) | Q(object=row.ref), relation="guards", until=None)
    return guards.exists() or Consent.objects.filter(person=row.code, withdrawn_at=None).exists()
