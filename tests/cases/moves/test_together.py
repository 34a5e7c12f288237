"""Two people act at the same instant: one wins, the other is told in words.  Real transactions, real threads."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from support.desk import build

from lianzhi.cases import api as cases
from lianzhi.foundation.worklist import api as worklist
from lianzhi.foundation.worklist.api import Given
from lianzhi.kernel.calendars import Amount, Unit
from lianzhi.kernel.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[Exception]:
    barrier, errors = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            act()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_two_who_merge_each_into_the_other_make_one_merge():
    town = build()
    one, two = town.filed(), town.filed()

    errors = together(
        lambda: cases.merge(one.id, two.number, reason="同", by=town.duty),
        lambda: cases.merge(two.id, one.number, reason="同", by=town.duty),
    )

    assert [isinstance(error, Refused) for error in errors] == [True]
    assert sorted(cases.by_id(c.id).item.state.code for c in (one, two)) == ["filed", "merged"]


def test_two_who_decide_one_request_decide_it_once():
    town = build()
    case = town.accepted()
    given = Given(amount=Amount(1, Unit.WORK_DAY), reason="等配件")
    cases.move(case.id, "extend", by=town.workers["works"], given=given)
    asked = worklist.approvals(case.item.id)[0].id

    errors = together(
        lambda: cases.decide(asked, granted=True, by=town.duty),
        lambda: cases.decide(asked, granted=True, by=town.duty),
    )

    assert [getattr(e, "code", str(e)) for e in errors] == ["worklist.decided"]
    due = worklist.calendar().add(case.item.due_at, Amount(1, Unit.WORK_DAY))
    assert worklist.item(case.item.id).due_at == due
