"""Compare the register with itself: join what is certain, put the doubtful before a person.  R-075, R-085; ADR 0012."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.errors import N_, Refused, WrongState
from lianzhi.registry.access import MERGE
from lianzhi.registry.actions import merging
from lianzhi.registry.linkage import batch, entries, model
from lianzhi.registry.linkage.definition import Definition
from lianzhi.registry.linkage.keeping import keep
from lianzhi.registry.linkage.subjects import SUBJECTS
from lianzhi.registry.linkage.verdict import APART, DOUBTFUL, JOINED, certain, torn, verdict
from lianzhi.registry.models import (
    WAITING,
    Certificate,
    Consent,
    Link,
    LinkageModel,
    LinkageRun,
    Pair,
    State,
)

BY = system("linkage")
BLOCK = 500
EVERY, NEW_ROWS, QUIET = timedelta(hours=24), 50, timedelta(minutes=10)
REASONS = {
    model.PERSON: N_("Same name, day of birth and telephone or address; nothing contradicts."),
    model.FIRM: N_("Same name, representative or telephone, and address; nothing contradicts."),
}


@dataclass(frozen=True, slots=True)
class Found:
    """``joined``: merged by the machine; ``doubtful``: wait for a person."""

    cards: int
    joined: int
    doubtful: int
    seconds: float


def find_pairs(subject: str = model.PERSON, *, by: Actor = BY) -> Found:
    """One run over all entries that stand. Decided pairs are not asked again; bears being cut off and run again."""
    access.require(by, MERGE, None)
    if access.search_rotates():
        raise WrongState(
            "registry.digests_rotate", N_("The digests of numbers are being made anew: entries cannot be compared now."),
            way_out=N_("Run it again when the rotation of the digests has ended: lianzhi keys status."),
        )  # fmt: skip
    began, start = clock.now(), time.monotonic()
    entry = SUBJECTS[subject].model
    found, last = (
        entries.current(subject),
        entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0,
    )
    table = batch.table(found, entries.cards(entries.standing(subject), subject))
    if table.num_rows > 1:
        for block in _blocks(_judged(found, table)):
            keep(block, found)
    pairs = Pair.objects.filter(subject=subject)
    pairs.filter(state__in=WAITING, seen_at__lt=began).update(state=State.PASSED)
    sure = pairs.filter(state=State.OPEN, verdict=JOINED).order_by("-score", "pk")
    joined = sum(_join(pair) for pair in sure)
    told = Found(table.num_rows, joined, pairs.filter(state__in=WAITING).count(), time.monotonic() - start)
    with transaction.atomic():
        LinkageRun.objects.create(
            subject=subject, model=found.model, cards=told.cards, joined=joined, doubtful=told.doubtful, last=last,
            seconds=told.seconds, by=by.id, at=clock.now(),
        )  # fmt: skip
        counts = {"cards": told.cards, "joined": joined, "doubtful": told.doubtful, "model": found.model}
        audit.record(by, "registry.link_all", f"registry:{SUBJECTS[subject].kind}", counts)
    return told


def _judged(found: Definition, table: Any) -> Iterator[tuple[batch.Scored, str]]:
    """All but those apart. What would be joined waits till the end: who is torn between two is for a person."""
    alone = []
    for pair in batch.pairs(found, table):
        said = verdict(found, pair.evidence.weight, pair.evidence.levels)
        if said == JOINED and not certain(found, pair.evidence.levels):
            alone.append(pair)
        elif said != APART:
            yield pair, said
    named = {code for pair in alone for code in (pair.one, pair.other)}
    cards = {card["code"]: card for card in batch.rows(table, ("code", *found.table.distinct), named)}
    unsure = torn(found, ((cards[pair.one], cards[pair.other]) for pair in alone))
    for pair in alone:
        yield pair, DOUBTFUL if {pair.one, pair.other} & unsure else JOINED


def find_pairs_if_due() -> bool:
    """Persons and firms: once a day, and some minutes after an import: when many entries are new and no more come."""
    if access.search_rotates():
        return False
    due = [subject for subject in model.SUBJECTS if _due(subject)]
    for subject in due:
        find_pairs(subject)
    return bool(due)


def _due(subject: str) -> bool:
    rows = SUBJECTS[subject].model.objects
    run, newest = LinkageRun.objects.filter(subject=subject).first(), rows.order_by("-pk").first()
    if newest is None:
        return False
    now = clock.now()
    new = rows.filter(pk__gt=run.last if run else 0)[:NEW_ROWS].count()
    after_import = new >= NEW_ROWS and now - newest.recorded_at >= QUIET
    return after_import or run is None or now - run.at >= EVERY


@transaction.atomic
def train(subject: str = model.PERSON, *, by: Actor = BY) -> LinkageModel:
    """Learn m and u from this town's own entries; what it has never seen stays as assumed."""
    access.require(by, MERGE, None)
    assumed, entry = model.assumed(subject), SUBJECTS[subject].model
    rows = entry.objects.filter(valid_to=None) | entry.objects.exclude(merged_into="")
    table = batch.table(assumed, entries.cards(rows, subject))
    values = batch.train(assumed, table)
    now = clock.now()
    row = LinkageModel.objects.create(
        subject=subject, of=assumed.version, name=f"{'town' if subject == model.PERSON else 'firms'}-{now:%Y%m%d-%H%M%S}",
        values=values, cards=table.num_rows, by=by.id, at=now,
    )  # fmt: skip
    about = f"registry:{SUBJECTS[subject].kind}"
    audit.record(by, "registry.link_train", about, {"model": row.name, "cards": row.cards})
    return row


def _blocks(rows: Iterable[tuple[batch.Scored, str]]) -> Iterator[list[tuple[batch.Scored, str]]]:
    walk = iter(rows)
    while block := list(islice(walk, BLOCK)):
        yield block


def _join(pair: Pair) -> bool:
    """Merged by the machine, unless rights hang on both entries: then a person decides (house law 4)."""
    subject = SUBJECTS[pair.subject]
    there = subject.model.objects.filter(code__in=(pair.first, pair.second), merged_into="")
    rows = {row.code: row for row in there}
    if len(rows) < 2:
        Pair.objects.filter(pk=pair.pk).update(state=State.PASSED)
        return False
    kept, gone = sorted(rows.values(), key=lambda row: (not merging.number(row), row.pk))
    if rights(gone):
        return False
    try:
        merging.merge(kept.code, gone.code, reason=str(REASONS[pair.subject]), by=BY)
    except Refused:  # the entries have changed since they were compared: a person looks
        return False
    return True


def rights(row: Any) -> bool:
    """Papers, consents, guardianship, or an account hang on it: what it is joined to gains or loses them."""
    if Certificate.objects.filter(holder=row.ref).exists() or getattr(row, "account_blind", ""):
        return True
    guards = Link.objects.filter(Q(subject=row.ref) | Q(object=row.ref), relation="guards", until=None)
    return guards.exists() or Consent.objects.filter(person=row.code, withdrawn_at=None).exists()
