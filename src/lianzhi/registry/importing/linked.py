"""Certificates and links: rows that hang on entries that are there."""

from collections.abc import Sequence
from typing import Any

from lianzhi.foundation.statements.api import copy_in
from lianzhi.kernel import rooms
from lianzhi.kernel.errors import N_, BadInput, NotAllowed
from lianzhi.registry import lists, protecting
from lianzhi.registry.importing.drafts import Draft
from lianzhi.registry.importing.holders import Found, resolve
from lianzhi.registry.importing.register import Register
from lianzhi.registry.importing.settling import settle
from lianzhi.registry.models import SINGLE, Certificate, Link
from lianzhi.territory import api as territory


class Certificates(Register):
    """One certificate for kind and number. It holds the code of its holder, not his number."""

    kind = "certificates"

    def key(self, draft: Draft) -> object:
        return draft.values["kind"], self._digest(draft)

    def _digest(self, draft: Draft) -> str:
        return self._digests(draft)[0]

    def _digests(self, draft: Draft) -> tuple[str, ...]:
        if "blinds" not in draft.extra:
            draft.extra["blinds"] = protecting.digests("number", draft.values["number"])
        held: tuple[str, ...] = draft.extra["blinds"]
        return held

    def find(self, drafts: Sequence[Draft]) -> None:
        rows = Certificate.objects.filter(
            number_blind__in=[one for draft in drafts for one in self._digests(draft)]
        )
        there = {(row.kind, row.number_blind): row for row in rows}
        holders = resolve(draft.values["holder"] for draft in drafts)
        for draft in drafts:
            found = (there.get((draft.values["kind"], one)) for one in self._digests(draft))
            draft.there = next((row for row in found if row is not None), None)
            draft.extra["holder"] = holders.get(draft.values["holder"])

    def _guard(self, draft: Draft, grids: dict[str, str]) -> None:
        holder: Found | None = draft.extra["holder"]
        if holder is None or holder[1] not in "PE":
            draft.refuse(unknown("holder"), self.kind)
        elif not self.setting.reach.reaches(holder[2]):
            draft.refuse(outside("holder"), self.kind)
        else:
            draft.values["holder"] = holder[0]

    def more(self, draft: Draft) -> dict[str, Any]:
        return {"grade": draft.extra.get("grade", "")}


class Links(Register):
    """A link is the same when subject, relation and object are; another home of a person ends the one before.

    A row with an end tells of the past: it ends the very link it names, or is kept beside the one that holds.
    """

    kind = "links"

    def key(self, draft: Draft) -> object:
        values, relation = draft.values, draft.values["relation"]
        if "until" in values:
            return values["subject"], relation, values["object"], values["until"]
        return values["subject"], relation, values["subject" if relation in SINGLE else "object"]

    def take(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Ends are looked up first, because the key is made of them."""
        self._look_up(drafts)
        waiting = [draft for draft in drafts if not draft.error]
        while waiting:  # two rows may name one end in two ways
            first = {self.key(draft): draft for draft in reversed(waiting)}
            turn = [draft for draft in waiting if first[self.key(draft)] is draft]
            again = super().take(turn)
            waiting = [*again, *(draft for draft in waiting if first[self.key(draft)] is not draft)]
        return []

    def meet(self, drafts: Sequence[Draft]) -> None:
        self._look_up(drafts)
        super().meet([draft for draft in drafts if not draft.error])

    def _look_up(self, drafts: Sequence[Draft]) -> None:
        ends = resolve(draft.values[side] for draft in drafts for side in ("subject", "object"))
        buildings = {rooms.building_of(text) for text, found in ends.items() if found[1] == "R"}
        grids = territory.grids_of(buildings, standing=True)
        for draft in drafts:
            self._ends(draft, ends, grids)

    def _ends(self, draft: Draft, ends: dict[str, Found], grids: dict[str, str]) -> None:
        allowed = lists.lists()["relations"][draft.values["relation"]].more
        for side, letters in (("subject", allowed["from"]), ("object", allowed["to"])):
            text = draft.values[side]
            found = ends.get(text)
            if found is None or (found[1] == "R" and rooms.building_of(text) not in grids):
                draft.refuse(unknown(side), self.kind)
                return
            if found[1] not in letters:
                draft.refuse(_not_for(side), self.kind)
                return
            draft.values[side], draft.extra[side] = found[0], found
        reached = draft.extra["subject"][2]
        if not self.setting.reach.reaches(reached):
            draft.refuse(outside("subject"), self.kind)
        if (draft.values["subject"], draft.values["relation"]) == (draft.values["object"], "guards"):
            draft.refuse(_not_for("object"), self.kind)
        draft.extra["grid_code"] = grids.get(rooms.building_of(draft.values["object"]), reached)

    def _guard(self, draft: Draft, grids: dict[str, str]) -> None:
        """Was done with the ends."""

    def find(self, drafts: Sequence[Draft]) -> None:
        rows = Link.objects.filter(subject__in={draft.values["subject"] for draft in drafts})
        past = any("until" in draft.values for draft in drafts)
        there: dict[object, Link] = {}
        for row in rows if past else rows.filter(until=None):
            exact = (row.subject, row.relation, row.object)
            there[exact if row.until is None else (*exact, row.until)] = row
            if row.until is None and row.relation in SINGLE:
                there[row.subject, row.relation, row.subject] = row
        for draft in drafts:
            draft.there = there.get(key := self.key(draft))
            if draft.there is None and "until" in draft.values:
                draft.there = there.get(key[:3])  # type: ignore[index]

    def _compare(self, draft: Draft) -> None:
        super()._compare(draft)
        draft.differs.pop("relation", None)

    def build(self, draft: Draft) -> Link:
        said = {name: draft.values.get(name) for name in ("subject", "relation", "object", "since", "until")}
        ended = self.setting.now if said["until"] else None
        return Link(source=self.setting.source, recorded_at=self.setting.now, ended_at=ended, **said)

    def apply(self, draft: Draft) -> list[str]:
        """Another object of a single relation: the open link ends and the next begins."""
        link, subject = draft.there, draft.there.subject
        for name, (old, new) in draft.differs.items():
            self.kept(
                subject, link.relation if name == "object" else f"{link.relation}.{name}"[:30], old, new
            )
        if "object" not in draft.differs:
            for name, (_old, new) in draft.differs.items():
                setattr(link, name, new)
            link.ended_at = self.setting.now if link.until else None
            return ["since", "until", "ended_at"]
        link.until, link.ended_at = draft.values.get("since") or self.setting.today, self.setting.now
        draft.extra["next"] = self.build(draft)
        return ["until", "ended_at"]

    stamps = frozenset()

    def after(self, drafts: Sequence[Draft]) -> None:
        copy_in(Link, [draft.extra["next"] for draft in drafts if "next" in draft.extra])
        self._settle(drafts)

    def _settle(self, drafts: Sequence[Draft]) -> None:
        """An entry keeps the address of its open link for lists."""
        placed = [d for d in drafts if d.values["relation"] in ("lives_in", "located_at", "in_use_at")]
        settle({d.values["subject"] for d in placed})


def unknown(field: str) -> BadInput:
    return BadInput(
        "registry.unknown",
        N_("Nobody and nothing in the register has this number or code."),
        way_out=N_("Enter the person, firm or place first, or correct the number."),
        field=field,
    )


def outside(field: str) -> NotAllowed:
    refused = NotAllowed(
        "registry.reach_entry",
        N_("This entry is kept by another area."),
        way_out=N_("Give the row to the community that keeps it."),
    )
    refused.field = field
    return refused


def _not_for(field: str) -> BadInput:
    return BadInput(
        "registry.not_for",
        N_("This relation does not hold between two such things."),
        way_out=N_(
            "A person lives in a room, works at a firm, guards a person; a thing is in use at an address."
        ),
        field=field,
    )
