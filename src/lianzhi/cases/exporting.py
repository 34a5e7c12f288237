"""Cases and signals as tables for files: within the reader's scope, masked as the reader's rights say.  R-097.

Rows are read block by block along the key, so the file costs the same for each row however long it is, holds no
database cursor open, and no block sees more than it needs. It is in the order of arrival, the newest first.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import get_language, gettext

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case, Signal
from lianzhi.cases.modules import MODULE_NAMES
from lianzhi.cases.queries import signals
from lianzhi.cases.queries.acts import Reader
from lianzhi.cases.queries.cases import filtered, rows
from lianzhi.cases.queries.reach import SEE
from lianzhi.cases.queries.record import CONTACT
from lianzhi.cases.queries.views import case_view
from lianzhi.cases.queries.ways import called
from lianzhi.cases.wording import named
from lianzhi.foundation.access import api as access
from lianzhi.foundation.exports import api as exports
from lianzhi.foundation.forms import api as forms
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_
from lianzhi.kernel.grades import GRADES
from lianzhi.kernel.masking import mask_personal
from lianzhi.kernel.roomless import without_room
from lianzhi.territory import api as territory

BLOCK = 1000
COUNTED = 20_000
"""Up to here the rows are counted beforehand, so that progress can be shown as a share."""
COLUMNS = (
    (N_("Number"), 18), (N_("Title"), 30), (N_("What was reported"), 50), (N_("Category"), 16), (N_("Module"), 12),
    (N_("State"), 12), (N_("Community"), 16), (N_("Grid"), 18), (N_("Place"), 28), (N_("Longitude"), 11),
    (N_("Latitude"), 11), (N_("Source"), 12), (N_("Reported by"), 12), (N_("Phone"), 14), (N_("Reported"), 17),
    (N_("Promised to the reporter"), 17), (N_("This step until"), 17), (N_("Ended"), 17), (N_("Units"), 28),
    (N_("Times reopened"), 9), (N_("Answer to the person who reported"), 50), (N_("Rating"), 12),
    (N_("Further questions"), 40),
)  # fmt: skip


def cases_table(by: Actor, query: str) -> exports.Table:
    """The list as its address says it, all pages of it."""
    from lianzhi.cases.views.desk.listing import Listing  # noqa: PLC0415  the list page knows its own address

    given = QueryDict(query)
    listing = Listing(SimpleNamespace(GET=given, actor=by, path="/desk/"), given.get("list", "board"))  # type: ignore[arg-type]
    found = filtered(by, listing.wanted, listing.now)
    sheet = _Sheet(by)
    return exports.Table(
        [exports.Column(gettext(label), width) for label, width in COLUMNS],
        (row for block in _blocks(found) for row in sheet.rows(block)),
        scope=_scope(listing),
        total=_count(found),
        covered=not access.scope(by, CONTACT).reaches_all and not _covers(by),
    )


def _covers(by: Actor) -> bool:
    """Does the right to contacts reach everything the person sees?"""
    seen, contacts = access.scope(by, SEE), access.scope(by, CONTACT)
    if seen.reaches_all:
        return contacts.reaches_all
    return all(contacts.reaches(part.area, (part.unit,) if part.unit else ()) for part in seen.parts)


def _count(found: QuerySet[Case]) -> int | None:
    """Cheap for a list of everyday size; unknown for a very long one."""
    held = found.order_by()[: COUNTED + 1].count()
    return held if held <= COUNTED else None


def _blocks(found: QuerySet[Case]) -> Iterator[list[CaseView]]:
    last: int | None = None
    while True:
        keys = found if last is None else found.filter(pk__lt=last)
        block = list(keys.order_by("-pk").values_list("pk", flat=True)[:BLOCK])
        if not block:
            return
        yield [case_view(row) for row in rows().filter(pk__in=block).order_by("-pk")]
        last = block[-1]


def _scope(listing: Any) -> str:
    """What the file covers, in words: the filters that were set, else the town."""
    said = [chip.text or chip.label for chip in listing.chips]
    return "-".join(said) or named(territory.town())


class _Sheet:
    """What every row needs, read once for a file."""

    def __init__(self, by: Actor) -> None:
        self.reader = Reader(by)
        self.units = {unit.code: named(unit) for unit in access.units(closed=True)}
        self.areas = {area.code: named(area) for area in (*territory.former_areas(), *territory.areas())}
        self.language = get_language() or ""

    def rows(self, block: Sequence[CaseView]) -> Iterator[Sequence[exports.Cell]]:
        """The reporters of a block are looked up at once, and only those the reader may know."""
        known = access.resident_views(case.reporter for case in block if self._may(case))
        return (self._row(case, known) for case in block)

    def _may(self, case: CaseView) -> bool:
        return self.reader.may(CONTACT, case.area_code, case.unit_codes)

    def _row(self, case: CaseView, known: Mapping[str, access.ResidentView]) -> Sequence[exports.Cell]:
        may = self._may(case)
        text = (lambda words: words) if may else mask_personal
        name, phone = self._reporter(case, known, may=may)
        item, place = case.item, case.place_text if may else without_room(text(case.place_text))
        return (
            case.number, text(case.title), text(case.text), named(case.category) if case.category else "",
            gettext(MODULE_NAMES.get(case.module, case.module)), named(item.state), self.areas.get(case.area_code[:12], ""),
            self.areas.get(case.area_code, "") if len(case.area_code) > 12 else "", place, case.lon, case.lat,
            called(case.source), name, phone, case.created_at, item.promised_at,
            None if item.closed_at else item.due_at, item.closed_at,
            gettext(", ").join(self.units.get(code, code) for code in case.unit_codes), item.rounds, text(case.answer),
            gettext(GRADES[case.rating.grade]) if case.rating else "", text(self._answers(case.answers)),
        )  # fmt: skip

    def _reporter(
        self, case: CaseView, known: Mapping[str, access.ResidentView], *, may: bool
    ) -> tuple[str, str]:
        if not case.reporter.startswith("resident:"):
            return "", ""
        if not may:
            return gettext("A resident"), ""
        found = known.get(case.reporter)
        return (found.name, found.phone) if found else ("", "")

    def _answers(self, answers: Mapping[str, Any]) -> str:
        told = (
            [line for each in forms.kept(answers) for line in forms.told(each, self.language)]
            if answers
            else []
        )
        return "\n".join(f"{line.label} {line.text}" for line in told if not line.photos)


SIGNAL_COLUMNS = (
    (N_("Source"), 12), (N_("Number"), 18), (N_("Title"), 30), (N_("Message"), 60), (N_("Sender"), 14), (N_("Written"), 17),
    (N_("Received"), 17), (N_("Place"), 24), (N_("Label"), 18), (N_("How sure"), 9), (N_("Case"), 18),
)  # fmt: skip


def signals_table(by: Actor, query: str) -> exports.Table:
    """Imported messages under the filters of their list. Personal numbers are masked for who may not see contacts."""
    given = QueryDict(query)
    found = signals.listed(
        source=given.get("source", ""), label=given.get("label", ""), text=given.get("q", "").strip(),
        doubtful=bool(given.get("doubtful")),
    )  # fmt: skip
    may = bool(access.scope(by, CONTACT))
    text = (lambda words: words) if may else mask_personal
    return exports.Table(
        [exports.Column(gettext(label), width) for label, width in SIGNAL_COLUMNS],
        (_signal(row, text) for row in _signal_blocks(found)),
        scope=given.get("label", "") or given.get("source", "") or named(territory.town()),
        covered=not may,
    )


def _signal_blocks(found: QuerySet[Signal]) -> Iterator[Signal]:
    last: int | None = None
    while True:
        block = list((found if last is None else found.filter(pk__lt=last)).order_by("-pk")[:BLOCK])
        if not block:
            return
        yield from block
        last = block[-1].pk


def _signal(row: Signal, text: Any) -> Sequence[exports.Cell]:
    return (
        row.source, row.external_id, text(row.title), text(row.text), text(row.author), row.occurred_at, row.received_at,
        text(row.place_text), row.label, round(row.confidence, 3) if row.confidence is not None else None,
        row.case.number if row.case else "",
    )  # fmt: skip
