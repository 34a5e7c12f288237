"""Catalogues: the lists, their entries, what maps to what, and the official code of a case."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone

from lianzhi.cases.models import Category, CategoryLink, Standard
from lianzhi.cases.rules.catalogues import NEWER, TOWN, Exactness, matter_code
from lianzhi.kernel import clock
from lianzhi.kernel.errors import N_, NotFound

FITS = (Exactness.EXACT, Exactness.NARROWER, Exactness.BROADER, Exactness.CLOSE)


@dataclass(frozen=True, slots=True)
class StandardView:
    code: str
    name: str
    title_zh: str
    title_en: str
    note_zh: str
    note_en: str
    verified: bool
    replaced_by: str
    matters: int = 0
    components: int = 0

    @property
    def own(self) -> bool:
        return self.code == TOWN

    @property
    def name_zh(self) -> str:
        return self.title_zh if self.own else f"{self.name} {self.title_zh}"

    @property
    def name_en(self) -> str:
        return self.title_en if self.own else f"{self.name} {self.title_en}"


@dataclass(frozen=True, slots=True)
class OfficialCode:
    """What a category is called in an official catalogue. ``full``: with the district in front, where it is known."""

    standard: str
    standard_name: str
    kind: str
    code: str
    full: str
    name_zh: str
    name_en: str
    exactness: str
    verified: bool
    local: bool


def standards() -> list[StandardView]:
    """Two queries."""
    counts = {
        row["standard"]: row
        for row in Category.objects.order_by().values("standard").annotate(
            matters=Count("pk", filter=Q(kind="matter")), components=Count("pk", filter=Q(kind="component"))
        )
    }  # fmt: skip
    return [_standard(row, counts.get(row.code, {})) for row in Standard.objects.all()]


def standard(code: str) -> StandardView:
    found = next((view for view in standards() if view.code == code), None)
    if found is None:
        raise NotFound(
            "cases.no_standard", N_("There is no such catalogue."), way_out=N_("Go back to the list.")
        )
    return found


def _standard(row: Standard, counts: dict[str, int]) -> StandardView:
    return StandardView(
        row.code, row.name, row.title_zh, row.title_en, row.note_zh, row.note_en, row.verified, row.replaced_by,
        counts.get("matters", 0), counts.get("components", 0),
    )  # fmt: skip


def entries(standard_code: str, *, kind: str = "", text: str = "") -> QuerySet[Category]:
    """In the order of the codes: each major class before its minor ones."""
    rows = Category.objects.filter(standard=standard_code).select_related("parent")
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(Q(code__startswith=text) | Q(name_zh__icontains=text) | Q(name_en__icontains=text))
    order = ("module", "code") if standard_code == TOWN else ("-kind", "code")
    return rows.order_by(*order)


def entry(standard_code: str, kind: str, code: str) -> Category:
    row = (
        Category.objects.filter(standard=standard_code, kind=kind, code=code).select_related("parent").first()
    )
    if row is None:
        raise NotFound(
            "cases.no_entry", N_("There is no such entry."), way_out=N_("Go back to the catalogue.")
        )
    return row


def links_of(row: Category) -> list[tuple[CategoryLink, Category, str]]:
    """(link, the other side, how it fits seen from this entry). One query."""
    rows = CategoryLink.objects.filter(Q(source=row) | Q(target=row), ended_at=None).select_related(
        "source", "target"
    )
    found = [
        (link, link.target, link.exactness)
        if link.source_id == row.pk
        else (link, link.source, turned(link.exactness))
        for link in rows
    ]
    return sorted(found, key=lambda one: (one[1].standard, one[1].code))


def turned(exactness: str) -> str:
    """The same fit seen from the other side."""
    return {"narrower": "broader", "broader": "narrower"}.get(exactness, exactness)


def mapped_to_town(rows: list[Category]) -> dict[int, list[str]]:
    """Entry -> names of the town's categories that map to it. One query for a page."""
    found: dict[int, list[str]] = {}
    links = CategoryLink.objects.filter(target__in=rows, source__standard=TOWN, ended_at=None)
    for target, name in links.values_list("target", "source__name_zh"):
        found.setdefault(target, []).append(name)
    return found


def official_codes(category: str, area_code: str = "") -> list[OfficialCode]:
    """All official codes of one of the town's categories: the newest catalogue first, the best fit first. One query."""
    links = (
        CategoryLink.objects.filter(source__standard=TOWN, source__code=category, ended_at=None)
        .select_related("target")
        .order_by("pk")
    )
    names = dict(Standard.objects.values_list("code", "name")) if links else {}
    found = [
        OfficialCode(
            link.target.standard, names.get(link.target.standard, link.target.standard), link.target.kind,
            link.target.code, _full(link.target, area_code), link.target.name_zh, link.target.name_en,
            link.exactness, link.verified and link.target.verified, link.target.local,
        )
        for link in links
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.standard != NEWER, FITS.index(Exactness(one.exactness))))


def _full(target: Category, area_code: str) -> str:
    return matter_code(area_code, target.code) if target.kind == "matter" else ""


def official_code(category: str, area_code: str = "") -> OfficialCode | None:
    """The one code that a report or an interface carries."""
    return next(iter(official_codes(category, area_code)), None)


def majors(standard_code: str) -> list[Category]:
    rows = Category.objects.filter(standard=standard_code, parent=None).annotate(size=Length("code"))
    return list(rows.filter(size=2).order_by("kind", "code"))


def taken_numbers(standard_code: str, major: str) -> set[str]:
    return set(
        Category.objects.filter(standard=standard_code, code__startswith=major).values_list("code", flat=True)
    )


def linkable(row: Category) -> QuerySet[Category]:
    """Entries of the other catalogues, for the choice of a mapping."""
    rows = Category.objects.exclude(standard=row.standard).filter(
        Q(valid_to=None) | Q(valid_to__gte=timezone.localdate(clock.now()))
    )
    return rows.order_by("standard", F("kind").desc(), "code")
