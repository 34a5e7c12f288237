"""What a source says of persons is kept: the same again changes nothing, another word ends the one before.  R-085, R-093."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.foundation.statements.api import copy_in, fresh
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.checksums import sm3
from lianzhi.kernel.errors import N_, BadInput, NotFound
from lianzhi.registry import facts
from lianzhi.registry.access import IMPORT
from lianzhi.registry.contracts import FactRow, FactsKept
from lianzhi.registry.finding import merged_from
from lianzhi.registry.importing.linked import outside
from lianzhi.registry.models import Fact, FactLine, Person
from lianzhi.registry.rules.facts import Item, line, normal, number

BATCH = 2000
TOLD_ONE_BY_ONE = 50
"""Up to so many persons each is an event of his own; of more the whole load is one."""


@dataclass(frozen=True, slots=True)
class Said:
    """A source's word on one item, in its normal form; an empty value: it no longer holds."""

    person: str
    item: str
    value: str
    since: date | None
    until: date | None


@transaction.atomic
def record_facts(rows: Sequence[FactRow], *, source: str, by: Actor) -> FactsKept:
    """Keep what a source says, in one transaction. Raises BadInput (a value, an item, a day), NotAllowed (a person of another
    area), NotFound (a person who is not in the register, or was merged away). Nothing is kept then."""
    _within(rows, by)
    kept = keep((said for row in rows for said in said_of(row)), source=source, by=by, now=clock.now())
    if kept.persons:
        audit.record(by, "registry.record_facts", "registry:facts", {
            "source": source, "persons": len(kept.persons), "items": sorted({i for row in rows for i in row.values}),
            "new": kept.new, "changed": kept.changed, "sm3": sm3("\n".join(kept.persons).encode()),
        })  # fmt: skip
        tell(kept.persons, source)
    return kept


def said_of(row: FactRow) -> list[Said]:
    if row.since and row.until and row.until < row.since:
        raise BadInput(
            "registry.fact_days", N_("The end lies before the beginning."), way_out=N_("Correct the days."), field="until"
        )  # fmt: skip
    return [
        Said(row.person, code, "" if value is None else normal(_item(code), value), row.since, row.until)
        for code, value in row.values.items()
    ]


def _item(code: str) -> Item:
    if code not in facts.items():
        raise BadInput(
            "registry.fact_item", N_("There is no item “%(item)s”."), way_out=N_("Choose one of the listed items."),
            field="item", params={"item": code},
        )  # fmt: skip
    return facts.items()[code]


def _within(rows: Sequence[FactRow], by: Actor) -> None:
    codes = {row.person for row in rows}
    there = dict(Person.objects.filter(code__in=codes, merged_into="").values_list("code", "grid_code"))
    if lacking := sorted(codes - there.keys()):
        raise NotFound(
            "registry.nobody", N_("Nobody in the register has the code %(code)s."),
            way_out=N_("Enter the person first, or correct the code."), params={"code": lacking[0]},
        )  # fmt: skip
    access.require(by, IMPORT, None)
    reach = access.scope(by, IMPORT)
    if any(not reach.reaches(grid) for grid in there.values()):
        raise outside("person")


def keep(words: Iterable[Said], *, source: str, by: Actor, now: datetime) -> FactsKept:
    """Inside the caller's transaction; access was asked for. The last word of several on one item counts."""
    wanted = {(each.person, each.item): each for each in words}
    persons, today = sorted({person for person, _item_ in wanted}), timezone.localdate(now)
    _lock()
    present = {
        (row.person, row.item): row
        for row in Fact.objects.filter(person__in=persons, source=source, replaced_at=None)
    }
    new, over, ended = [], [], []
    for key, said in wanted.items():
        there = present.get(key)
        if there is None:
            if said.value:
                new.append(_row(said, said.since, source, by, now))
        elif not said.value:
            if there.until is None or there.until > (said.since or today):
                there.until = said.since or today
                ended.append(there)
        elif said.value != there.value or (there.until and there.until <= (said.since or today)):
            begins = said.since or today
            there.until = min(there.until or begins, max(begins, there.since or begins))
            there.replaced_at = now
            over.append(there)
            new.append(_row(said, begins, source, by, now))
        elif said.until and said.until != there.until:
            there.until = said.until
            ended.append(there)
    Fact.objects.bulk_update([*over, *ended], ["until", "replaced_at"], batch_size=500)
    copy_in(Fact, new)
    touched = {row.person for row in (*new, *over, *ended)}
    refresh(touched)
    changed = len(over) + len(ended)
    return FactsKept(
        len(new) - len(over), changed, len(wanted) - len(new) - len(ended), tuple(sorted(touched))
    )


def _row(said: Said, since: date | None, source: str, by: Actor, now: datetime) -> Fact:
    row: Fact = fresh(
        Fact, person=said.person, item=said.item, value=said.value, source=source, since=since, until=said.until,
        recorded_at=now, by=by.id,
    )  # fmt: skip
    return row


def refresh(persons: Collection[str]) -> None:
    """Make the lines of these persons anew from their present words, and of those whose entries were merged into theirs."""
    if not persons:
        return
    stands = {code: code for code in persons}
    stands |= merged_from(persons)
    words: dict[str, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for row in Fact.objects.filter(person__in=list(stands), replaced_at=None).order_by("pk"):
        if row.item in facts.items():
            words[stands[row.person]][row.item].append(row)
    FactLine.objects.filter(person__in=persons).delete()
    copy_in(FactLine, [_line(person, said) for person, said in words.items()])


def _line(person: str, said: dict[str, list[Fact]]) -> Any:
    counting = {code: found for code, rows in said.items() if (found := deciding(facts.items()[code], rows))}
    cells = {
        facts.items()[code].slot: number(facts.items()[code], row.value) for code, row in counting.items()
    }
    return fresh(
        FactLine, person=person, packed=line(cells, facts.width()),
        since=max((row.since for row in counting.values() if row.since), default=None),
        until=min((row.until for row in counting.values() if row.until), default=None),
        disputed=any(disputed(rows) for rows in said.values()),
    )  # fmt: skip


def deciding(item: Item, rows: Sequence[Fact]) -> Fact | None:
    """The word that counts: the latest of the item's own system, else of one that stands in for it; no other decides."""
    for sources in ({item.source}, facts.stand_ins()):
        if own := [row for row in rows if row.source in sources]:
            return max(own, key=lambda row: (row.recorded_at, row.pk))
    return None


def disputed(rows: Sequence[Fact]) -> bool:
    """Do sources say different things, none of them over?"""
    today = timezone.localdate(clock.now())
    return len({row.value for row in rows if row.until is None or row.until > today}) > 1


def tell(persons: Sequence[str], source: str) -> None:
    if len(persons) > TOLD_ONE_BY_ONE:
        events.emit("registry.loaded", {"kind": facts.KIND, "source": source, "rows": len(persons)})
        return
    areas = dict(Person.objects.filter(code__in=persons).values_list("code", "grid_code"))
    for person in persons:
        said = {"kind": facts.KIND, "subject": f"person:{person}", "fields": [facts.KIND]}
        events.emit("registry.changed", said, area=areas.get(person, ""))


def rebuild() -> int:
    """Every line anew: after an item was added to or changed in the list of items. How many persons."""
    count, last = 0, ""
    while codes := list(
        Fact.objects.filter(person__gt=last)
        .order_by("person")
        .values_list("person", flat=True)
        .distinct()[:BATCH]
    ):
        with transaction.atomic():
            _lock()
            refresh(codes)
        count, last = count + len(codes), codes[-1]
    return count


def _lock() -> None:
    """Words on one person follow each other, so that his line is made of all of them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema() || 'registry.facts'))")
