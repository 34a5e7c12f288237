"""Houses, firms, venues, things, land and households: what makes two rows the same one."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from lianzhi.foundation.statements.api import copy_in
from lianzhi.kernel import rooms
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.registry.importing.drafts import CHANGED, Draft
from lianzhi.registry.importing.register import ROWS, Register, out_of_reach
from lianzhi.registry.linkage.firm_names import core_of
from lianzhi.registry.models import Enterprise, House, Link
from lianzhi.territory import api as territory


class Households(Register):
    kind = "households"
    key_fields = ("number",)


class Houses(Register):
    """One house for a room."""

    kind = "houses"
    key_fields = ("place",)

    def holding(self) -> models.QuerySet[Any]:
        return House.objects.filter(valid_to=None)

    def prepare(self, drafts: Sequence[Draft]) -> None:
        for draft in drafts:
            if not rooms.is_room(draft.values["place"]):
                draft.refuse(no_room(), self.kind)


class Located(Register):
    """What stands at an address: the link says where, and since when this is known."""

    relation = "located_at"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.links: dict[tuple[str, str], Link] = {}

    def prepare(self, drafts: Sequence[Draft]) -> None:
        """A thing is also linked to who uses it: that is none of its addresses."""
        there = [draft.there.ref for draft in drafts if draft.there and "place" in draft.values]
        found = Link.objects.filter(subject__in=there, relation=self.relation, until=None) if there else ()
        self.links = {(each.subject, each.relation): each for each in found if rooms.is_place(each.object)}

    def after(self, drafts: Sequence[Draft]) -> None:
        made, ended = [], []
        for draft in drafts:
            place, link = draft.values.get("place"), self.links.get((draft.there.ref, self.relation))
            if not place or (link and link.object == place):
                continue
            if link:
                link.until, link.ended_at = self.setting.today, self.setting.now
                ended.append(link)
            made.append(
                Link(
                    subject=draft.there.ref, relation=self.relation, object=place,
                    source=self.setting.source, recorded_at=self.setting.now,
                )
            )  # fmt: skip
        if ended:
            Link.objects.bulk_update(ended, ["until", "ended_at"], batch_size=ROWS)
        copy_in(Link, made)


class Enterprises(Located):
    """By credit code; without one, by name and address. Which others may be the same firm is for the linkage to say."""

    kind = "enterprises"

    def holding(self) -> models.QuerySet[Any]:
        return Enterprise.objects.filter(merged_into="")

    def more(self, draft: Draft) -> dict[str, Any]:
        return {**super().more(draft), "core": core_of(draft.values["name"])}

    def put(self, row: Any, column: Any, value: Any, digest: str | None = None) -> list[str]:
        names = super().put(row, column, value, digest)
        if column.field != "name":
            return names
        row.core = core_of(value)
        return [*names, "core"]

    def key(self, draft: Draft) -> object:
        values = draft.values
        return values.get("credit") or ((values["name"], values["place"]) if values.get("place") else None)

    def find(self, drafts: Sequence[Draft]) -> None:
        credits = [d.values["credit"] for d in drafts if d.values.get("credit")]
        by_credit = {
            row.credit: row for row in self.holding().filter(credit__in=credits).exclude(credit="")
        } if credits else {}  # fmt: skip
        rest = [d for d in drafts if d.values.get("credit") not in by_credit]
        names = {d.values["name"] for d in rest if d.values.get("place")}
        by_name = (
            {(row.name, row.place): row for row in self.holding().filter(name__in=names)} if names else {}
        )
        for draft in drafts:
            draft.there = by_credit.get(draft.values.get("credit"))
        for draft in rest:
            row = by_name.get((draft.values["name"], draft.values.get("place")))
            if row is not None and not (row.credit and draft.values.get("credit")):
                draft.there = row


class Venues(Located):
    kind = "venues"
    key_fields = ("place", "name", "kind")


class Things(Located):
    kind = "things"
    relation = "in_use_at"
    key_fields = ("number", "kind")


class Parcels(Register):
    """By the code of the parcel. A field has no address, so its row may say the grid or community instead."""

    kind = "parcels"
    key_fields = ("number",)

    def _guard(self, draft: Draft, grids: dict[str, str]) -> None:
        said = draft.values.get("grid")
        if not said or draft.values.get("place"):
            super()._guard(draft, grids)
        elif territory.area(said) is None:
            draft.refuse(_no_area(said), self.kind)
        elif not self.setting.reach.reaches(said):
            draft.refuse(out_of_reach("grid"), self.kind)
        else:
            draft.extra["grid_code"] = said

    def _compare(self, draft: Draft) -> None:
        super()._compare(draft)
        if (
            draft.there
            and "grid" in draft.values
            and (old := draft.there.grid_code) != draft.extra["grid_code"]
        ):
            draft.differs["grid"] = (old, draft.extra["grid_code"])
            draft.fate = CHANGED

    def apply(self, draft: Draft) -> list[str]:
        names = super().apply(draft)
        if "grid" not in draft.differs:
            return names
        draft.there.grid_code = draft.extra["grid_code"]
        return [*names, "grid_code"]


def _no_area(code: str) -> BadInput:
    return BadInput(
        "registry.no_area",
        N_("There is no area with the code %(code)s in the address base."),
        way_out=N_("A community has 12 digits, a grid 15; the list of grids shows the codes."),
        field="grid",
        params={"code": code},
    )


def no_room() -> BadInput:
    return BadInput(
        "registry.no_room",
        N_("A house is a room: its code has 24 characters."),
        way_out=N_("Add unit, floor and room to the building's code; a whole house is room 01 on floor 01."),
        field="place",
    )
