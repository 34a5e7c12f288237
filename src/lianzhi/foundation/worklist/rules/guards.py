"""Named guards of moves: given the facts, None or the refusal. Pure; flows name them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, Refused


@dataclass(frozen=True, slots=True)
class Facts:
    """What a guard may look at. ``finished_by`` are the actors who finished tasks of this round."""

    by: Actor
    finished_by: frozenset[str] = frozenset()
    open_tasks: int = 0
    done_tasks: int = 0
    rounds: int = 0
    grade: int | None = None
    marks: frozenset[str] = field(default_factory=frozenset)


Guard = Callable[[Facts], Refused | None]


def different_person(facts: Facts) -> Refused | None:
    """核查 is done by somebody who did not handle the matter (四眼原则; R-005 "checked by others")."""
    if facts.by.id in facts.finished_by:
        return Refused(
            "worklist.same_person",
            N_("You handled this yourself, so somebody else has to check it."),
            way_out=N_("Leave it in the list; a checker will take it."),
        )
    return None


def work_was_done(facts: Facts) -> Refused | None:
    """Nothing is checked or closed before at least one unit reported a result."""
    if facts.done_tasks == 0:
        return Refused(
            "worklist.nothing_done",
            N_("No unit has reported a result yet."),
            way_out=N_("Dispatch it first."),
        )
    return None


def rated_badly(facts: Facts) -> Refused | None:
    """重办 at the reporter's wish follows a rating of the two lowest grades (好差评: 不满意, 非常不满意)."""
    if facts.grade is None or facts.grade > 2:
        return Refused(
            "worklist.not_bad",
            N_("Reopening follows a rating of “dissatisfied” or lower."),
            way_out=N_("If something new happened, report it as a new matter."),
        )
    return None


def reopened_at_most_twice(facts: Facts) -> Refused | None:
    """A third return goes to a person who coordinates, not round the loop again (O-24)."""
    if facts.rounds >= 2:
        return Refused(
            "worklist.reopened_enough",
            N_("This matter has been reopened twice already."),
            way_out=N_("Call the command room; a coordinator will take it over."),
        )
    return None


def located(facts: Facts) -> Refused | None:
    return _marked(facts, "located", N_("The place is not known yet."), N_("Set the place on the map first."))


def categorised(facts: Facts) -> Refused | None:
    return _marked(facts, "categorised", N_("The category is not set yet."), N_("Choose the category first."))


def _marked(facts: Facts, mark: str, message: str, way_out: str) -> Refused | None:
    return None if mark in facts.marks else Refused(f"worklist.not_{mark}", message, way_out=way_out)


GUARDS: Mapping[str, Guard] = {
    guard.__name__: guard
    for guard in (different_person, work_was_done, rated_badly, reopened_at_most_twice, located, categorised)
}
