"""Walk the chain once and name what was done to it. R-107, house law 5.

The walk itself only collects (``Walk``); ``diagnose`` turns what it collected into findings. Each finding
is a kind with its first and last entry; the texts are in ``rules.wording``. What each kind rests on:

edited      the fields of an entry no longer give its digest, or it was replaced together with its digest
deleted     numbers are missing, or later entries were renumbered to close the gap
inserted    an entry without a valid mark stands in the chain, or later entries were renumbered to make room
swapped     two entries give each other's digest
recomputed  the digests were redone from an entry on: they differ from the seal log, the marks are not ours
truncated   the seal log or the head knows entries behind the last one
head        the head does not fit the entries or its own mark;  head_back: it points before the last entry
seal        a line of the seal log is changed;  seal_missing: lines are gone
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from lianzhi.foundation.audit.rules.marks import GENESIS, Marker, Row, Stored, digest
from lianzhi.foundation.audit.rules.seals import SealLog
from lianzhi.kernel import towns

REACH = 64  # how far a renumbering is looked for
SUSPECTS = 500  # how many broken entries are looked at one by one


class Break(NamedTuple):
    kind: str
    first: int
    last: int
    other: int = 0


class HeadRow(NamedTuple):
    seq: int
    hash: str
    seals: int
    mark: str


def head_text(seq: int, hash_: str, seals: int) -> str:
    return f"{seq}:{hash_}:{seals}"


@dataclass
class Suspect:
    """An entry whose digest does not fit; ``before`` is the hash of the entry in front of it."""

    row: Row
    before: str
    computed: str
    next_prev: str = ""


@dataclass
class Run:
    """Neighbouring entries with the same trouble. ``shift``: by how much they were renumbered."""

    first: int
    last: int
    shift: int = 0


@dataclass
class Walk:
    """What one pass over the entries has seen."""

    entries: int = 0
    last_seq: int = 0
    last_hash: str = GENESIS
    gaps: list[Run] = field(default_factory=list)
    suspects: list[Suspect] = field(default_factory=list)
    uncounted: int = 0
    shifts: list[Run] = field(default_factory=list)
    unlinked: list[int] = field(default_factory=list)
    unmarked: list[Run] = field(default_factory=list)
    off_seal: list[Run] = field(default_factory=list)
    unsealed: list[Run] = field(default_factory=list)
    on_seal: int = 0

    @property
    def shift(self) -> int:
        """By how much the last entry was renumbered."""
        return self.shifts[-1].shift if self.shifts and self.shifts[-1].last == self.last_seq else 0


def walk(rows: Iterable[Stored], log: SealLog, marker: Marker | None) -> Walk:
    """One pass. The loop runs once for each entry there ever was, so it keeps to local names."""
    seen, place, sealed_to, lines = Walk(), 0, 0, len(log.lasts)
    firsts, lasts, suspects = log.firsts, log.lasts, seen.suspects
    last_seq, last_hash = 0, GENESIS
    for row in rows:
        seq, at, actor_id, actor_name, action, subject, detail, prev, hash_, mark = row
        origin, linked = seq, prev == last_hash
        if not seen.entries:
            last_seq = seen.last_seq = max(0, _start(seq))
        if seq != last_seq + 1:
            _gap(seen, seq)
            linked = seq > 1
        if suspects and suspects[-1].row.seq == seq - 1:
            suspects[-1].next_prev = prev
        computed = digest(seq, at, actor_id, actor_name, action, subject, detail, prev)
        if computed != hash_:
            origin -= _broken(seen, Row(*row), computed)
        else:
            if not linked and len(seen.unlinked) < SUSPECTS:
                seen.unlinked.append(seq)
            if marker is not None and marker.mark(hash_) != mark:
                _extend(seen.unmarked, seq)
        while place < lines and lasts[place] < origin:
            place += 1
        if place < lines and firsts[place] <= origin:
            sealed_to = lasts[place]
        if origin > sealed_to:
            _extend(seen.unsealed, seq)
        while place < lines and lasts[place] == origin:
            _compare(seen, seq, log.hash_at(place) == hash_)
            place += 1
        seen.entries += 1
        last_seq = seen.last_seq = seq
        last_hash = seen.last_hash = hash_
    return seen


def _gap(seen: Walk, seq: int) -> None:
    if seq > seen.last_seq + 1:
        seen.gaps.append(Run(seen.last_seq + 1, seq - 1))


def _extend(runs: list[Run], seq: int, shift: int = 0) -> None:
    if runs and runs[-1].last == seq - 1 and runs[-1].shift == shift:
        runs[-1].last = seq
    else:
        runs.append(Run(seq, seq, shift))


def _compare(seen: Walk, seq: int, fits: bool) -> None:
    """One entry against its seal. A run of misfits begins behind the last entry that fitted."""
    if fits:
        seen.on_seal = seq
    elif seen.off_seal and seen.off_seal[-1].first == seen.on_seal + 1:
        seen.off_seal[-1].last = seq
    else:
        seen.off_seal.append(Run(seen.on_seal + 1, seq))


def _broken(seen: Walk, row: Row, computed: str) -> int:
    """Note an entry whose digest is wrong; returns by how much it was renumbered (0 when it was not)."""
    rest = row[1:8]
    for shift in (seen.shift, *_distances(seen)):
        if shift and digest(row.seq - shift, *rest) == row.hash:
            _extend(seen.shifts, row.seq, shift)
            return shift
    if len(seen.suspects) < SUSPECTS:
        seen.suspects.append(Suspect(row, seen.last_hash, computed))
    else:
        seen.uncounted += 1
    return 0


def _distances(seen: Walk) -> Iterable[int]:
    if len(seen.suspects) + len(seen.shifts) >= SUSPECTS:
        return
    for distance in range(1, REACH + 1):
        yield distance
        yield -distance


def diagnose(seen: Walk, head: HeadRow | None, log: SealLog, marker: Marker | None) -> list[Break]:
    found = [*_swaps(seen), *_renumbered(seen), *_edits(seen)]
    found += [Break("deleted", gap.first, gap.last) for gap in seen.gaps]
    found += _foreign(seen, found)
    found += _unexplained(seen, found)
    found += _tail(seen, head, log, marker)
    found += [Break("seal", n, n) for n in log.bad] + [Break("seal_missing", a, b) for a, b in log.missing]
    if head and head.seals > log.last_n and _head_fits(head, marker):
        found.append(Break("seal_missing", log.last_n + 1, head.seals))
    return sorted(found, key=lambda item: (item.kind.startswith("seal"), item.first, item.kind))


def _swaps(seen: Walk) -> list[Break]:
    """Pairs of entries that give each other's digest; they leave the lists of the walk."""
    found = []
    alone = {run.first: run for run in seen.shifts if run.first == run.last}
    for run in list(alone.values()):
        other = alone.get(run.first - run.shift)
        if other is not None and run.shift < 0 and other.shift == -run.shift:
            found.append(Break("swapped", run.first, other.first, other.first))
            seen.shifts = [each for each in seen.shifts if each is not run and each is not other]
    open_ = {suspect.row.seq: suspect for suspect in seen.suspects}
    for a in list(open_.values()):
        for b in list(open_.values()):
            if a.row.seq < b.row.seq and open_.keys() >= {a.row.seq, b.row.seq} and _exchanged(a.row, b.row):
                found.append(Break("swapped", a.row.seq, b.row.seq, b.row.seq))
                del open_[a.row.seq], open_[b.row.seq]
    seen.suspects = list(open_.values())
    return found


def _exchanged(a: Row, b: Row) -> bool:
    """True when whole rows, or only what they tell, were put in each other's place."""
    whole = digest(b.seq, *a[1:8]) == a.hash and digest(a.seq, *b[1:8]) == b.hash
    told = digest(b.seq, *a[1:7], b.prev) == b.hash and digest(a.seq, *b[1:7], a.prev) == a.hash
    return whole or told


def _renumbered(seen: Walk) -> list[Break]:
    found, before = [], 0
    for run in seen.shifts:
        step = run.shift - before
        if step > 0:
            found.append(Break("inserted", run.first - step, run.first - 1, run.last))
        else:
            found.append(
                Break("deleted_closed", run.first - run.shift + step, run.first - run.shift - 1, run.first)
            )
        before = run.shift if run.last != seen.last_seq else 0
    return found


def _edits(seen: Walk) -> list[Break]:
    found = []
    for suspect in seen.suspects:
        row = suspect.row
        kind = "edited"
        if suspect.computed == suspect.next_prev:
            kind = "edited_hash"
        elif row.prev != suspect.before and digest(*row[:7], suspect.before) == row.hash:
            kind = "edited_prev"
        found.append(Break(kind, row.seq, row.seq))
    if seen.uncounted:
        found.append(Break("more", 0, 0, seen.uncounted))
    return found


def _foreign(seen: Walk, known: list[Break]) -> list[Break]:
    """Entries that carry no mark of ours: replaced, put in, or redone to the end."""
    found = []
    for run in seen.unmarked:
        if _explained(run.first, known):
            continue
        if run.last + 1 in seen.unlinked:
            found.append(Break("replaced", run.first, run.last))
        elif any(run.first <= off.last and off.first <= run.last for off in seen.off_seal):
            found.append(Break("recomputed", run.first, run.last))
        elif run.first == run.last and not any(a.first <= run.first <= a.last for a in seen.unsealed):
            found.append(Break("edited_mark", run.first, run.last))
        else:
            found.append(Break("inserted", run.first, run.last))
    return found


def _unexplained(seen: Walk, known: list[Break]) -> list[Break]:
    """Broken links and differences from the seal log that nothing found so far accounts for."""
    found = []
    for seq in seen.unlinked:
        if not _explained(seq, known) and not _explained(seq - 1, known):
            found.append(Break("link", seq - 1, seq))
    for run in seen.off_seal:
        if not _explained(run.last, [*known, *found]):
            found.append(Break("recomputed", run.first, run.last))
    return found


def _explained(seq: int, known: list[Break]) -> bool:
    return any(item.first <= seq <= max(item.last, item.other) for item in known)


def _tail(seen: Walk, head: HeadRow | None, log: SealLog, marker: Marker | None) -> list[Break]:
    """The end: what the head and the seal log know of entries that are not there, or the other way round."""
    sealed = log.top
    last = seen.last_seq if seen.entries else _start(max(head.seq if head else 0, sealed))
    end = last - seen.shift
    found = []
    if sealed > end:
        found.append(Break("truncated", end + 1, sealed))
    if head is None:
        return [*found, Break("head_gone", 0, 0)] if seen.entries else found
    ends = (end, last)
    if head.seq > max(*ends, sealed):
        found.append(Break("truncated", max(*ends, sealed) + 1, head.seq))
    elif head.seq < min(ends):
        found.append(Break("head_back", head.seq, end))
    elif (head.seq in ends and head.hash != seen.last_hash) or not _head_fits(head, marker):
        found.append(Break("head", head.seq, head.seq))
    return found


def _start(seq: int) -> int:
    """The number below the first one of the town that ``seq`` belongs to."""
    return towns.base(towns.town_of(seq))


def _head_fits(head: HeadRow, marker: Marker | None) -> bool:
    if head.seq == _start(head.seq) and not head.mark:
        return True
    return marker is None or marker.mark(head_text(head.seq, head.hash, head.seals)) == head.mark
