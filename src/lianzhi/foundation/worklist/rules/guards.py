"""Named guards of moves: given the facts, None or the refusal. Pure; flows name them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lianzhi.foundation.worklist.rules.levels import Level, above
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, Refused


@dataclass(frozen=True, slots=True)
class Facts:
    """What a guard may look at. ``finished_by`` are the actors who finished tasks of this round.

    ``units`` is None as long as nobody has chosen any: then nothing is said about them.
    """

    by: Actor
    finished_by: frozenset[str] = frozenset()
    open_tasks: int = 0
    done_tasks: int = 0
    rounds: int = 0
    grade: int | None = None
    marks: frozenset[str] = field(default_factory=frozenset)
    bounces: int = 0
    bounce_limit: int = 99
    urged: int = 0
    level: str = Level.TOWN
    units: tuple[str, ...] | None = None


STAFF = "staff"
RED = 3
"""督办: 1 普通, 2 黄牌, 3 红牌."""

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
    if facts.done_tasks == 0 and "parts_ended" not in facts.marks:
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


def rated_badly_or_by_office(facts: Facts) -> Refused | None:
    """Staff whose permission it is say why and need no bad rating: most who report cannot give one."""
    return None if facts.by.kind == STAFF else rated_badly(facts)


def reopened_twice_or_by_office(facts: Facts) -> Refused | None:
    """The person who coordinates after the second return may reopen it once more."""
    return None if facts.by.kind == STAFF else reopened_at_most_twice(facts)


def may_bounce(facts: Facts) -> Refused | None:
    """Passing a matter on has a limit (R-277: least buck-passing)."""
    if facts.bounces >= facts.bounce_limit:
        return Refused(
            "worklist.bounced_enough",
            N_("This matter has been sent back or passed on %(times)s times already."),
            way_out=N_(
                "Ask to send it back again; another person decides, and several units take it on together."
            ),
            params={"times": facts.bounces},
        )
    return None


def bounced_enough(facts: Facts) -> Refused | None:
    """The way with an approval is for matters that may no longer be sent back freely."""
    if facts.bounces < facts.bounce_limit:
        return Refused(
            "worklist.may_bounce",
            N_("This matter may still be sent back without an approval."),
            way_out=N_("Use “Send back”."),
        )
    return None


def joint_after_bounces(facts: Facts) -> Refused | None:
    """What several units have sent back has no single owner: it goes to joint handling (R-129)."""
    if facts.units is not None and facts.bounces >= facts.bounce_limit and len(facts.units) < 2:
        return Refused(
            "worklist.joint",
            N_("This matter was sent back or passed on %(times)s times, so one unit alone is not enough."),
            way_out=N_("Coordinate: choose one unit that leads and at least one that supports it."),
            field="units",
            params={"times": facts.bounces},
        )
    return None


def urged(facts: Facts) -> Refused | None:
    if facts.urged == 0:
        return Refused(
            "worklist.not_urged", N_("Nobody is urging this matter."), way_out=N_("Reload the page.")
        )
    return None


def not_red_yet(facts: Facts) -> Refused | None:
    if facts.urged >= RED:
        return Refused(
            "worklist.red_card",
            N_("This matter has the red card already."),
            way_out=N_("Call the head of the unit, or pass the matter up."),
        )
    return None


def not_at_the_top(facts: Facts) -> Refused | None:
    if above(facts.level) is None:
        return Refused(
            "worklist.at_the_top",
            N_("This matter is at the district already; there is no level above it here."),
            way_out=N_("Ask the district for its decision and write it down as a note."),
        )
    return None


def parts_ended(facts: Facts) -> Refused | None:
    return _marked(
        facts, "parts_ended", N_("Not every part has ended yet."), N_("Wait until the last part is answered.")
    )


def located(facts: Facts) -> Refused | None:
    return _marked(facts, "located", N_("The place is not known yet."), N_("Set the place on the map first."))


def categorised(facts: Facts) -> Refused | None:
    return _marked(facts, "categorised", N_("The category is not set yet."), N_("Choose the category first."))


def _marked(facts: Facts, mark: str, message: str, way_out: str) -> Refused | None:
    return None if mark in facts.marks else Refused(f"worklist.not_{mark}", message, way_out=way_out)


GUARDS: Mapping[str, Guard] = {
    guard.__name__: guard
    for guard in (
        different_person, work_was_done, rated_badly, reopened_at_most_twice, rated_badly_or_by_office,
        reopened_twice_or_by_office, located, categorised, may_bounce,
        bounced_enough, joint_after_bounces, urged, not_red_yet, not_at_the_top, parts_ended,
    )
}  # fmt: skip
