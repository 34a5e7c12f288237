"""Reports for others, without a name, and those begun here and finished there.  R-208, R-222, R-223."""

import pytest
from support import phones
from support.phones import INSIDE, TEXT

from lianzhi.cases import api as cases
from lianzhi.cases.actions import anonymous, assisting, parking
from lianzhi.cases.models import Assist, Case, Counter, Parked, Secret
from lianzhi.cases.queries import assists, public
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit.models import Entry
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import BadInput, NotAllowed, Refused, WrongState

HELPED = "13800000009"
AGREED = assisting.Consent("grid", "in_person")


def new(turn: int = 0, intake: str = "snap_report") -> cases.NewReport:
    lon, lat = INSIDE
    return cases.NewReport(
        source="t", external_id=f"h{turn}", text=TEXT, lon=lon, lat=lat, intake=intake, category="lamp"
    )


@pytest.fixture
def open_town(town):
    values = {
        "name_zh": "随手拍",
        "name_en": "snap",
        "module": "livelihood",
        "flow": "case",
        "categories": [],
    }
    cases.declare_intake("snap_report", anonymous=True, by=phones.ROOT, **values)
    return town


def started(browser, text: str = TEXT) -> dict:
    """The three screens up to the last one."""
    lon, lat = INSIDE
    browser.post("/r/report/snap_report/", {})
    browser.post("/r/report/snap_report/place/", {"place": "北门", "lon": lon, "lat": lat})
    page = browser.get("/r/report/snap_report/words/")
    return {
        "text": text,
        "category": "lamp",
        "external_id": page.context["form"]["external_id"].value(),
        "do": "send",
    }


def test_without_a_phone_a_number_and_words_shown_once_lead_back(open_town, browser):
    sent = browser.post("/r/report/snap_report/words/", started(browser) | {"anonymous": "on"})
    first, second = (browser.get(sent["Location"]).content.decode() for _ in range(2))
    case = Case.objects.get()
    words = first.partition("data-secret>")[2].partition("<")[0]

    assert words and words not in second and case.reporter.startswith("anonymous:")
    assert words.replace(" ", "") not in Secret.objects.get().digest
    found = browser.post("/r/find/", {"number": case.number, "last_four": words.replace(" ", "")})
    wrong = browser.post("/r/find/", {"number": case.number, "last_four": "苹果 苹果 苹果"})
    assert found["Location"] == f"/r/c/{case.token}/" and wrong.status_code == 422


def test_an_anonymous_reporter_rates_too(open_town):
    case, _words = anonymous.report_anonymously(new(), by=anonymous.somebody(), address="a")
    open_town.closed(case)
    assert cases.rate(case.id, grade=4, by=Actor(case.reporter, "")).item.state.code == "rated"


def test_an_address_may_report_five_times_an_hour_without_a_name(open_town):
    for turn in range(5):
        anonymous.report_anonymously(new(turn), by=anonymous.somebody(), address="a")
    with pytest.raises(Refused) as refused:
        anonymous.report_anonymously(new(5), by=anonymous.somebody(), address="a")
    assert refused.value.status == 429 and Case.objects.count() == 5
    anonymous.report_anonymously(new(6), by=anonymous.somebody(), address="b")


def test_a_way_in_that_comes_to_the_home_needs_a_phone(open_town):
    with pytest.raises(NotAllowed):
        anonymous.report_anonymously(new(intake="neighbour_home"), by=anonymous.somebody(), address="a")
    assert not Case.objects.exists() and not Secret.objects.exists()


def test_who_leaves_out_the_phone_and_does_not_say_so_is_asked_for_it(open_town, browser):
    page = browser.post("/r/report/snap_report/words/", started(browser))
    assert page.status_code == 422 and TEXT in page.content.decode() and not Case.objects.exists()


def test_a_grid_worker_reports_for_a_resident_who_gets_the_messages(town, browser, staff):
    case, words = assisting.report_for(new(), AGREED, phone=HELPED, name="老张", by=town.worker)

    assert access.resident_phone(case.reporter) == HELPED and words == ""
    assert [a.helper for a in assists.helped(case).acts] == ["Grid worker on the round"]
    assert Entry.objects.filter(action="cases.assist").count() == 1
    assert "With help" in browser.get(f"/r/c/{case.token}/").content.decode()
    assert "Grid worker on the round" in staff(town.worker).get("/desk/assists/").content.decode()


def test_who_has_no_phone_gets_a_slip_with_number_code_and_words(town, staff):
    case, words = assisting.report_for(new(), AGREED, by=town.worker)
    town.dispatched(case)
    stranger = staff(town.stranger).get(f"/desk/case/{case.number}/slip/")
    page = staff(town.worker).get(f"/desk/case/{case.number}/slip/").content.decode()
    assert words and anonymous.opens(case, words) and case.token in page and "<svg" in page
    assert stranger.status_code == 404

    renewed = anonymous.renew(cases.by_id(case.id), by=town.worker)
    assert anonymous.opens(case, renewed) and not anonymous.opens(case, words)


def test_a_neighbour_reports_for_somebody_and_finds_it_again(open_town, browser):
    helper = phones.resident()
    case, _words = assisting.report_for(
        new(), assisting.Consent("neighbour", "by_phone"), phone=HELPED, by=helper
    )
    assert [c.id for c in public.mine(helper).cases] == [case.id]
    assert case.reporter != helper.id


@pytest.mark.parametrize("consent", [("grid", ""), ("", "in_person"), ("family", "in_person")])
def test_without_consent_nothing_is_kept(town, consent):
    before = Entry.objects.count()
    with pytest.raises(BadInput):
        assisting.report_for(new(), assisting.Consent(*consent), phone=HELPED, by=town.worker)
    assert not Case.objects.exists() and not Assist.objects.exists() and Entry.objects.count() == before


def test_the_form_says_what_is_missing_and_keeps_what_was_typed(open_town, browser):
    page = browser.post(
        "/r/report/snap_report/words/",
        started(browser) | {"for_other": "on", "helper": "family", "anonymous": ""},
    )
    assert page.status_code == 422 and page.context["form"].errors["consent"] and not Case.objects.exists()


def test_at_the_counter_staff_rate_for_the_reporter_but_never_their_own_work(town, staff):
    case = town.report(phones.resident())
    town.closed(case)
    with pytest.raises(NotAllowed):
        assisting.act_for(case.id, "rate", AGREED, {"grade": 5}, by=town.worker)
    assert not Assist.objects.exists() and cases.by_id(case.id).rating is None


def test_nobody_is_helped_where_there_is_no_reporter(town):
    call = town.report(Actor("caller:anonymous", ""))
    town.dispatched(call)
    with pytest.raises(WrongState):
        assisting.act_for(call.id, "reply", AGREED, {"text": "x"}, by=town.worker)
    assert not Assist.objects.exists()


def test_begun_on_the_phone_it_is_finished_at_the_counter(open_town, browser, staff):
    code = browser.post("/r/report/snap_report/words/", started(browser) | {"do": "park"}).context["code"]
    counter = staff(open_town.worker)
    taken = counter.post("/desk/new/", {"do": "take", "code": code})
    form = taken.context["form"]
    values = {
        name: form[name].value()
        for name in ("text", "category", "place", "lon", "lat", "parked", "external_id")
    }
    sent = counter.post("/desk/new/", values | {"helper": "counter", "consent": "in_person", "phone": HELPED})

    case = Case.objects.get()
    assert form["text"].value() == TEXT and sent["Location"] == f"/desk/case/{case.number}/slip/"
    assert sorted(Assist.objects.values_list("what", flat=True)) == ["continue", "report"]


def test_begun_at_the_counter_it_is_finished_on_the_phone(open_town, browser, staff):
    kept = staff(open_town.worker).post("/desk/new/", {"do": "park", "text": TEXT, "place": "云杉苑"})
    taken = browser.post("/r/continue/", {"code": kept.context["code"]})
    assert (
        taken["Location"] == "/r/report/snap_report/words/"
        and TEXT in browser.get(taken["Location"]).content.decode()
    )


def test_a_code_is_used_once_and_cannot_be_guessed(open_town):
    by = Actor("resident:1", "")
    code = parking.park({"text": TEXT, "intake": "snap_report"}, by=by)
    assert TEXT not in Parked.objects.get().sealed
    for _ in range(10):
        with pytest.raises(BadInput):
            parking.take_up("00000000", by=by, tried_by="a")
    with pytest.raises(BadInput):
        parking.take_up(code, by=by, tried_by="a")  # this address has tried enough
    assert parking.take_up(code, by=by, tried_by="b")["text"] == TEXT
    with pytest.raises(BadInput):
        parking.take_up(code, by=by, tried_by="b")
    assert Counter.objects.filter(name__startswith="parked:").count() == 2
