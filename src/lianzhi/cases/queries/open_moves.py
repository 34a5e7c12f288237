"""The moves of one case that are open to an actor now, each with all that it asks for: the desk's panel, for programs."""

from collections.abc import Iterable
from dataclasses import dataclass

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries.acts import Act, Reader, acts
from lianzhi.cases.queries.limits import ConditionView
from lianzhi.cases.queries.standing import asked_for
from lianzhi.cases.rules.handing_in import fields_of
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class OpenMove:
    """``takes`` and ``needs``: fields that may and must be given. ``asks``: another person decides it then.

    ``task``: the part it is about. ``barred``: what stands in its way now. ``conditions`` to choose from when filing,
    ``checklists`` whose every line has to be ticked when closing.
    """

    verb: str
    name_zh: str
    name_en: str
    takes: tuple[str, ...]
    needs: tuple[str, ...]
    task: int | None
    unit: str
    asks: bool
    barred: Refused | None
    conditions: tuple[ConditionView, ...]
    checklists: tuple[ConditionView, ...]


def open_moves(case: CaseView, by: Actor) -> list[OpenMove]:
    """Onward ones first; on a unit's part once for each part. Some ten queries, however many moves there are."""
    found = acts(case, Reader(by))
    asked = {verb: asked_for(case, verb) for verb in {act.verb for act in found}}
    return [_open(act, *asked[act.verb]) for act in found]


def _open(act: Act, conditions: tuple[ConditionView, ...], checklists: tuple[ConditionView, ...]) -> OpenMove:
    task = ("task",) if act.task else ()
    return OpenMove(
        verb=act.verb,
        name_zh=act.name_zh,
        name_en=act.name_en,
        takes=(*task, *fields_of(act.verb, act.needs), *_reason(act.needs)),
        needs=(*task, *_needed(act, checklists)),
        task=act.task.id if act.task else None,
        unit=act.task.unit if act.task else "",
        asks=act.asks,
        barred=act.hurdle,
        conditions=conditions,
        checklists=checklists,
    )


def _reason(needs: Iterable[str]) -> tuple[str, ...]:
    return () if "reason" in needs else ("reason",)


def _needed(act: Act, checklists: Iterable[ConditionView]) -> tuple[str, ...]:
    """The fields of the flow's needs, and the checklist where there is one."""
    needed = fields_of("", act.needs)
    return (*needed, "checklist") if any(checklists) else needed
