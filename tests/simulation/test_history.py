"""Past days are written through the real actions: lawful, in office hours, every state, the same each time."""

from collections import Counter
from datetime import datetime

import pytest
from django.db import transaction

from lianzhi.cases import api as cases
from lianzhi.cases.models import FollowUp
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.simulation import decisions
from lianzhi.simulation.acting import BY_COMMAND_ROOM, Troupe
from lianzhi.simulation.cast import Cast
from lianzhi.simulation.demo import BY
from lianzhi.simulation.fingerprint import fingerprint
from lianzhi.simulation.history import URGENT, write_history
from lianzhi.simulation.voices import Voices

from .conftest import SEED

FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=SHANGHAI)


def written(troupe: Troupe, *, per_day: int, days: int):
    """(what was written, all matters) of a past that ends on Friday afternoon."""
    with clock.at(FRIDAY):
        done = write_history(troupe, days=days, per_day=per_day, until=FRIDAY)
        found, _total = cases.page(BY, cases.Wanted(order="oldest"), FRIDAY, size=500)
    return done, found


def alone(plan, seed: int = SEED) -> Troupe:
    return Troupe(Voices(seed, plan.places), Cast(), alone=True)


@pytest.fixture(scope="module")
def past_made(hamlet_made):
    from django.db import transaction

    with transaction.atomic():
        yield written(alone(hamlet_made), per_day=7, days=5)
        transaction.set_rollback(True)


@pytest.fixture
def past(past_made, db):
    return past_made


def test_states_and_ways_are_various_and_nothing_lies_in_the_future(past) -> None:
    done, found = past

    assert len([case for case in found if not case.parent_id]) == done.reports >= 25
    assert done.acts > 2 * done.reports
    states = Counter(case.item.state.code for case in found)
    assert {"closed", "rated"} & set(states)
    assert len(states) >= 4
    assert {case.item.flow for case in found} == {"case", "neighbour_home"}
    for case in found:
        ways = worklist.moves(case.item.id)
        assert ways[-1].at <= FRIDAY
        assert [move.at for move in ways] == sorted(move.at for move in ways)
        assert case.created_at == ways[0].at


def test_what_is_closed_was_answered_and_checked_by_somebody_else(past) -> None:
    _done, found = past
    closed = [case for case in found if case.item.state.code in ("closed", "rated")]

    assert closed
    for case in closed:
        ways = worklist.moves(case.item.id)
        finished = {move.actor_id for move in ways if move.verb == "finish"}
        assert case.answer
        assert not finished & {move.actor_id for move in ways if move.verb in ("pass", "close")}


def test_units_work_in_office_hours_unless_it_is_urgent(past) -> None:
    _done, found = past
    for case in found:
        if case.category and case.category.code in URGENT:
            continue
        for move in worklist.moves(case.item.id):
            if move.actor_id.startswith("staff:") and move.verb not in BY_COMMAND_ROOM:
                local = move.at.astimezone(SHANGHAI)
                assert worklist.calendar().is_working_day(local.date()), (case.number, move.verb, local)
                assert 8 <= local.hour < 18, (case.number, move.verb, local)


def test_only_invented_people_act_and_the_trail_holds(past) -> None:
    _done, found = past
    accounts = {p.id for p in access.people() if not p.username.startswith("sim-")}
    actors = {entry.actor_id for case in found for entry in audit.trail(case.subject)}

    assert not actors & accounts
    assert {actor.partition(":")[0] for actor in actors} <= {"simulated", "staff", "system"}


def test_numbers_count_up_with_the_time(past) -> None:
    _done, found = past
    numbers = [case.number for case in found]

    assert numbers == sorted(numbers)
    assert all(case.source == ("split" if case.parent_id else "simulation") for case in found)


def test_a_bad_rating_is_followed_up_to_its_end_by_people_who_did_not_handle_it(hamlet, monkeypatch) -> None:
    monkeypatch.setattr(decisions, "RATES", 1.0)
    monkeypatch.setattr(decisions, "REOPENS", 0.0)
    monkeypatch.setattr(decisions, "GRADES", ((1, 1), (2, 1)))
    with transaction.atomic():
        before = list(FollowUp.objects.values_list("pk", flat=True))
        written(alone(hamlet), per_day=7, days=5)
        rows = list(FollowUp.objects.exclude(pk__in=before).select_related("item"))
        transaction.set_rollback(True)

    settled = [row for row in rows if row.closed_at]
    assert len(settled) >= 3
    assert {row.item.state for row in settled} == {"settled"}
    assert all(row.said and row.reply and row.outcome for row in settled)
    assert len(settled) >= len(rows) / 4, "those of the last days may still be open"


def test_without_staff_who_follow_up_it_stays_open_for_ever(hamlet, monkeypatch) -> None:
    """The control of the test above."""
    monkeypatch.setattr(decisions, "RATES", 1.0)
    monkeypatch.setattr(decisions, "REOPENS", 0.0)
    monkeypatch.setattr(decisions, "GRADES", ((1, 1),))
    monkeypatch.setattr(Troupe, "followed", lambda _self, of=None: [])
    with transaction.atomic():
        before = list(FollowUp.objects.values_list("pk", flat=True))
        written(alone(hamlet), per_day=7, days=5)
        closed = [row.closed_at for row in FollowUp.objects.exclude(pk__in=before)]
        transaction.set_rollback(True)

    assert closed
    assert set(closed) == {None}


def prints(plan, *seeds: int) -> list[str]:
    """The fingerprint of a short past for each seed, each rolled back."""
    found = []
    for seed in seeds:
        with transaction.atomic():
            written(alone(plan, seed), per_day=4, days=2)
            found.append(fingerprint())
            transaction.set_rollback(True)
    return found


def test_the_same_seed_writes_the_same_past_and_another_another(hamlet) -> None:
    first, again, other = prints(hamlet, SEED, SEED, SEED + 1)

    assert first == again
    assert first != other
