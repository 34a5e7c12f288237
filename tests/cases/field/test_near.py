"""“Is it one of these?” on the phone: what is offered, what is not, and supporting through the queue, once.  R-109, R-113."""

import json

import pytest
from support import field, phones
from support.phones import INSIDE, TEXT

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case, Category, Sent
from lianzhi.cases.rules import envelope
from lianzhi.foundation.worklist.api import Given


@pytest.fixture
def town(town):
    """Lamps and roads say nothing about persons."""
    Category.objects.update(private=False)
    return town


def a_report(**values) -> dict:
    lon, lat = INSIDE
    plain = {"text": TEXT, "intake": "snap_report", "category": "lamp", "lon": lon, "lat": lat}
    return field.entry("report", **(plain | values))


def offers(phone, **values) -> list[dict]:
    answer = phone.post("/g/near/", json.dumps(a_report(**values)), content_type="application/json")
    assert answer.status_code == 200
    return answer.json()["offers"]


def test_an_open_matter_of_the_same_kind_and_place_is_offered_without_its_words_or_reporter(town, staff):
    case = town.report(phones.resident())
    (offer,) = offers(staff(town.worker))
    assert offer["number"] == case.number and offer["kind_zh"] == "路灯" and offer["metres"] < 5
    assert not {"text", "title", "reporter", "place"} & set(offer) and not Sent.objects.exists()


def test_words_for_the_place_that_say_nothing_are_looked_for_where_the_worker_stands(town, staff):
    town.report(phones.resident())
    lon, lat = INSIDE
    fix = {"lon": lon, "lat": lat, "accuracy_m": 8, "at": "2026-11-22T01:29:58+00:00"}
    assert len(offers(staff(town.worker), lon=None, lat=None, place_text="河边", fix=fix)) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"category": "road"},
        {"lon": INSIDE[0] + 0.009},
        {"lon": None, "lat": None, "place_text": "河边"},
    ],
)
def test_other_kinds_far_places_and_unknown_places_offer_nothing(town, staff, values):
    town.report(phones.resident())
    assert offers(staff(town.worker), **values) == []


def test_a_kind_that_says_something_about_persons_is_never_offered(town, staff):
    town.report(phones.resident())
    Category.objects.filter(code="lamp").update(private=True)
    assert offers(staff(town.worker)) == []


def test_who_may_not_report_is_offered_nothing(town, staff):
    answer = staff(town.checker).post("/g/near/", json.dumps(a_report()), content_type="application/json")
    assert answer.status_code == 403


def test_support_arrives_once_and_is_merged_at_once(town, staff):
    main, phone = town.report(phones.resident()), staff(town.worker)
    body = a_report(support=main.number)
    assert [field.send(phone, body).status_code for _time in range(2)] == [201, 201]
    own = Case.objects.exclude(pk=main.id).get()
    assert own.main_id == main.id and own.reporter == town.worker.id and Sent.objects.count() == 1


def test_what_ended_meanwhile_comes_back_to_be_sent_as_its_own(town, staff):
    main, phone = town.report(phones.resident()), staff(town.worker)
    cases.move(main.id, "refuse", by=town.duty, given=Given(answer="不属于本镇。"))
    body = a_report(support=main.number)
    said = field.send(phone, body)
    assert (said.status_code, said.json()["field"]) == (422, "support") and said.json()["way_out"]
    assert Case.objects.count() == 1 and not Sent.objects.exists()
    assert field.send(phone, body | {"support": ""}).status_code == 201


def test_a_number_that_is_not_there_comes_back_likewise(town, staff):
    said = field.send(staff(town.worker), a_report(support="NOTHING-1"))
    assert (said.status_code, said.json()["field"]) == (422, "support") and not Case.objects.exists()


def test_an_entry_that_supports_nothing_keeps_the_digest_it_had():
    assert "support" not in envelope.read(json.dumps(a_report())).content
