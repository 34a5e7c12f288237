"""From a walk to a report. Pure: the words are translated by whoever shows them."""

from collections.abc import Callable, Iterable

from lianzhi.foundation.audit.contracts import Finding, Report
from lianzhi.foundation.audit.rules.marks import GENESIS, Marker, Stored
from lianzhi.foundation.audit.rules.seals import SealLog
from lianzhi.foundation.audit.rules.verify import Break, HeadRow, diagnose, walk
from lianzhi.foundation.audit.rules.wording import wording


def judge(
    rows: Iterable[Stored],
    head: HeadRow | None,
    log: SealLog,
    marker: Marker | None,
    translate: Callable[[str], str] = str,
) -> Report:
    """Without a ``marker`` (no key) chain and seal digests are checked, marks are not."""
    seen = walk(rows, log, marker)
    found = [_finding(item, translate) for item in diagnose(seen, head, log, marker)]
    notes = [Break("unsealed", run.first, run.last) for run in seen.unsealed]
    if log.torn:
        notes.append(Break("torn", 0, 0, log.torn))
    return Report(
        ok=not found,
        entries=seen.entries,
        findings=tuple(found),
        notices=tuple(_finding(item, translate) for item in notes),
        head_seq=head.seq if head else 0,
        head_hash=head.hash if head else GENESIS,
        sealed_seq=log.top,
        with_key=marker is not None,
    )


def _finding(item: Break, translate: Callable[[str], str]) -> Finding:
    message, values = wording(item)
    return Finding(kind=item.kind, seq=item.first, text=translate(message) % values, last=item.last)
