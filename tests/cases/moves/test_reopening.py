"""重办 by the office: whatever ended wrongly goes round again, with a reason, a new promise and a new answer.  R-109."""

import pytest
from support.desk import ANSWER, PHONE, REASON, ROOT, browser
from support.paths import FLOW

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.foundation.worklist.models import Flow, Item
from lianzhi.kernel import clock, yamls
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import Amount, Unit
from lianzhi.kernel.errors import BadInput, NotAllowed, Refused, WrongState

RESIDENT = Actor("resident:7", "居民")
WHY = "挂牌还倒着，没有修好"
TWO_DAYS = Amount(2, Unit.WORK_DAY)


def closed(town, **values) -> cases.CaseView:
    return cases.close(town.checked(**values).id, answer=ANSWER, by=town.duty)


def refused(town, **values) -> cases.CaseView:
    return cases.refuse(town.report(**values).id, answer=ANSWER, by=town.duty)


def set_aside(town, **values) -> cases.CaseView:
    case = town.filed(**values)
    cases.move(case.id, "void", by=town.duty, given=worklist.Given(answer=ANSWER))
    (asked,) = worklist.approvals(case.item.id)
    return cases.decide(asked.id, granted=True, by=other_duty(town))


def rated_well(town, **values) -> cases.CaseView:
    return cases.rate(closed(town, reporter=RESIDENT.id, **values).id, grade=5, by=RESIDENT)


def other_duty(town) -> Actor:
    who = access.add_person("second", name="二班", unit="command", password=None, by=ROOT)
    access.grant(who.id, "duty", area_code="330199100000", by=ROOT)
    return Actor(who.id, "二班", "command")


@pytest.mark.parametrize("ended", [closed, refused, set_aside, rated_well])
@pytest.mark.parametrize("reporter", ["caller:anonymous", "client:9"])
def test_the_office_reopens_whatever_ended_with_a_reason_and_a_new_promise(town, ended, reporter):
    before = ended(town) if ended is rated_well else ended(town, reporter=reporter)
    with clock.at(worklist.calendar().add(clock.now(), TWO_DAYS)):
        after = cases.reopen(before.id, reason=WHY, by=town.duty)

    assert (after.item.state.code, after.item.rounds, after.item.closed_at) == ("filed", 1, None)
    assert after.item.promised_at > before.item.promised_at
    assert after.item.due_at is not None
    entry = audit.trail(before.subject)[-1]
    assert (entry.action, entry.actor_id, entry.detail["note"]) == ("worklist.reopen", town.duty.id, WHY)


def test_what_was_reopened_ends_only_with_a_new_answer(town):
    case = cases.reopen(closed(town).id, reason=WHY, by=town.duty)

    for verb in ("close", "pass", "rate"):
        with pytest.raises(WrongState):
            cases.move(case.id, verb, by=town.duty, given=worklist.Given(answer="x"))
    with pytest.raises(BadInput):
        cases.refuse(case.id, answer="", by=town.duty)


def test_the_office_may_reopen_more_often_than_a_reporter(town):
    case = refused(town)
    for round_ in (1, 2, 3):
        case = cases.reopen(case.id, reason=WHY, by=town.duty)
        assert case.item.rounds == round_
        case = cases.refuse(case.id, answer=ANSWER, by=town.duty)


@pytest.mark.parametrize(
    ("who", "reason", "error"),
    [("reader", WHY, NotAllowed), ("checker", WHY, NotAllowed), ("duty", " ", BadInput)],
)
def test_without_the_permission_or_a_reason_it_stays_closed(town, who, reason, error):
    case = closed(town)

    with pytest.raises(error):
        cases.reopen(case.id, reason=reason, by=getattr(town, who))

    assert cases.by_id(case.id).item.state.code == "closed"


@pytest.mark.parametrize("ended", [closed, refused, set_aside])
def test_a_reporter_still_needs_a_bad_rating_first(town, ended):
    case = ended(town, reporter=RESIDENT.id)

    with pytest.raises(NotAllowed):
        cases.reopen(case.id, reason=WHY, by=RESIDENT)


def test_a_reporter_who_rated_well_may_not_and_after_two_rounds_may_not_any_more(town):
    case = rated_well(town)
    with pytest.raises(Refused) as well:
        cases.reopen(case.id, reason=WHY, by=RESIDENT)
    assert well.value.code == "worklist.not_bad"


def test_the_link_of_a_reopened_case_offers_no_second_reopening_by_an_old_rating(town, client):
    caller = access.caller(PHONE, by=ROOT)
    case = closed(town, reporter=caller.id)
    cases.rate(case.id, grade=1, by=caller)
    cases.reopen(case.id, reason=WHY, by=caller)
    again = cases.refuse(case.id, answer=ANSWER, by=town.duty)

    assert (
        "Have it done again"
        not in client.get(f"/r/c/{again.token}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    )


def test_on_the_desk_a_closed_case_has_the_button_and_asks_for_the_reason(town, settings):
    settings.LANGUAGE_CODE = "en"
    duty, case = browser(town.duty), closed(town)
    address = f"/desk/case/{case.number}/move/reopen/"

    assert address in duty.get(f"/desk/case/{case.number}/").content.decode()
    assert address not in browser(town.reader).get(f"/desk/case/{case.number}/").content.decode()
    assert duty.post(address, {"reason": ""}).status_code == 422
    assert duty.post(address, {"reason": REASON}).status_code == 302
    assert cases.by_id(case.id).item.state.code == "filed"


def test_a_case_of_version_two_keeps_its_own_way(town):
    old = yamls.read(FLOW.with_name("flow_case_v2.yaml"))
    worklist.publish(old, "flow_case_v2.yaml", by=ROOT)
    case = closed(town)
    assert case.item.version == 3

    Item.objects.filter(pk=case.item.id).update(flow=Flow.objects.get(code="case", version=2))
    with pytest.raises(WrongState):
        cases.reopen(case.id, reason=WHY, by=town.duty)
