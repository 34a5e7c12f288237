"""Cases that stand where some move of the flow begins."""

from datetime import timedelta

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import Amount, Unit
from support import desk


def part(case: cases.CaseView, unit: str = "works") -> int:
    return next(t.id for t in reversed(case.item.tasks) if t.unit == unit)


def sent_back_twice(town: desk.Town) -> cases.CaseView:
    case = town.dispatched()
    for _ in range(2):
        cases.send_back(case.id, part(case), reason="不归我们", by=town.workers["works"])
        case = cases.dispatch(case.id, lead="works", supports=["west"], by=town.duty)
    return case


def copied(town: desk.Town) -> cases.CaseView:
    given = worklist.Given(reason="请知悉", units=("police",))
    return cases.move(town.dispatched().id, "copy", by=town.duty, given=given)


def called(town: desk.Town) -> cases.CaseView:
    amount = worklist.Given(reason="请到场", units=("police",), amount=Amount(4, Unit.WORK_HOUR))
    return cases.move(town.filed().id, "whistle", by=town.duty, given=amount)


def came(town: desk.Town) -> cases.CaseView:
    case = called(town)
    own, by = part(case, "police"), town.workers["police"]
    cases.move(case.id, "report_in", by=by, given=worklist.Given(task=own))
    return cases.finish(case.id, own, result=desk.RESULT, by=by)


def urged(town: desk.Town) -> cases.CaseView:
    return cases.move(town.filed().id, "urge", by=town.duty, given=worklist.Given(urge=2, reason="太慢"))


def suspended(town: desk.Town) -> cases.CaseView:
    case = town.accepted()
    given = worklist.Given(reason="等审批", until=clock.now() + timedelta(days=9))
    cases.move(case.id, "suspend", by=town.workers["works"], given=given)
    return cases.decide(worklist.approvals(case.item.id)[0].id, granted=True, by=town.duty)


def merged(town: desk.Town) -> cases.CaseView:
    return cases.merge(town.report().id, town.dispatched().number, reason="同一件事", by=town.duty)


def split_and_done(town: desk.Town) -> cases.CaseView:
    whole = cases.split(town.filed().id, ["修好地砖", "修好路灯"], reason="两件事", by=town.duty)
    Case.objects.filter(parent_id=whole.id).update(parent=None)  # ended without gathering the whole by itself
    children = list(Case.objects.filter(source="split"))
    for child in children:
        cases.refuse(child.pk, answer="不属实", by=town.duty)
    Case.objects.filter(pk__in=[child.pk for child in children]).update(parent_id=whole.id)
    return cases.by_id(whole.id)


def rated_badly(town: desk.Town) -> cases.CaseView:
    case = cases.close(town.checked(reporter="resident:7").id, answer=desk.ANSWER, by=town.duty)
    return cases.rate(case.id, grade=1, by=Actor("resident:7", ""))
