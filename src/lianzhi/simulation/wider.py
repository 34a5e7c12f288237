"""The wider moves of the invented staff: who merges, splits, calls, urges, asks for more time, and how often.

``think`` is pure: seen, dice and shares in, a step out; at most one wider move of a kind for a matter. ``Wider`` makes
them through the same doors as everybody. The shares are data (``data/wider.yaml``) and assumptions.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from lianzhi.cases import api as cases
from lianzhi.foundation.worklist import api as worklist
from lianzhi.foundation.worklist.api import Given
from lianzhi.kernel import clock, yamls
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import community_of
from lianzhi.kernel.calendars import Amount, Unit
from lianzhi.simulation.cast import Cast
from lianzhi.simulation.decisions import Seen, Step
from lianzhi.simulation.people import community_unit
from lianzhi.simulation.writing import each_written, written

BRIGADE = "brigade"
REQUESTS = frozenset({"extend", "suspend", "void"})
ANSWERS = frozenset({"grant", "decline"})
VERBS = (
    REQUESTS
    | ANSWERS
    | {"merge", "split", "whistle", "report_in", "copy", "transfer", "resume", "urge", "appraise"}
)
REPORT_IN = Amount(2, Unit.WORK_HOUR)


@cache
def shares() -> Mapping[str, Any]:
    return yamls.read(Path(__file__).parent / "data/wider.yaml")


def think(seen: Seen, dice: Random, share: Mapping[str, Any]) -> Step | None:
    """A wider move, or None where the matter just goes its way."""
    if seen.asked:
        return Step("grant" if dice.random() < share["granted"] else "decline", hours=dice.uniform(0.3, 3))
    if "resume" in seen.verbs:
        return Step("resume", hours=dice.uniform(20, 50))
    if "appraise" in seen.verbs and seen.called and "appraise" not in seen.done:
        return Step("appraise", hours=dice.uniform(0.2, 2), grade=dice.choice((5, 5, 4, 4, 3)))
    if "file" in seen.verbs:
        return _one(seen, dice, share, {"merge": 0.3})
    if "dispatch" in seen.verbs:
        return _one(seen, dice, share, {"split": 0.3, "void": 0.3}) if not seen.rounds else None
    return _at_work(seen, dice, share) if seen.parts else None


def _at_work(seen: Seen, dice: Random, share: Mapping[str, Any]) -> Step | None:
    waiting = [part for part in seen.parts if not part.accepted]
    if waiting:
        called = next((part for part in waiting if part.called), None)
        if called:
            return Step("report_in", hours=dice.triangular(0.2, 2.4, 0.8), part=called)
        found = _one(seen, dice, share, {"transfer": 0.1})
        return (
            Step(found.verb, found.share, part=waiting[0]) if found and waiting[0].unit != BRIGADE else None
        )
    found = _one(
        seen, dice, share, {"whistle": 0.1, "copy": 0.1, "extend": 0.4, "suspend": 0.3, "urge": 0.95}
    )
    if found and found.verb == "urge":
        cards, weights = zip(*share["cards"], strict=True)
        return Step("urge", found.share, grade=dice.choices(cards, weights)[0])
    return Step(found.verb, found.share, part=seen.parts[0]) if found else None


def _one(seen: Seen, dice: Random, share: Mapping[str, Any], when: Mapping[str, float]) -> Step | None:
    """The first of these that is lawful, new to the matter and drawn; ``when``: at what share of the clock."""
    for verb, at in when.items():
        drawn = dice.random() < share[verb]
        new = verb not in seen.done and not (verb in REQUESTS and "request" in seen.done)
        if drawn and new and verb in seen.verbs:
            return Step(verb, at * dice.uniform(0.6, 1.1))
    return None


class Wider:
    """Makes them. What turns out not to be possible leaves the matter as it is (None): it then goes its way."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def act(self, case: cases.CaseView, step: Step, dice: Random) -> cases.CaseView | None:
        if step.verb in ANSWERS:
            return self._decide(case, step, dice)
        by, given = self._given(case, step, dice)
        return cases.move(case.id, step.verb, by=by, given=given) if given else None

    def _given(self, case: cases.CaseView, step: Step, dice: Random) -> tuple[Actor, Given | None]:
        part = step.part
        worker = self.cast.worker(part.unit, dice) if part and step.verb not in ("whistle", "copy") else None
        by = worker or self.cast.duty(dice)
        return by, getattr(self, f"_{step.verb}")(case, step, dice)

    def _merge(self, case: cases.CaseView, step: Step, dice: Random) -> Given | None:
        """Into an older open one of the same kind in the same community."""
        if case.category is None:
            return None
        wanted = cases.Wanted(
            category=case.category.code, area=community_of(case.area_code), open_only=True, order="newest"
        )
        found, _total = cases.page(Actor("system:simulation", ""), wanted, clock.now(), size=6)
        mains = [one for one in found if one.id < case.id and _may_lead(one)]
        return (
            Given(main=mains[0].number, reason=written(dice, "merge"))
            if mains and not case.heat > 1
            else None
        )

    def _split(self, case: cases.CaseView, step: Step, dice: Random) -> Given | None:
        if case.parent_id or not case.located:
            return None
        texts = tuple(text.replace("{text}", case.text[:200]) for text in each_written(dice, "split"))
        return Given(parts=texts, reason=written(dice, "split_reason"))

    def _void(self, case: cases.CaseView, step: Step, dice: Random) -> Given:
        return Given(answer=written(dice, "void"))

    def _whistle(self, case: cases.CaseView, step: Step, dice: Random) -> Given | None:
        unit = self._other(case)
        return Given(units=(unit,), amount=REPORT_IN, reason=written(dice, "whistle")) if unit else None

    def _copy(self, case: cases.CaseView, step: Step, dice: Random) -> Given | None:
        unit = self._other(case)
        return Given(units=(unit,), reason=written(dice, "copy")) if unit else None

    def _transfer(self, case: cases.CaseView, step: Step, dice: Random) -> Given | None:
        task = step.part.task if step.part else None
        here = BRIGADE in case.item.units
        return None if here else Given(task=task, units=(BRIGADE,), reason=written(dice, "transfer"))

    def _report_in(self, case: cases.CaseView, step: Step, dice: Random) -> Given:
        return Given(task=step.part.task if step.part else None)

    def _extend(self, case: cases.CaseView, step: Step, dice: Random) -> Given:
        urgent = case.category is not None and "urgent_hour" in str(case.category.limits)
        amount = Amount(6, Unit.URGENT_HOUR) if urgent else Amount(1, Unit.WORK_DAY)
        return Given(amount=amount, reason=written(dice, "extend"))

    def _suspend(self, case: cases.CaseView, step: Step, dice: Random) -> Given:
        return Given(until=clock.now() + timedelta(days=dice.randint(3, 6)), reason=written(dice, "suspend"))

    def _resume(self, case: cases.CaseView, step: Step, dice: Random) -> Given:
        return Given(reason=written(dice, "resume"))

    def _urge(self, case: cases.CaseView, step: Step, dice: Random) -> Given | None:
        return Given(urge=step.grade, reason=written(dice, "urge")) if case.item.urged < step.grade else None

    def _appraise(self, case: cases.CaseView, step: Step, dice: Random) -> Given | None:
        task = next(
            (t.id for t in worklist.tasks(case.item.id) if t.kind == "whistle" and t.grade is None), None
        )
        return Given(task=task, grade=step.grade) if task else None

    def _decide(self, case: cases.CaseView, step: Step, dice: Random) -> cases.CaseView | None:
        asked = next((one for one in worklist.approvals(case.item.id) if one.pending), None)
        if asked is None:
            return None
        by = self.cast.duty(dice, but=asked.asked_by)
        return cases.decide(asked.id, granted=step.verb == "grant", reason=written(dice, step.verb), by=by)

    def _other(self, case: cases.CaseView) -> str:
        """A unit without a part in it: the community's own, else the brigade."""
        wanted = (community_unit(case.area_code), BRIGADE)
        return next((unit for unit in wanted if unit not in case.item.units and self.cast.has(unit)), "")


def _may_lead(case: cases.CaseView) -> bool:
    """Only invented matters lead: nobody's own is drawn into it."""
    return case.source == "simulation" and not case.main_id and not case.item.state.paused
