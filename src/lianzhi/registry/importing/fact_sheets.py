"""A sheet of facts: one person a row, one item a column.  R-085, R-093, R-231."""

from collections.abc import Mapping, Sequence
from typing import Any

from lianzhi.kernel.errors import N_, BadInput
from lianzhi.registry import facts
from lianzhi.registry.actions.fact_keeping import Said, keep
from lianzhi.registry.importing.drafts import CHANGED, NEW, SAME, Draft
from lianzhi.registry.importing.holders import resolve
from lianzhi.registry.importing.linked import outside, unknown
from lianzhi.registry.importing.register import Register, Setting
from lianzhi.registry.models import Fact
from lianzhi.registry.rules.facts import normal

ABOUT = ("person", "since", "until")


class Facts(Register):
    """The same by person; a row says as many words as it has items. No entry of its own: the person's code stands for it."""

    kind = facts.KIND

    def __init__(self, setting: Setting) -> None:
        self.setting, self.columns, self.changes = setting, facts.columns(), []

    def key(self, draft: Draft) -> object:
        return draft.values["person"]

    def find(self, drafts: Sequence[Draft]) -> None:
        """Persons are resolved where the rows are judged: what has no person is refused there."""

    def judge(self, drafts: Sequence[Draft]) -> list[Draft]:
        found = resolve(draft.values["person"] for draft in drafts)
        for draft in drafts:
            self._whose(draft, found.get(draft.values["person"]))
        good = [draft for draft in drafts if not draft.error]
        there = self._present(good)
        for draft in good:
            self._meet(draft, there)
        return good

    def _whose(self, draft: Draft, found: tuple[str, str, str] | None) -> None:
        if found is None or found[1] != "P":
            draft.refuse(unknown("person"), self.kind)
        elif not self.setting.reach.reaches(found[2]):
            draft.refuse(outside("person"), self.kind)
        elif (
            draft.values.get("until")
            and draft.values.get("since", draft.values["until"]) > draft.values["until"]
        ):
            draft.refuse(_days(), self.kind)
        else:
            draft.there = found[0].partition(":")[2]

    def _present(self, drafts: Sequence[Draft]) -> Mapping[tuple[str, str], str]:
        rows = Fact.objects.filter(
            person__in={draft.there for draft in drafts}, source=self.setting.source, replaced_at=None
        )
        return {(person, item): value for person, item, value in rows.values_list("person", "item", "value")}

    def _meet(self, draft: Draft, there: Mapping[tuple[str, str], str]) -> None:
        words = draft.extra["words"] = self._words(draft)
        olds = [there.get((word.person, word.item)) for word in words]
        draft.differs = {
            word.item: (old, word.value)
            for word, old in zip(words, olds, strict=True)
            if old and old != word.value
        }
        draft.fate = CHANGED if draft.differs else SAME if all(olds) and words else NEW
        if draft.fate == NEW and any(olds):
            draft.fate = CHANGED

    def _words(self, draft: Draft) -> list[Said]:
        since, until = draft.values.get("since"), draft.values.get("until")
        return [
            Said(draft.there, code, normal(facts.items()[code], value), since, until)
            for code, value in draft.values.items()
            if code not in ABOUT
        ]

    def write(self, drafts: Sequence[Draft]) -> None:
        words = [word for draft in drafts for word in draft.extra["words"]]
        keep(words, source=self.setting.source, by=self.setting.by, now=self.setting.now)


def shown(draft: Draft) -> dict[str, Any]:
    """What a row says, by the names of its choices; sensitive items too: who hands the sheet in has it before him."""
    found = {}
    for code, value in draft.values.items():
        item = facts.items().get(code)
        found[code] = (item.choices or {}).get(value, value) if item else value
    return found


def _days() -> BadInput:
    return BadInput(
        "registry.fact_days", N_("The end lies before the beginning."), way_out=N_("Correct the days."), field="until"
    )  # fmt: skip
