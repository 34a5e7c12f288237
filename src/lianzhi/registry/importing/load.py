"""A load: batch after batch, each one transaction together with the cursor of what is done (issue 4 part 4).

After ``kill -9`` the same call goes on behind the last whole batch: nothing is lost and nothing doubled. A row that is
refused is told and never stops the rest. A dry run does everything and takes each batch back.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.checksums import sm3
from lianzhi.kernel.errors import N_, NotFound, WrongState
from lianzhi.registry import lists, protecting
from lianzhi.registry.access import IMPORT
from lianzhi.registry.avoiding import avoided
from lianzhi.registry.contracts import Loaded, RowChange
from lianzhi.registry.importing import addresses
from lianzhi.registry.importing.drafts import CHANGED, NEW, REFUSED, SAME, Draft, draft
from lianzhi.registry.importing.fact_sheets import Facts
from lianzhi.registry.importing.linked import Certificates, Links
from lianzhi.registry.importing.persons import Persons
from lianzhi.registry.importing.places import Enterprises, Households, Houses, Parcels, Things, Venues
from lianzhi.registry.importing.register import Register, Setting
from lianzhi.registry.importing.seen import Seen
from lianzhi.registry.linkage.arriving import arrived
from lianzhi.registry.linkage.subjects import OF_KIND
from lianzhi.registry.models import Load
from lianzhi.registry.quality.checks import Moment
from lianzhi.registry.quality.counting import delivered
from lianzhi.territory import api as territory

REGISTERS: Mapping[str, type[Register]] = {
    each.kind: each
    for each in (
        Persons,
        Households,
        Houses,
        Enterprises,
        Venues,
        Things,
        Parcels,
        Certificates,
        Links,
        Facts,
    )
}
BATCH = 2000
KEEP = 1000
"""Errors and changes kept in the answer; the counts hold all of them. Who needs each takes ``each``."""
Row = Mapping[str, Any]


def import_rows(
    kind: str,
    rows: Iterable[Row],
    *,
    source: str,
    by: Actor,
    key: str = "",
    dry_run: bool = False,
    batch: int = BATCH,
    each: Callable[[Loaded], object] = lambda part: None,
) -> Loaded:
    """Take all rows in. ``rows``: mappings of heads (or field names) to cells, always in the same order.

    ``key`` names the load: called again with it, the rows that are done are passed over and the counts go on. ``each``
    is told of every batch after it is safe (its errors have row numbers of the whole load, from 1).
    Raises NotAllowed, WrongState (the key was another load's), NotFound for a kind that is none.
    """
    access.require(by, IMPORT, None)
    if kind not in REGISTERS:
        raise NotFound(
            "registry.kind", N_("There is no such register."), way_out=N_("Choose one of the list.")
        )
    begun = _begun(kind, key, source, by) if key and not dry_run else None
    total = _so_far(begun) if begun else Loaded()
    walk, number, seen = iter(rows), total.rows, Seen() if dry_run else None
    if number:
        next(islice(walk, number - 1, number), None)
    while part := list(islice(walk, batch)):
        done = _batch(kind, part, source=source, by=by, first=number + 1, seen=seen, load=begun)
        number += len(part)
        total = total.plus(done, KEEP)
        each(done)
    if begun:
        Load.objects.filter(pk=begun.pk, ended_at=None).update(ended_at=clock.now())
    return total


def import_batch(
    kind: str,
    rows: Sequence[Row],
    *,
    source: str,
    by: Actor,
    first: int = 1,
    dry_run: bool = False,
    load: Load | None = None,
) -> Loaded:
    """One transaction. Inside a caller's transaction it is a part of that one."""
    return _batch(kind, rows, source=source, by=by, first=first, seen=Seen() if dry_run else None, load=load)


def _batch(
    kind: str, rows: Sequence[Row], *, source: str, by: Actor, first: int, seen: Seen | None, load: Load | None
) -> Loaded:  # fmt: skip
    today = timezone.localdate(clock.now())
    drafts = [draft(kind, first + index, row, today) for index, row in enumerate(rows)]
    return import_drafts(kind, drafts, source=source, by=by, seen=seen, load=load)


def import_drafts(
    kind: str,
    drafts: Sequence[Draft],
    *,
    source: str,
    by: Actor,
    seen: Seen | None = None,
    load: Load | None = None,
) -> Loaded:
    """Rows that were read already. With ``seen`` (what a dry run has met so far) it is taken back."""
    setting = setting_of(source, by, IMPORT)
    with transaction.atomic():
        register = take(kind, drafts, setting)
        if seen is not None:
            seen.meet(register, drafts)
            _look_alike(kind, drafts, dry=True)
            told = outcome(kind, drafts)
            transaction.set_rollback(True)
            return told
        _look_alike(kind, drafts)
        told = outcome(kind, drafts)
        _note(kind, told, drafts, setting, load)
    return told


def _look_alike(kind: str, drafts: Sequence[Draft], *, dry: bool = False) -> None:
    """Who is new but may be there already: the pair waits for a person or the job, and the row is told.

    After a dry run a new entry has no code, so another row of the batch is named by its number; the pair goes with the rest.
    """
    subject = OF_KIND.get(kind)
    if subject is None:
        return
    new = {each.there.code: each for each in drafts if each.fate == NEW}
    last = {
        each.there.code: each.there for each in drafts if each.fate != REFUSED
    }  # a later row may have told its number
    for code, other in arrived(subject.code, [last[code] for code in new]).items():
        if dry and other in new:
            reason, params = N_("This may be the same as row %(row)s."), {"row": str(new[other].number)}
        else:
            reason, params = N_("This may be an entry that is there already: %(code)s."), {"code": other}
        new[code].warn(kind, "name", reason, N_("Both are kept; compare them under Perhaps one."), params)


def setting_of(source: str, by: Actor, permission: str) -> Setting:
    return Setting(
        source,
        by,
        access.scope(by, permission),
        clock.now(),
        timezone.localdate(clock.now()),
        territory.town().code,
    )


def take(kind: str, drafts: Sequence[Draft], setting: Setting) -> Register:
    """Write what is good. Rows about one entry follow each other in turns, so that the later meets the earlier."""
    _lock(kind)
    addresses.settle(kind, drafts, source=setting.source)
    register = REGISTERS[kind](setting)
    waiting = [each for each in drafts if not each.error]
    while waiting:
        turn, later, seen = [], [], set()
        for each in waiting:
            key = register.key(each)
            (later if key is not None and key in seen else turn).append(each)
            seen.add(key)
        waiting = [*register.take(turn), *later]
    return register


def meet(kind: str, drafts: Sequence[Draft], by: Actor) -> None:
    """Say of each what would become of it, without writing."""
    addresses.settle(kind, drafts, source="", keep=False)
    good = [each for each in drafts if not each.error]
    register = REGISTERS[kind](setting_of("", by, IMPORT))
    register.meet(good)
    Seen().meet(register, good)


def _lock(kind: str) -> None:
    """Two loads of one register follow each other batch by batch, so that neither enters what the other is entering."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext(current_schema() || %s))", [f"registry.{kind}"]
            )


def outcome(kind: str, drafts: Sequence[Draft]) -> Loaded:
    counts = {fate: sum(each.fate == fate for each in drafts) for fate in (NEW, CHANGED, SAME, REFUSED)}
    return Loaded(
        len(drafts), *counts.values(),
        tuple(each.error for each in drafts if each.error),
        tuple(warning for each in drafts for warning in each.warnings),
        tuple(RowChange(each.number, code_of(each), covered(kind, each)) for each in drafts if each.fate == CHANGED),
        tuple(code_of(each) if each.fate != REFUSED else "" for each in drafts),
    )  # fmt: skip


def code_of(each: Draft) -> str:
    return str(getattr(each.there, "code", "") or each.there)


def covered(kind: str, each: Draft) -> dict[str, tuple[str, str]]:
    """What differs, as it may be shown."""
    columns = lists.columns(kind)
    return {
        name: tuple(
            protecting.covered(name, str(side or ""))
            if columns[name].sealed
            else ""
            if side is None
            else str(side)
            for side in sides
        )
        for name, sides in each.differs.items()
    }  # type: ignore[return-value]


def _note(kind: str, told: Loaded, drafts: Sequence[Draft], setting: Setting, load: Load | None) -> None:
    """Cursor, trail, counter and event: in the transaction of the rows."""
    if load is not None:
        here = Load.objects.select_for_update().get(pk=load.pk)
        if here.done != drafts[0].number - 1:
            raise _taken()
        here.done += told.rows
        for name in (NEW, CHANGED, SAME, REFUSED):
            setattr(here, name, getattr(here, name) + getattr(told, name))
        here.moved_at = setting.now
        here.save()
    refused = [(error.field, error.reason) for error in told.errors]
    delivered(kind, setting.source, told.rows, refused, Moment(setting.today, setting.now))
    avoided(kind, told.changed + told.same, source=setting.source, by=setting.by, day=setting.today)
    digest = sm3("\n".join(told.codes).encode())
    counts = {name: getattr(told, name) for name in ("rows", NEW, CHANGED, SAME, REFUSED)}
    audit.record(
        setting.by, "registry.load", f"registry:{kind}",
        {**counts, "source": setting.source, "first": drafts[0].number, "sm3": digest},
    )  # fmt: skip
    if told.new or told.changed:
        events.emit("registry.loaded", {"kind": kind, **counts, "source": setting.source}, area=setting.town)


def _begun(kind: str, key: str, source: str, by: Actor) -> Load:
    now = clock.now()
    load, _made = Load.objects.get_or_create(
        key=key, defaults={"kind": kind, "source": source, "by": by.id, "began_at": now, "moved_at": now}
    )
    if (load.kind, load.source) != (kind, source):
        raise _taken()
    return load


def _so_far(load: Load) -> Loaded:
    return Loaded(load.done, load.new, load.changed, load.same, load.refused)


def _taken() -> WrongState:
    return WrongState(
        "registry.load_taken",
        N_("This load is being done by somebody else, or its key belongs to another one."),
        way_out=N_("Wait until it has ended, or begin a load with a key of its own."),
    )
