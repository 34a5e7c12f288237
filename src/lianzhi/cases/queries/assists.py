"""Who helped whom, for the label on a case and for the counts.  R-208, R-222 (equal outcomes by group)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Assist, Rating
from lianzhi.cases.queries.acts import Reader
from lianzhi.cases.queries.cases import by_id
from lianzhi.cases.rules.assisting import CONSENTS, HELPERS, WHAT
from lianzhi.cases.rules.talking import can_answer
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor

WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Help:
    """One act for another. The words are msgids."""

    what: str
    helper: str
    consent: str
    name: str
    unit: access.UnitView | None
    at: datetime
    papers: tuple[files.FileView, ...]


@dataclass(frozen=True, slots=True)
class Helped:
    """``may``: which acts the reader could do for the reporter now; ``slip``: the reader may print the slip."""

    acts: tuple[Help, ...]
    may: tuple[str, ...] = ()
    slip: bool = False


@dataclass(frozen=True, slots=True)
class Count30:
    """Of the last thirty days: how often each kind of helper did what, and how those cases were rated."""

    rows: tuple[tuple[str, tuple[int, ...]], ...]
    heads: tuple[str, ...]
    helped_grade: float | None
    all_grade: float | None


def helped(case: CaseView, reader: Reader | None = None) -> Helped:
    rows = list(Assist.objects.filter(case_id=case.id))
    units = {u.code: u for u in access.units(closed=True)} if any(r.unit for r in rows) else {}
    acts = tuple(
        Help(
            WHAT[r.what], HELPERS[r.kind], CONSENTS[r.consent], r.name, units.get(r.unit), r.at,
            tuple(files.of(f"consent:{r.pk}")) if reader else (),
        )
        for r in rows
    )  # fmt: skip
    if reader is None or not reader.may("cases.report", case.area_code, case.unit_codes):
        return Helped(acts)
    return Helped(acts, _may(case), slip=True)


def _may(case: CaseView) -> tuple[str, ...]:
    if not can_answer(case.reporter):
        return ()
    verbs = {move.verb for move in case.item.moves if move.reporter}
    return tuple(
        what
        for what in ("reply", "rate", "reopen")
        if what in verbs or (what == "reply" and not case.item.closed_at)
    )


def reported_by(number: str, by: Actor) -> CaseView | None:
    """The case that ``by`` took down for somebody else."""
    row = Assist.objects.filter(case__number=number, helper=by.id, what="report").first()
    return by_id(row.case_id) if row else None


def counts() -> Count30:
    """From one index over a bounded window."""
    since = clock.now() - WINDOW
    found: Mapping[tuple[str, str], int] = {
        (kind, what): n
        for kind, what, n in Assist.objects.filter(at__gte=since)
        .values_list("kind", "what")
        .annotate(n=Count("pk"))
        .order_by()
    }
    rows = tuple(
        (label, tuple(found.get((kind, what), 0) for what in WHAT)) for kind, label in HELPERS.items()
    )
    recent = Assist.objects.filter(at__gte=since, what="report").values("case_id")
    helped_grade = Rating.objects.filter(case_id__in=recent).aggregate(g=Avg("grade"))["g"]
    all_grade = Rating.objects.filter(at__gte=since).aggregate(g=Avg("grade"))["g"]
    return Count30(rows, tuple(WHAT.values()), helped_grade, all_grade)
