"""Random moves, lawful and unlawful, in any order never break what the flow promises.  House laws 3 and 4.

An item has one known state; a paused clock never runs; what has ended has an answer; passing on is bounded; nobody
decides what they asked for; at most one request waits.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from support.house import make_house
from support.paths import FLOW

from lianzhi.foundation.worklist import api as worklist
from lianzhi.foundation.worklist import queries
from lianzhi.foundation.worklist.api import Given
from lianzhi.foundation.worklist.models import Approval, Item, Move
from lianzhi.kernel import clock, yamls
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.calendars import Amount, Unit
from lianzhi.kernel.errors import Refused

MARKS = frozenset({"located", "categorised"})
RULES, RESIDENT = system("rules"), Actor("resident:1", "居民")
FLOW_V2 = worklist.check_flow(yamls.read(FLOW), FLOW.name)
VERBS = sorted({move.verb for move in FLOW_V2.moves})


@pytest.mark.django_db(transaction=True)
def test_no_order_of_moves_breaks_the_invariants() -> None:
    house = make_house(3)
    people = [house.duty, house.checker, *house.workers.values(), RULES, RESIDENT]
    subjects = iter(range(10**9))

    class Loop(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.item = house.open(f"case:{next(subjects)}")
            self.now = clock.now()

        @rule(
            verb=st.sampled_from(VERBS), who=st.integers(0, len(people) - 1), pick=st.integers(0, 5),
            units=st.lists(st.sampled_from(["unit-0", "unit-1", "unit-2"]), min_size=1, max_size=3, unique=True),
            grade=st.integers(1, 5), urge=st.integers(1, 3), words=st.sampled_from(["", "理由"]),
        )  # fmt: skip
        def move(self, verb, who, pick, units, grade, urge, words) -> None:
            tasks = worklist.tasks(self.item)
            given = Given(
                reason=words, answer=words, result=words, units=tuple(units), grade=grade, urge=urge, marks=MARKS,
                task=tasks[pick % len(tasks)].id if tasks else None, main="LZ1", parts=("a", "b"),
                amount=Amount(pick + 1, Unit.WORK_HOUR), until=self.now + timedelta(days=pick),
            )  # fmt: skip
            step = worklist.step(self.item, verb)
            make = worklist.ask if step and step.approved_by else worklist.move
            more = {} if make is worklist.ask else {"reporter": RESIDENT.id}
            self._try(lambda: make(self.item, verb, by=people[who], given=given, **more))

        @rule(who=st.integers(0, len(people) - 1), granted=st.booleans(), words=st.sampled_from(["", "同意"]))
        def decide(self, who, granted, words) -> None:
            for row in worklist.approvals(self.item)[:1]:
                self._try(
                    lambda row=row: worklist.decide(
                        row.id, granted=granted, reason=words, by=people[who], marks=MARKS
                    )
                )

        @rule(days=st.integers(0, 6))
        def time_passes(self, days) -> None:
            self.now += timedelta(days=days, hours=3)
            with clock.at(self.now):
                due = [
                    *worklist.woken(self.now, prefix="case:"),
                    *worklist.missed_calls(self.now, prefix="case:"),
                ]
                for item, _subject, verb, task in due:
                    if item == self.item:
                        self._try(
                            lambda i=item, v=verb, t=task: worklist.move(i, v, by=RULES, given=Given(task=t))
                        )

        def _try(self, act) -> None:
            with clock.at(self.now):
                try:
                    with transaction.atomic():
                        act()
                except Refused:
                    pass

        @invariant()
        def it_holds(self) -> None:
            item = Item.objects.get(pk=self.item)
            spec = queries.spec_of(item)
            state = spec.states[item.state]
            assert state.paused == (item.paused_at is not None) == bool(item.back_to)
            if state.paused:
                assert item.due_at is None and item.warn_at is None
                assert state.waits_for != "until" or item.wake_at is not None
            assert state.end == (item.closed_at is not None)
            if state.end:
                ended = Move.objects.filter(item=item).exclude(from_state=item.state).order_by("-seq").first()
                assert ended.note or spec.states[ended.from_state].answered
            asked = Approval.objects.filter(item=item)
            granted = asked.filter(state="granted")
            assert all(row.asked_by != row.decided_by for row in granted)
            assert asked.filter(state="pending").count() <= 1
            assert item.bounces <= spec.bounces + granted.filter(verb="return_again").count()
            assert 0 <= item.urged <= 3

    run_state_machine_as_test(
        Loop,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
