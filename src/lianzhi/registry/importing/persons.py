"""Persons: who is the same one, where he lives, which household he belongs to."""

from collections.abc import Sequence
from typing import Any

from lianzhi.foundation.statements.api import copy_in, fresh
from lianzhi.kernel import ids
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.registry import protecting
from lianzhi.registry.importing.drafts import Draft
from lianzhi.registry.importing.register import ROWS, Register, open_links
from lianzhi.registry.models import Household, Link, Person
from lianzhi.registry.rules.persons import moves, weak_key

LIVES, MEMBER, HEADS = "lives_in", "member_of", "heads"


class Persons(Register):
    kind = "persons"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.links: dict[tuple[str, str], Link] = {}
        self.households: dict[str, Household] = {}

    # ---- who is the same ------------------------------------------------------------------------------

    def key(self, draft: Draft) -> object:
        values = draft.values
        if values.get("identity"):
            return self._digest(draft, "identity")
        return weak_key(values["name"], values.get("birth"), self._digest(draft, "phone"))

    def _digest(self, draft: Draft, field: str) -> str:
        return next(iter(self._digests(draft, field)), "")

    def _digests(self, draft: Draft, field: str) -> tuple[str, ...]:
        """By which he may be found; the first is written."""
        name = f"{field}_blind"
        if name not in draft.extra:
            found = draft.extra[f"{field}_blinds"] = protecting.digests(field, draft.values.get(field, ""))
            draft.extra[name] = found[0] if found else ""
        held: tuple[str, ...] = draft.extra[f"{field}_blinds"]
        return held

    def find(self, drafts: Sequence[Draft]) -> None:
        """By identity number; then by name, birth and phone, where not both sides have a number."""
        by_number = self._by("identity_blind", {one for d in drafts for one in self._digests(d, "identity")})
        for draft in drafts:
            held = (row for one in self._digests(draft, "identity") for row in by_number.get(one, ()))
            draft.there = next(held, None)
        rest = [draft for draft in drafts if draft.there is None]
        by_phone = self._by("phone_blind", {one for d in rest for one in self._digests(d, "phone")})
        for draft in rest:
            values, number = draft.values, self._digest(draft, "identity")
            draft.there = next(
                (
                    row
                    for one in self._digests(draft, "phone")
                    for row in by_phone.get(one, ())
                    if (row.name, row.birth) == (values["name"], values.get("birth")) and values.get("birth")
                    and not (number and row.identity_blind)
                ),
                None,
            )  # fmt: skip

    def _by(self, field: str, digests: set[str]) -> dict[str, list[Person]]:
        found: dict[str, list[Person]] = {}
        if wanted := digests - {""}:
            rows = Person.objects.filter(**{f"{field}__in": list(wanted)}, merged_into="").exclude(
                **{field: ""}
            )
            for row in rows:
                found.setdefault(getattr(row, field), []).append(row)
        return found

    # ---- home and household ---------------------------------------------------------------------------

    def prepare(self, drafts: Sequence[Draft]) -> None:
        there = [draft.there.ref for draft in drafts if draft.there]
        self.links = open_links(Link, there, (LIVES, MEMBER, HEADS)) if there else {}
        numbers = {draft.values["household"] for draft in drafts if "household" in draft.values}
        self.households = (
            {row.number: row for row in Household.objects.filter(number__in=numbers)} if numbers else {}
        )
        for draft in drafts:
            if draft.there:
                self._home(draft)
                self._household(draft)

    def _home(self, draft: Draft) -> None:
        """Another kind of living is a change of the link; another room is one of the person (a move)."""
        link = self.links.get((draft.there.ref, LIVES))
        living = draft.values.get("living")
        if link and living and living != link.note and draft.values.get("place", link.object) == link.object:
            draft.differs["living"] = (link.note, living)

    def _household(self, draft: Draft) -> None:
        link, number = self.links.get((draft.there.ref, MEMBER)), draft.values.get("household")
        if link is None or number is None:
            if number is not None:
                draft.differs["household"] = (None, number)
            return
        home = self.households.get(number)
        if home is not None and link.object == home.ref:
            if draft.values.get("kin", link.note) != link.note:
                draft.differs["kin"] = (link.note, draft.values["kin"])
            return
        if not moves(link.object, number, draft.values.get("since"), link.since):
            draft.refuse(_two_households(), self.kind)
            return
        draft.differs["household"] = (link.object, number)

    # ---- writing --------------------------------------------------------------------------------------

    def after(self, drafts: Sequence[Draft]) -> None:
        self._make_households(drafts)
        made: list[Link] = []
        ended: list[Link] = []
        for draft in drafts:
            self._live(draft, made, ended)
            self._belong(draft, made, ended)
        if ended:
            Link.objects.bulk_update(ended, ["until", "ended_at", "note"], batch_size=ROWS)
        copy_in(Link, made)

    def _make_households(self, drafts: Sequence[Draft]) -> None:
        new: dict[str, Household] = {}
        for draft in drafts:
            number = draft.values.get("household")
            if number and number not in self.households and number not in new:
                new[number] = self._household_of(number, draft)
        copy_in(Household, list(new.values()))
        self.households |= new

    def _household_of(self, number: str, draft: Draft) -> Household:
        now = self.setting.now
        return fresh(
            Household, code=ids.code("F"), number=number, place=draft.values.get("place", ""), grid_code=draft.there.grid_code,
            source=self.setting.source, recorded_at=now, changed_at=now, checked_at=now,
        )  # fmt: skip

    def _live(self, draft: Draft, made: list[Link], ended: list[Link]) -> None:
        place = draft.values.get("place")
        link = self.links.get((draft.there.ref, LIVES))
        if link and "living" in draft.differs and "place" not in draft.differs:
            link.note = draft.differs["living"][1]
            ended.append(link)
        if not place or (link and link.object == place):
            return
        since = draft.values.get("since")
        if link:
            self._end(link, since, ended)
        made.append(self._link(draft, LIVES, place, draft.values.get("living", "unknown"), since))

    def _belong(self, draft: Draft, made: list[Link], ended: list[Link]) -> None:
        number = draft.values.get("household")
        if not number:
            return
        home, link = self.households[number], self.links.get((draft.there.ref, MEMBER))
        kin = draft.values.get("kin", "other")
        if link and "kin" in draft.differs:
            link.note = kin
            ended.append(link)
        since = draft.values.get("since")
        if link and link.object != home.ref:
            self._end(link, since, ended)
        if link is None or link.object != home.ref:
            made.append(self._link(draft, MEMBER, home.ref, kin, since))
        heads = self.links.get((draft.there.ref, HEADS))
        if heads and heads.object != home.ref:
            self._end(heads, since, ended)
        if kin == "head" and (heads is None or heads.object != home.ref):
            made.append(self._link(draft, HEADS, home.ref, "", since))

    def _end(self, link: Link, since: Any, ended: list[Link]) -> None:
        link.until, link.ended_at = since or self.setting.today, self.setting.now
        ended.append(link)

    def _link(self, draft: Draft, relation: str, there: str, note: str, since: Any) -> Link:
        return fresh(
            Link, subject=draft.there.ref, relation=relation, object=there, note=note, since=since,
            source=self.setting.source, recorded_at=self.setting.now,
        )  # fmt: skip


def _two_households() -> BadInput:
    return BadInput(
        "registry.two_households",
        N_("The person belongs to another household already."),
        way_out=N_("If he moved, give the day since when; if not, correct the household number."),
        field="household",
    )
