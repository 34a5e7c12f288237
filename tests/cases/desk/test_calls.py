"""A report taken down for a caller."""

import json

import pytest
from support.desk import IN_EAST, IN_WEST, OUTSIDE, PHONE, ROOT, TEXT, browser

from lianzhi.cases.models import Case
from lianzhi.foundation.access import api as access
from lianzhi.foundation.access.models import Resident
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.audit.models import Entry

SAID = {
    "text": TEXT,
    "category": "",
    "place": "北门",
    "lon": IN_WEST[0],
    "lat": IN_WEST[1],
    "phone": "",
    "name": "",
    "external_id": "call-1",
}


def test_an_anonymous_call_becomes_a_case_that_no_officer_can_rate(town, duty):
    answer = duty.post("/desk/new/", SAID)
    case = Case.objects.get()
    assert answer.url == f"/desk/case/{case.number}/"
    assert (case.source, case.reporter) == ("phone", "caller:anonymous")


def test_a_number_makes_the_caller_the_reporter_and_is_kept_sealed(town, duty):
    duty.post("/desk/new/", SAID | {"phone": PHONE, "name": "李某"})
    resident = Resident.objects.get()
    assert Case.objects.get().reporter == f"resident:{resident.pk}"
    assert PHONE not in resident.phone_sealed


def test_the_same_call_sent_twice_is_one_case(town, duty):
    first, second = duty.post("/desk/new/", SAID), duty.post("/desk/new/", SAID)
    assert first.url == second.url
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": ""}, "Write down what the caller says."),
        ({"text": "x"}, "at least 4"),
        ({"lon": OUTSIDE[0], "lat": OUTSIDE[1]}, "outside the town"),
        ({"phone": "12"}, 'id="call-phone-error"'),
        ({"category": "gone"}, "gone"),
    ],
)
def test_a_wrong_value_is_refused_beside_its_field_and_nothing_is_kept(town, duty, wrong, said):
    answer = duty.post("/desk/new/", SAID | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert (wrong.get("text") or SAID["text"]) in page if "text" not in wrong else True
    assert (Case.objects.count(), Resident.objects.count()) == (0, 0)


def test_who_may_not_report_has_no_such_page(town):
    assert browser(town.checker).post("/desk/new/", SAID).status_code == 403
    assert Case.objects.count() == 0


def test_without_a_trained_model_there_are_no_proposals(town, duty):
    assert duty.get("/desk/propose/", {"text": TEXT}).content.decode().strip() == ""


def test_a_call_says_how_urgent_it_is(town, duty):
    duty.post("/desk/new/", SAID | {"urgency": "major", "urgency_reason": " Children play there "})
    case = Case.objects.get()
    assert case.urgency == "major"
    entry = next(e for e in audit.trail(f"case:{case.pk}") if e.action == "cases.press")
    assert (entry.actor_id, entry.detail["reason"]) == (town.duty.id, "Children play there")
    assert "Children play there" in duty.get(f"/desk/case/{case.number}/").content.decode()


@pytest.mark.parametrize(
    "helper", [{}, {"helper": "counter", "consent": "in_person"}], ids=["call", "counter"]
)
@pytest.mark.parametrize(
    ("urgency", "reason", "status"),
    [("normal", "", 302), ("urgent", "", 422), ("major", "  ", 422), ("urgent", "Gas smell", 302)],
)
def test_who_calls_a_matter_urgent_says_why(town, duty, helper, urgency, reason, status):
    answer = duty.post("/desk/new/", SAID | helper | {"urgency": urgency, "urgency_reason": reason})
    assert answer.status_code == status
    assert Case.objects.count() == (status == 302)
    if status == 422:
        assert 'id="call-urgency_reason-error"' in answer.content.decode()


def test_an_urgency_that_does_not_exist_is_refused_beside_its_field(town, duty):
    answer = duty.post("/desk/new/", SAID | {"urgency": "at once"})
    assert answer.status_code == 422
    assert 'id="call-urgency-error"' in answer.content.decode()
    assert Case.objects.count() == 0


# ---- what is there already --------------------------------------------------------------------------------


def near_ones(client, **said) -> str:
    return client.post("/desk/new/near/", SAID | {"category": "road"} | said).content.decode()


@pytest.mark.parametrize(
    ("said", "offered"),
    [({}, True), ({"category": "noise"}, False), ({"category": ""}, False), ({"lon": IN_EAST[0], "lat": IN_EAST[1]}, False),
     ({"lon": ""}, False), ({"lat": "x"}, False), ({"lat": "nan"}, False)],
)  # fmt: skip
def test_near_open_matters_of_the_kind_are_offered(town, duty, said, offered):
    case = town.filed()
    assert (case.number in near_ones(duty, **said)) is offered


def test_only_what_the_officer_may_see_is_offered(town):
    case = town.filed()
    assert case.number not in near_ones(browser(town.east_duty))
    assert browser(town.checker).post("/desk/new/near/", SAID).status_code == 403


def test_supporting_one_makes_a_case_of_the_callers_own_merged_at_once(town, duty):
    main = town.filed()
    answer = duty.post("/desk/new/", SAID | {"category": "road", "phone": PHONE, "support": main.number})
    own = Case.objects.exclude(pk=main.id).get()
    assert answer.url == f"/desk/case/{own.number}/"
    assert (own.main_id, own.item.state, own.reporter.partition(":")[0]) == (main.id, "merged", "resident")


def test_what_the_officer_may_not_see_cannot_be_supported(town):
    main = town.filed()
    answer = browser(town.east_duty).post("/desk/new/", SAID | {"category": "road", "support": main.number})
    assert answer.status_code == 422
    assert Case.objects.count() == 1


def earlier_ones(client, phone: str) -> str:
    return client.post("/desk/new/earlier/", {"phone": phone}).content.decode()


def test_earlier_matters_of_a_number_are_shown_to_who_may_know_the_contact(town, duty):
    caller = access.caller(PHONE, by=ROOT)
    case = town.filed(reporter=caller.id)
    assert case.number in earlier_ones(duty, PHONE)
    assert case.number in earlier_ones(duty, f"+86 {PHONE}")
    for other in ("13800000002", "12", ""):
        assert earlier_ones(duty, other).strip() == ""
    assert earlier_ones(browser(town.east_duty), PHONE).strip() == ""
    access.save_role("desk-only", name_zh="受理", permissions=["cases.see", "cases.report"], by=ROOT)
    access.grant(town.reader.id, "desk-only", area_code="330199100000", by=ROOT)
    assert earlier_ones(browser(town.reader), PHONE).strip() == ""
    assert Resident.objects.count() == 1


def lookups():
    return list(Entry.objects.filter(action="cases.look_up_caller").order_by("seq"))


def test_looking_a_caller_up_stands_in_the_trail_without_the_number(town, duty):
    town.filed(reporter=access.caller(PHONE, by=ROOT).id)
    for typed in (PHONE, f"+86 {PHONE}", "13800000002"):
        earlier_ones(duty, typed)
    first, again, other = lookups()
    assert {e.actor_id for e in (first, again, other)} == {town.duty.id}
    assert json.loads(first.detail) == {"phone": "138****0001", "matters": 1}
    assert json.loads(other.detail) == {"phone": "138****0002", "matters": 0}
    assert first.subject == again.subject != other.subject
    assert first.subject.startswith("caller:")
    kept = "".join(f"{e.subject}{e.detail}{e.actor_name}" for e in Entry.objects.all())
    assert PHONE not in kept


@pytest.mark.parametrize("typed", ["", "138", "no number"])
def test_what_is_no_number_yet_is_nothing_to_look_up(town, duty, typed):
    assert earlier_ones(duty, typed).strip() == ""
    assert lookups() == []


def test_who_may_not_report_looks_nobody_up(town):
    answer = browser(town.checker).post("/desk/new/earlier/", {"phone": PHONE})
    assert (answer.status_code, lookups()) == (403, [])
