"""Meet drafts with the entries that are there, and write what is new in them; one query for many rows at each step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models

from lianzhi.foundation.access import api as access
from lianzhi.foundation.statements.api import copy_in, fresh
from lianzhi.kernel import ids, rooms
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotAllowed
from lianzhi.registry import lists, protecting
from lianzhi.registry.importing.drafts import CHANGED, NEW, SAME, Draft
from lianzhi.registry.models import OF_KIND, Change
from lianzhi.territory import api as territory

ROWS = 500
"""Rows of one INSERT: PostgreSQL takes 65,535 values, SQLite 32,766."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Who brings rows, from where, when, and what of the town is within reach."""

    source: str
    by: Actor
    reach: access.Scope
    now: datetime
    today: date
    town: str


class Register:
    """One kind of entries. Subclasses say what the same entry is, and what hangs on it."""

    kind = ""
    key_fields: tuple[str, ...] = ()

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.model: type[Any] = OF_KIND[self.kind]
        self.columns = lists.columns(self.kind)
        self.own = [column for column in self.columns.values() if not column.link]
        self.plain = [column.field for column in self.own if not column.sealed]
        self.sealed = [column for column in self.own if column.sealed]
        self.changes: list[Change] = []

    # ---- who is the same ------------------------------------------------------------------------------

    def key(self, draft: Draft) -> object:
        """Two drafts with one key are about one entry; None when the draft cannot be met with anything."""
        values = tuple(draft.values.get(name) for name in self.key_fields)
        return values if all(values) else None

    def find(self, drafts: Sequence[Draft]) -> None:
        """Set ``there``. One query over the first key field; the others are compared here."""
        first, *others = self.key_fields
        wanted = {draft.values[first] for draft in drafts if self.key(draft)}
        rows = self.holding().filter(**{f"{first}__in": list(wanted)}) if wanted else []
        there = {tuple(getattr(row, name) for name in self.key_fields): row for row in rows}
        for draft in drafts:
            draft.there = there.get(self.key(draft))

    def holding(self) -> models.QuerySet[Any]:
        """The entries that a row may be about."""
        return self.model.objects.all()

    # ---- one turn -------------------------------------------------------------------------------------

    def take(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Drafts of different keys: meet them, judge them, write them.

        Two keys may mean one entry, as a number and a telephone do; of such the first is written and the others come back for
        the next turn.
        """
        self.find(drafts)
        once, again, met = [], [], set()
        for draft in drafts:
            about = getattr(draft.there, "pk", None)
            (again if about in met else once).append(draft)
            met |= {about} - {None}
        self.write(self.judge(once))
        return again

    def meet(self, drafts: Sequence[Draft]) -> None:
        """Say of each what would become of it, and write nothing."""
        self.find(drafts)
        self.judge(drafts)

    def judge(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Those that are good of drafts that were met, each with its fate."""
        grids = self._grids(drafts)
        for draft in drafts:
            self._guard(draft, grids)
        good = [draft for draft in drafts if not draft.error]
        self.prepare(good)
        good = [draft for draft in good if not draft.error]
        for draft in good:
            self._compare(draft)
        return good

    def prepare(self, drafts: Sequence[Draft]) -> None:
        """What a kind has to look up before drafts are compared."""

    def _grids(self, drafts: Sequence[Draft]) -> dict[str, str]:
        codes = {rooms.building_of(draft.values["place"]) for draft in drafts if draft.values.get("place")}
        return territory.grids_of(codes, standing=True) if codes else {}

    def _guard(self, draft: Draft, grids: dict[str, str]) -> None:
        """The address must exist, and lie within reach of who brings the row."""
        place = draft.values.get("place", "")
        grid = grids.get(rooms.building_of(place), "") if place else ""
        if place and not grid:
            draft.refuse(no_place(place), self.kind)
            return
        if place:
            draft.extra["grid_code"] = grid
        elif draft.there is None:
            draft.extra["grid_code"] = grid = self.setting.town
        else:
            grid = draft.there.grid_code
        if not self.setting.reach.reaches(grid):
            draft.refuse(out_of_reach(), self.kind)

    def _compare(self, draft: Draft) -> None:
        if draft.there is None:
            draft.fate = NEW
            return
        draft.differs |= {
            column.field: difference
            for column in self.own
            if column.field in draft.values
            and (difference := self.difference(draft.there, column, draft.values[column.field]))
        }
        draft.fate = CHANGED if draft.differs else SAME

    def difference(self, row: Any, column: Any, value: Any) -> tuple[Any, Any] | None:
        """(from, to) where the row says something else; of a sealed field the values in clear."""
        if not column.sealed:
            old = getattr(row, column.field)
            return (old, value) if old != value else None
        if getattr(row, f"{column.field}_blind") in (protecting.digests(column.field, value) or ("",)):
            return None
        kind = self.model.KIND
        return protecting.unseal(kind, column.field, row.code, getattr(row, f"{column.field}_sealed")), value

    # ---- writing --------------------------------------------------------------------------------------

    def write(self, drafts: Sequence[Draft]) -> None:
        new = [draft for draft in drafts if draft.fate == NEW]
        for draft in new:
            draft.there = self.build(draft)
        copy_in(self.model, [draft.there for draft in new])
        changed = [draft for draft in drafts if draft.fate == CHANGED]
        touched = {name for draft in changed for name in self.apply(draft)}
        if touched:
            self.model.objects.bulk_update(
                [d.there for d in changed], sorted(touched | self.stamps), batch_size=ROWS
            )
        self.after(drafts)
        copy_in(Change, self.changes)
        self.changes = []

    stamps = frozenset({"changed_at"})

    def after(self, drafts: Sequence[Draft]) -> None:
        """What hangs on the entries: links."""

    def build(self, draft: Draft) -> Any:
        now, said = self.setting.now, draft.values
        stamps = {"recorded_at": now, "changed_at": now, "source": self.setting.source}
        plain = {name: said[name] for name in self.plain if name in said}
        code = ids.code(self.model.LETTER)
        row = fresh(self.model, code=code, **stamps, **self.more(draft), **plain)
        for column in self.sealed:
            if column.field in said:
                self.put(row, column, said[column.field], draft.extra.get(f"{column.field}_blind"))
        return row

    def more(self, draft: Draft) -> dict[str, Any]:
        return {"grid_code": draft.extra["grid_code"], "checked_at": self.setting.now}

    def put(self, row: Any, column: Any, value: Any, digest: str | None = None) -> list[str]:
        """Set a field; returns the names of the table's columns that were set. ``digest``: where it is known already."""
        if not column.sealed:
            setattr(row, column.field, value)
            return [column.field]
        kind, field = self.model.KIND, column.field
        setattr(row, f"{field}_sealed", protecting.seal(kind, field, row.code, value) if value else "")
        setattr(row, f"{field}_blind", protecting.digest(field, value) if digest is None else digest)
        return [f"{field}_sealed", f"{field}_blind"]

    def apply(self, draft: Draft) -> list[str]:
        """Write the differences into the row, and keep each as a change."""
        row, names = draft.there, []
        for name, (old, new) in draft.differs.items():
            column = self.columns[name]
            if not column.link:
                names += self.put(row, column, new)
            self.kept(row.ref, name, old, new, sealed=column.sealed)
        if "place" in draft.differs and "grid_code" in draft.extra:
            row.grid_code = draft.extra["grid_code"]
            names.append("grid_code")
        row.changed_at = self.setting.now
        return [*names, "changed_at"]

    def kept(self, subject: str, field: str, old: Any, new: Any, *, sealed: bool = False) -> None:
        self.changes.append(change_of(self.setting, subject, field, old, new, sealed=sealed))


def change_of(
    setting: Setting, subject: str, field: str, old: Any, new: Any, *, sealed: bool = False
) -> Change:
    """One line of an entry's history; a protected value is sealed for this very line."""
    key = ids.token(16)
    line = Change(
        key=key, subject=subject, field=field, source=setting.source, at=setting.now, by=setting.by.id, by_name=setting.by.name[:60]
    )  # fmt: skip
    for side, value in (("old", old), ("new", new)):
        text = "" if value is None else str(value)
        if sealed:
            setattr(line, f"{side}_sealed", protecting.seal("change", side, key, text) if text else "")
        else:
            setattr(line, side, text)
    return line


def open_links(
    model: type[models.Model], subjects: Iterable[str], relations: Sequence[str]
) -> dict[tuple[str, str], Any]:
    found = model.objects.filter(subject__in=list(subjects), relation__in=relations, until=None)
    return {(link.subject, link.relation): link for link in found}


def no_place(code: str) -> BadInput:
    return BadInput(
        "registry.no_place",
        N_("No building with the code %(code)s stands in the address base."),
        way_out=N_("Look the address up, or have the building entered first."),
        field="place",
        params={"code": rooms.building_of(code)},
    )


def out_of_reach(field: str = "place") -> NotAllowed:
    refused = NotAllowed(
        "registry.reach",
        N_("This address lies outside the area you keep."),
        way_out=N_("Give the row to the community that keeps it."),
    )
    refused.field = field
    return refused
