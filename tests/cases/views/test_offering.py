"""“Is it one of these?”: who supports a near open matter gets a case of the own, merged at once.  R-109."""

import pytest
from support import phones
from support.phones import INSIDE, TEXT

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case

NUMBER = "13800000007"


@pytest.fixture
def lamp(town):
    cases.publish_flows(phones.ROOT)
    cases.save_category(
        "lamp", name_zh="路灯", name_en="Street lamp", module="livelihood", private=False, by=phones.ROOT
    )
    return town.report(phones.resident(), text="张三说路灯不亮")


def words(browser) -> dict:
    lon, lat = INSIDE
    browser.post("/r/report/snap_report/", {})
    browser.post("/r/report/snap_report/place/", {"place": "北门", "lon": lon, "lat": lat})
    form = browser.get("/r/report/snap_report/words/").context["form"]
    shown = browser.post("/r/code/", {"phone": NUMBER})
    typed = {"text": TEXT, "category": "lamp", "external_id": form["external_id"].value(), "do": "send"}
    return typed | {"phone": NUMBER, "code": shown.json()["shown"]}


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def test_near_open_matters_of_the_kind_are_offered_without_words_or_number_to_read(lamp, browser):
    page = browser.post("/r/report/snap_report/words/", words(browser)).content.decode()
    assert "Is it one of these?" in page and "Street lamp" in page and "0 m away" in page
    assert "张三" not in page and lamp.token not in page and Case.objects.count() == 1


def test_support_makes_a_case_of_the_own_that_follows_the_main_one(lamp, browser):
    typed = words(browser)
    browser.post("/r/report/snap_report/words/", typed)
    sent = browser.post("/r/report/snap_report/words/", typed | {"support": lamp.number})
    own = Case.objects.exclude(pk=lamp.id).get()
    assert (
        sent["Location"] == f"/r/done/{own.token}/"
        and own.main_id == lamp.id
        and own.reporter != lamp.reporter
    )


def test_no_mine_is_new_makes_a_matter_of_its_own(lamp, browser):
    sent = browser.post("/r/report/snap_report/words/", words(browser) | {"new": "1"})
    own = Case.objects.exclude(pk=lamp.id).get()
    assert sent["Location"] == f"/r/done/{own.token}/" and own.main_id is None


def test_kinds_about_persons_are_never_offered(lamp, browser):
    cases.save_category(
        "lamp", name_zh="路灯", name_en="Street lamp", module="livelihood", private=True, by=phones.ROOT
    )
    assert browser.post("/r/report/snap_report/words/", words(browser)).status_code == 302


def test_a_matter_that_does_not_exist_cannot_be_supported(lamp, browser):
    page = browser.post("/r/report/snap_report/words/", words(browser) | {"support": "LZ20200101-9999"})
    assert page.status_code == 422 and TEXT in page.content.decode() and Case.objects.count() == 1


def test_without_the_right_code_nothing_near_is_told(lamp, browser):
    typed = words(browser)
    wrong = "000000" if typed["code"] != "000000" else "111111"
    for code in (wrong, ""):
        page = browser.post("/r/report/snap_report/words/", typed | {"code": code})
        assert page.status_code == 422 and "Is it one of these?" not in page.content.decode()
    unnamed = browser.post(
        "/r/report/snap_report/words/", typed | {"code": "", "phone": "", "anonymous": "on"}
    )
    assert "Is it one of these?" not in unnamed.content.decode()
    assert (
        "Is it one of these?" in browser.post("/r/report/snap_report/words/", typed).content.decode()
    )  # the control


def test_the_code_is_used_once_and_the_choice_needs_no_other(lamp, browser):
    typed = words(browser)
    page = browser.post("/r/report/snap_report/words/", typed).content.decode()
    assert typed["code"] not in page and NUMBER not in page
    left = {name: value for name, value in typed.items() if name not in ("phone", "code")}
    sent = browser.post("/r/report/snap_report/words/", left | {"new": "1"})
    assert sent.status_code == 302 and Case.objects.count() == 2


def test_in_the_elder_mode_a_code_holds_for_a_day_on_the_device_that_asked(lamp, browser):
    from datetime import timedelta

    from django.test import Client

    from lianzhi.kernel import clock

    for theme, late_is_fine in (("care", True), ("auto", False)):
        asking = Client()
        asking.cookies["lianzhi_theme"] = theme
        code = asking.post("/r/code/", {"phone": NUMBER}).json()["shown"]
        with clock.at(clock.now() + timedelta(hours=23)):
            elsewhere = Client()
            elsewhere.cookies["lianzhi_theme"] = theme
            assert elsewhere.post("/r/mine/", {"phone": NUMBER, "code": code}).status_code == 422
            opened = asking.post("/r/mine/", {"phone": NUMBER, "code": code}).status_code
        assert (opened == 302) is late_is_fine, theme
