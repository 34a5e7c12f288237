"""Pages of decisions: empty first, then with a town; each act through its form; a resident sees only what he proved."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from support.deciding import AT_ONCE, CARED, LIVING, NOTICED, OLD, POOR, TOGETHER, USUAL
from support.desk import browser
from support.paying import ROOT, payee, sent
from support.register import PHONE

from lianzhi.benefits.actions.deciding import propose
from lianzhi.benefits.actions.publishing import lapse_notices
from lianzhi.benefits.actions.taking import fetch_results
from lianzhi.benefits.models import Application, Council, Decision, Objection, Payment, PublicNotice, Recovery
from lianzhi.foundation.access.actions import PHONE as PLACE
from lianzhi.foundation.access.models import Resident
from lianzhi.foundation.access.sealing import blind, seal
from lianzhi.foundation.audit.models import Entry
from lianzhi.registry import api as registry
from lianzhi.registry import protecting
from lianzhi.registry.models import Look, Person

EMPTY = {
    "decisions": "No run has found anybody yet", "councils": "No list was made yet", "notices": "Nothing was put up yet",
    "objections": "Nothing waits for an answer", "recoveries": "Nothing is asked back", "policies": "Sample, not verified",
}  # fmt: skip


def get(who, name: str, /, *values, **query) -> str:
    answer = browser(who).get(reverse(f"benefits:{name}", args=values), query)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def post(who, name: str, /, *values, **data):
    return browser(who).post(reverse(f"benefits:{name}", args=values), data)


def resident(phone: str = PHONE, last: str = "") -> Client:
    """A session whose number is proved, and the entry too where ``last`` is given."""
    row = Resident.objects.create(phone_blind=blind(phone, PLACE), phone_sealed=seal(phone, PLACE))
    client = Client(headers={"accept-language": "en"})
    session = client.session
    session["resident"] = row.pk
    session.save()
    if last:
        assert client.post("/r/register/", {"last": last}).status_code == 302
    return client


@pytest.mark.parametrize(("name", "says"), EMPTY.items())
def test_an_empty_page_says_what_will_come(sample_town, name, says) -> None:
    assert says in get(sample_town.first, name)


@pytest.mark.parametrize("name", EMPTY)
def test_who_may_not_see_benefits_sees_none(town, name) -> None:
    assert browser(town.money.nobody).get(reverse(f"benefits:{name}")).status_code == 403


def test_every_policy_has_a_page_in_both_languages(sample_town) -> None:
    for policy in sample_town.library.policies:
        assert policy.name.en in get(sample_town.first, "policy", policy.code)
        page = browser(sample_town.first).get(
            reverse("benefits:policy", args=[policy.code]), headers={"accept-language": "zh-hans"}
        )
        assert page.status_code == 200
    assert browser(sample_town.first).get(reverse("benefits:policy", args=["none"])).status_code == 404


def test_the_whole_way_through_the_pages(town) -> None:
    """Checked, put on a list, printed, recorded, put up, objected to, answered, over, decided."""
    town.live(1, **POOR)
    town.live(2, income=60_000)
    first, other = town.run(TOGETHER)
    assert "Waits for the first check" in get(town.first, "decisions")
    assert "Checked: those ticked go on" in get(town.first, "decisions", state="checking")
    assert post(town.first, "check", decision=[first.code, other.code], state="checking").status_code == 302
    assert "2 decisions wait for a meeting" in get(town.first, "councils")
    made = post(
        town.first, "new_council", title="集体研究", body="办公会", held_on="2026-12-01", policy=TOGETHER
    )
    code = Council.objects.get().code
    assert made.status_code == 302 and "示例1" in get(town.first, "council_sheet", code)
    assert post(town.first, "council", code, minutes="1", present=3).status_code in (403, 422)
    said = {f"do-{first.code}": "pass", f"do-{other.code}": "refuse", f"why-{other.code}": ""}
    assert post(town.chair, "council", code, minutes="纪要1号", present=3, **said).status_code == 422
    said[f"why-{other.code}"] = "收入不符"
    assert post(town.chair, "council", code, minutes="纪要1号", present=3, **said).status_code == 302
    assert "收入不符" in get(town.first, "decision", other.code)
    assert post(town.first, "post_notice", policy=TOGETHER).status_code == 302
    notice = PublicNotice.objects.get().code
    public = Client(headers={"accept-language": "en"})
    page = public.get(reverse("benefits_public:notice", args=[notice])).content.decode()
    assert "示*1" in page and "示例1" not in page and first.person not in page
    assert notice in public.get(reverse("benefits_public:notices")).content.decode()
    assert "示*1" in get(town.first, "notice_sheet", notice)
    against = reverse("benefits_public:object", args=[notice, first.code])
    assert public.get(against).status_code == 200 and public.post(against, {"words": ""}).status_code == 422
    assert Objection.objects.count() == 0
    assert "number" in public.post(against, {"words": "有车"}).content.decode()
    objection = Objection.objects.get().code
    assert objection in get(town.third, "objections") and "有车" in get(town.third, "objection", objection)
    assert post(town.third, "objection", objection, outcome="kept", reason="").status_code == 422
    assert post(town.third, "objection", objection, outcome="kept", reason="车已注销").status_code == 302
    PublicNotice.objects.update(until="2026-01-01T00:00:00Z")
    assert lapse_notices(by=ROOT) == 1
    assert public.get(against).status_code == 404
    assert "Decide those ticked" in get(town.second, "decisions", state="ready")
    assert post(town.second, "approve", decision=first.code, **{"from": "one"}).status_code == 302
    page = get(town.second, "decision", first.code)
    assert "Benefit granted" in page and "纪要1号" in page and "It holds" in page


def test_a_decision_page_shows_old_and_new_values_and_keeps_who_looked(town) -> None:
    who = town.live(1, **POOR)
    row = town.run(TOGETHER)[0]
    town.people[who]["income"] = 20_000
    page = get(town.first, "decision", row.code)
    assert "CNY 500.00" in page and "CNY 200.00" in page
    assert Look.objects.filter(subject=f"person:{who}", by=town.first.id).exists()


def test_a_decision_without_any_population_says_so(town, monkeypatch) -> None:
    town.live(1, **POOR)
    row = town.run(TOGETHER)[0]
    nobody = replace(town.current(), people=())
    monkeypatch.setattr("lianzhi.benefits.at_hand.current", lambda: None)
    monkeypatch.setattr("lianzhi.benefits.at_hand.at", lambda _snapshot: None)
    monkeypatch.setattr("lianzhi.benefits.at_hand.today", lambda _person: nobody)
    assert "No run of today is at hand" in get(town.first, "decision", row.code)
    assert "There is no population yet" in get(town.money.clerk, "what_if")
    assert "nothing is computed here" in get(town.first, "person", row.person)


def test_a_doubt_is_settled_and_a_refusal_needs_its_reason(town) -> None:
    who = town.live(1, **OLD)
    propose(town.found(AT_ONCE), ROOT, conflicts=[who])
    row = Decision.objects.get()
    assert "Two sources contradict" in get(town.first, "decision", row.code)
    assert post(town.first, "settle_doubt", row.code, reason="").status_code == 422
    assert post(town.first, "settle_doubt", row.code, reason="以户口簿为准").status_code == 302
    assert post(town.second, "refuse", row.code, reason="").status_code == 422
    assert post(town.second, "refuse", row.code, reason="不在本镇居住").status_code == 302
    assert post(town.first, "appeal", row.code, words="我住在这里").status_code == 302
    assert "Under appeal" in get(town.first, "decision", row.code)


def test_a_persons_page_has_what_he_gets_nearly_gets_and_why_not(town) -> None:
    who = town.live(1, **OLD)
    town.run(AT_ONCE)
    page = get(town.first, "person", who)
    assert "Gets now" in page and "All other policies, and why not" in page
    assert "Nothing was decided" in get(town.first, "person", "PXXXXXXXXXXXX")


def test_what_if_tells_people_and_money_and_changes_nothing(town) -> None:
    town.live(1, **POOR)
    town.live(2, income=110_000)
    page = get(town.money.clerk, "what_if", standard="低保标准", percent="10")
    assert "By policy" in page and "How long each budget line lasts" in page
    assert re.search(r"People after.*?2", page, re.DOTALL)
    assert browser(town.first).get(reverse("benefits:what_if")).status_code == 403
    assert not Decision.objects.exists()


def test_the_number_of_queries_does_not_grow(town) -> None:
    def count(name: str, *values: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            get(town.first, name, *values)
        return len(seen)

    town.live(1, **LIVING)
    town.run(NOTICED)
    one = count("decisions")
    for n in (2, 3, 4):
        town.live(n, **LIVING)
    town.run(NOTICED)
    assert count("decisions") <= one + 1


def test_a_helper_needs_the_persons_word_and_is_named_in_the_trail(town) -> None:
    who = town.live(1, **CARED, income=50_000)
    address = reverse("benefits:one_road", args=[who])
    assert browser(town.first).get(address).status_code == 403
    registry.give_consent(who, "benefits", basis="当面同意", by=ROOT)
    page = browser(town.first).get(address).content.decode()
    key = re.search(r'name="key" value="(\w+)"', page)[1]
    chosen = re.findall(r'name="policy" value="(\w+)"', page)
    assert {"disabled_care", "disabled_living"} <= set(chosen)
    for _twice in range(2):
        assert browser(town.first).post(address, {"key": key, "policy": chosen}).status_code == 302
    assert Application.objects.get().helper and Decision.objects.count() == len(chosen)
    entry = Entry.objects.filter(action="benefits.apply_for").get()
    assert entry.actor_id == town.first.id
    assert "By a helper" in get(town.first, "person", who)


def test_only_the_missing_data_are_asked_and_what_is_said_is_sealed(town) -> None:
    who = town.live(1, **CARED | {"long_care": None}, income=50_000)
    registry.give_consent(who, "benefits", basis="当面同意", by=ROOT)
    page = browser(town.first).get(reverse("benefits:one_road", args=[who])).content.decode()
    assert re.findall(r'name="said-(\w+)"', page) == ["long_care"]
    answer = post(
        town.first,
        "one_road",
        who,
        key="k" * 20,
        policy=["disabled_care"],
        **{"said-long_care": "需要", "said-income": "1"},
    )
    assert answer.status_code == 302
    row = Application.objects.get()
    assert row.said_sealed and "需要" not in row.said_sealed
    assert Decision.objects.get(policy="disabled_care").state == "doubtful"
    assert post(town.first, "one_road", who, key="j" * 20).status_code == 422


def test_who_has_no_disability_gets_no_such_form(town) -> None:
    who = town.live(1, **OLD)
    registry.give_consent(who, "benefits", basis="当面同意", by=ROOT)
    assert (
        "This form is for disabled persons"
        in browser(town.first).get(reverse("benefits:one_road", args=[who])).content.decode()
    )


def test_a_resident_sees_only_what_he_proved_and_appeals_himself(town) -> None:
    who = payee(1, phone=PHONE)
    town.people[who] = USUAL | OLD
    other = town.live(2, **OLD)
    town.run(AT_ONCE)
    mine, others = (Decision.objects.get(person=each) for each in (who, other))
    address = reverse("my_benefits:mine")
    assert (
        "First prove your phone number"
        in Client(headers={"accept-language": "en"}).get(address).content.decode()
    )
    client = resident()
    assert "One more proof" in client.get(address).content.decode()
    client = resident("13800000009")
    assert mine.code not in client.get(address).content.decode()
    Resident.objects.all().delete()
    client = resident(last=registry_last(who))
    page = client.get(address)
    text = page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    assert "Old-age allowance" in text and "What I nearly get" in text and "Who looked" in text
    assert others.code not in text and other not in text
    assert client.get(reverse("my_benefits:appeal", args=[others.code])).status_code == 302
    form = reverse("my_benefits:appeal", args=[mine.code])
    assert client.post(form, {"words": " "}).status_code == 422
    assert client.post(form, {"words": "金额不对"}).status_code == 302
    said = Objection.objects.get()
    assert (said.kind, said.by.partition(":")[0]) == ("appeal", "resident")
    assert "Under appeal" in client.get(address).content.decode()


def registry_last(who: str) -> str:
    return protecting.unseal("person", "identity", who, Person.objects.get(code=who).identity_sealed)[-4:]


def test_a_disabled_resident_applies_for_all_at_once_for_himself_only(town) -> None:
    who = payee(1, phone=PHONE)
    town.people[who] = USUAL | CARED | {"income": 50_000}
    other = town.live(2, **CARED)
    client = resident(last=registry_last(who))
    assert client.get(reverse("my_benefits:one_road", args=[other])).status_code == 302
    address = reverse("my_benefits:one_road", args=[who])
    page = client.get(address).content.decode()
    chosen = re.findall(r'name="policy" value="(\w+)"', page)
    assert client.post(address, {"key": "k" * 20, "policy": chosen}).status_code == 302
    row = Application.objects.get()
    assert not row.helper and row.by.startswith("resident:") and set(row.policies) == set(chosen)
    assert client.post(reverse("my_benefits:one_road", args=[other]), {"policy": chosen}).status_code == 302
    assert Application.objects.count() == 1


def test_a_recovery_from_a_payments_page_to_its_end(town) -> None:
    sent(town.money, payee(1))
    fetch_results(by=town.money.clerk)
    code = Payment.objects.get().code
    assert "Ask an overpayment back" in get(town.money.clerk, "payment", code)
    assert post(town.money.clerk, "recover", code, amount="1000", reason="多发").status_code == 422
    assert post(town.money.clerk, "recover", code, amount="10.50", reason="多发").status_code == 302
    row = Recovery.objects.get()
    assert "Waits for the money" in get(town.money.head, "recoveries")
    assert (
        post(town.money.head, "close_recovery", row.code, how="returned", note="凭证3号").status_code == 302
    )
    assert "Came back, booked" in get(town.money.head, "recoveries")


@pytest.mark.parametrize("act", ["check", "approve"])
def test_nothing_is_ticked_before_a_person_looked(town, act) -> None:
    town.live(1, **LIVING)
    town.run(NOTICED)
    state = {"check": "checking", "approve": "ready"}[act]
    page = get(town.second, "decisions", state=state)
    boxes = re.findall(r"<input type=\"checkbox\"[^>]*data-pick[^>]*>", page)
    assert not [box for box in boxes if " checked" in box] and len(boxes) == {"check": 2, "approve": 0}[act]
    answer = post(town.second, act)
    assert answer.status_code == 422 and "Nothing is ticked" in answer.content.decode()
    assert Decision.objects.get().state == "checking"
