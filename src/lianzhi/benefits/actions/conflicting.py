"""What a person looks at before money goes out: sources that contradict each other, a policy that is paid already.  R-215."""

from collections.abc import Collection, Sequence

from lianzhi.benefits.models import Conflict, Payment, Run
from lianzhi.benefits.rules.library import Book
from lianzhi.benefits.rules.standing import Key, Standing
from lianzhi.registry import api as registry
from lianzhi.territory import api as territory

SOURCES, PAID = "sources", "paid"
BLOCK = 500
Found = dict[tuple[str, str, str, str], tuple[str, str]]
"""(person, kind, policy, about) -> (detail, area)."""


def note_conflicts(
    run: Run, book: Book, fresh: Sequence[Standing], due: Collection[Key], only: Collection[str] | None
) -> int:
    """New ones are kept; those that no longer hold end with this run; how many are new. ``fresh``: newly due; ``due``: every
    person and policy that is due, newly or not; ``only``: the persons it is about, None for all."""
    found, there = _sources(only) | _paid(book, fresh), _open(only)
    over = [
        row.pk
        for key, row in there.items()
        if key not in found and (row.kind == SOURCES or (row.person, row.policy) not in due)
    ]
    for start in range(0, len(over), BLOCK):
        Conflict.objects.filter(pk__in=over[start : start + BLOCK]).update(until_run=run)
    town = territory.town().code
    new = [
        Conflict(
            person=key[0],
            kind=key[1],
            policy=key[2],
            about=key[3],
            detail=detail[:200],
            area_code=area or town,
            since_run=run,
        )
        for key, (detail, area) in found.items()
        if key not in there
    ]
    Conflict.objects.bulk_create(new, batch_size=BLOCK)
    return len(new)


def contradictions_differ(only: Collection[str]) -> bool:
    """Do sources contradict each other on these persons otherwise than was noted?"""
    return _sources(only).keys() != {key for key in _open(only) if key[1] == SOURCES}


def _open(only: Collection[str] | None) -> dict[tuple[str, str, str, str], Conflict]:
    rows = Conflict.objects.filter(until_run=None)
    rows = rows if only is None else rows.filter(person__in=only)
    return {(row.person, row.kind, row.policy, row.about): row for row in rows}


def _sources(only: Collection[str] | None) -> Found:
    return {
        (one.person, SOURCES, "", one.item): (" ".join(one.sources), one.area_code)
        for one in registry.disputes(only)
    }


def _paid(book: Book, fresh: Sequence[Standing]) -> Found:
    """Who is newly due what excludes something that is paid to him for this month or year."""
    codes = [bound.policy.code for bound in book.policies]
    pairs = {(codes[a], codes[b]) for a, b in book.graph.conflicts}
    pairs |= {(codes[n], codes[other]) for n, others in enumerate(book.graph.barred) for other in others}
    excluded = {*pairs, *((b, a) for a, b in pairs)}
    periods = [f"{book.as_of:%Y-%m}", f"{book.as_of:%Y}"]
    live = Payment.objects.filter(live=True, period__in=periods, policy__in=codes).order_by()
    if len(fresh) <= BLOCK:
        live = live.filter(person__in=[one.person for one in fresh])
    paid: dict[str, list[tuple[str, str]]] = {}
    for person, policy, period in live.values_list("person", "policy", "period"):
        paid.setdefault(person, []).append((policy, period))
    return {
        (one.person, PAID, one.policy, policy): (period, one.area)
        for one in fresh
        for policy, period in paid.get(one.person, ())
        if (one.policy, policy) in excluded
    }
