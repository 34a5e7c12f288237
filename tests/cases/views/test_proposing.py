"""The category is proposed from the text, in words, and the reporter may take another or none.  R-070, R-123."""

import pytest
from support.phones import INSIDE, PHONE

from lianzhi.cases.models import Case
from lianzhi.cases.proposals import model_path
from lianzhi.cases.rules.training import train

START = "/r/report/snap_report/"
WORDS = START + "words/"
LAMPS = [
    f"{where}的路灯不亮了，晚上一片漆黑，请来修灯"
    for where in ("北门", "南门", "河边", "广场", "学校门口", "菜场", "桥头", "公园")
]
ROADS = [
    f"{where}的路面有个大坑，车子开过颠得厉害，请补路"
    for where in ("北门", "南门", "河边", "广场", "学校门口", "菜场", "桥头", "公园")
]


@pytest.fixture
def trained(town):
    path = model_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    model = train(LAMPS + ROADS, ["lamp"] * len(LAMPS) + ["road"] * len(ROADS), seed=1, groups=None)
    model.save(path)
    yield
    path.unlink()


def chips(browser, text: str, **more):
    return browser.post(START + "propose/", {"text": text} | more).context["chips"]


def test_the_likeliest_kind_comes_first_and_says_how_sure_it_is(trained, browser):
    found = chips(browser, "东门的路灯不亮了")
    assert found[0].category.code == "lamp" and found[0].words in ("very likely", "probably", "perhaps")


def test_only_kinds_of_this_way_in_are_proposed(trained, browser):
    page = browser.post("/r/report/neighbour_home/propose/", {"text": "路面有个大坑，请补路"})
    assert {chip.category.code for chip in page.context["chips"]} <= {"lamp"}


def test_a_text_without_meaning_gets_no_proposal(trained, browser):
    assert chips(browser, "   ") == []


def test_without_a_trained_model_the_page_works_and_proposes_nothing(town, browser):
    assert chips(browser, "东门的路灯不亮了") == []


def test_what_was_chosen_stays_chosen(trained, browser):
    page = browser.post(START + "propose/", {"text": "东门的路灯不亮了", "category": "lamp"})
    assert 'value="lamp" checked' in page.content.decode()


@pytest.mark.parametrize("chosen", ["road", ""])
def test_the_reporters_choice_goes_before_the_machines_proposal(trained, browser, chosen):
    lon, lat = INSIDE
    browser.post(START + "place/", {"place": "北门", "lon": lon, "lat": lat})
    fields = {
        "external_id": str(browser.get(WORDS).context["form"]["external_id"].value()),
        "category": chosen,
    }
    code = browser.post("/r/code/", {"phone": PHONE}).json()["shown"]
    browser.post(WORDS, fields | {"text": LAMPS[0], "phone": PHONE, "code": code, "do": "send"})
    case = Case.objects.get()
    assert (case.category_by == "person", case.confidence is None) == (bool(chosen), bool(chosen))
    assert not chosen or case.category.code == chosen


def test_what_people_write_never_stands_in_an_address(trained, browser):
    assert browser.get(START + "propose/?text=x").status_code == 405
