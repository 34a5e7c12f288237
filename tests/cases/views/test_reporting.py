"""A resident reports in three screens; what cannot be taken is said plainly and nothing typed is lost.  R-109."""

import re

import pytest
from django.test import Client
from support.phones import INSIDE, OUTSIDE, PHONE, TEXT
from support.pictures import jpeg, upload

from lianzhi.cases.models import Case, Signal

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

PHOTO, PLACE, WORDS = (
    "/r/report/snap_report/",
    "/r/report/snap_report/place/",
    "/r/report/snap_report/words/",
)


def place(browser: Client, **typed) -> object:
    lon, lat = INSIDE
    return browser.post(PLACE, {"place": "北门", "lon": lon, "lat": lat} | typed)


def to_words(browser: Client) -> dict[str, str]:
    """Through the first two screens; returns the hidden fields of the third."""
    browser.post(PHOTO)
    place(browser)
    page = browser.get(WORDS)
    return {"external_id": str(page.context["form"]["external_id"].value()), "text": TEXT, "category": ""}


def code_for(browser: Client, phone: str = PHONE) -> str:
    return browser.post("/r/code/", {"phone": phone}).json()["shown"]


def send(browser: Client, fields: dict[str, str], **more) -> object:
    return browser.post(WORDS, fields | {"do": "send"} | more)


def test_a_report_takes_three_screens_and_no_more(town, browser):
    screens = []
    page = browser.get(PHOTO)
    while page.status_code == 200 and page.redirect_chain if hasattr(page, "redirect_chain") else True:
        screens.append(page.request["PATH_INFO"])
        if page.request["PATH_INFO"] == WORDS:
            break
        lon, lat = INSIDE
        page = browser.post(screens[-1], {"place": "北门", "lon": lon, "lat": lat}, follow=True)
    fields = {"external_id": str(page.context["form"]["external_id"].value()), "text": TEXT}
    sent = send(browser, fields, phone=PHONE, code=code_for(browser))
    assert screens == [PHOTO, PLACE, WORDS]
    assert sent.status_code == 302 and sent["Location"].startswith("/r/done/")
    assert Case.objects.count() == 1


def test_the_phone_is_asked_for_only_on_the_last_screen(town, browser):
    pages = {url: browser.get(url).content.decode() for url in (PHOTO, PLACE)}
    to_words(browser)
    assert not any('name="phone"' in html for html in pages.values())
    assert 'name="phone"' in browser.get(WORDS).content.decode()


def test_a_known_resident_is_not_asked_again(town, browser):
    send(browser, to_words(browser), phone=PHONE, code=code_for(browser))
    fields = to_words(browser)
    assert 'name="phone"' not in browser.get(WORDS).content.decode()
    assert send(browser, fields).status_code == 302
    assert Case.objects.count() == 2


def test_the_confirmation_shows_the_number_the_promise_and_the_link(town, browser):
    page = browser.get(send(browser, to_words(browser), phone=PHONE, code=code_for(browser))["Location"])
    case = Case.objects.get()
    html = page.content.decode()
    assert case.number in html and f"/r/c/{case.token}/" in html
    assert case.item.promised_at is not None and "<time" in html


def test_the_same_submission_twice_is_one_case_and_the_same_answer(town, browser):
    fields = to_words(browser)
    code = code_for(browser)
    first, second = (send(browser, fields, phone=PHONE, code=code) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert (Case.objects.count(), Signal.objects.count()) == (1, 1)


def test_answers_are_kept_when_going_back(town, browser):
    to_words(browser)
    browser.post(WORDS, {"text": TEXT, "external_id": "x", "category": "lamp", "do": "code", "phone": PHONE})
    back, again = browser.get(PLACE), browser.get(WORDS)
    assert back.context["form"]["place"].value() == "北门"
    assert TEXT in again.content.decode() and again.context["draft"].category == "lamp"


def test_without_javascript_the_code_comes_on_the_same_screen(town, browser):
    fields = to_words(browser)
    asked = browser.post(WORDS, fields | {"do": "code", "phone": PHONE})
    code = re.search(r"data-demo-code>(\d{6})<", asked.content.decode())[1]
    assert asked.status_code == 200 and TEXT in asked.content.decode() and PHONE in asked.content.decode()
    assert send(browser, fields, phone=PHONE, code=code).status_code == 302


def test_a_wrong_code_is_said_beside_the_field_and_nothing_is_written(town, browser):
    code_for(browser)
    page = send(browser, to_words(browser), phone=PHONE, code="000000")
    assert page.status_code == 422 and "code" in page.context["form"].errors
    assert TEXT in page.content.decode() and PHONE in page.content.decode()
    assert not Case.objects.exists()


def test_a_number_that_is_no_mobile_gets_no_code(town, browser):
    refused = browser.post("/r/code/", {"phone": "12345"}, headers={"accept": "application/json"})
    assert refused.status_code == 422 and refused.json()["field"] == "phone" and refused.json()["way_out"]


@pytest.mark.parametrize(
    ("text", "says"), [("灯", "at least 4"), ("坏" * 10_000, "10000 characters"), ("", "at least 4")]
)
def test_a_text_too_short_or_too_long_is_refused_and_kept(town, browser, text, says):
    page = send(browser, to_words(browser) | {"text": text}, phone=PHONE, code=code_for(browser))
    assert page.status_code == 422 and says in str(page.context["form"].errors["text"])
    assert page.context["form"]["text"].value() == text
    assert not Case.objects.exists()


def test_control_characters_are_taken_out_and_pointed_at_once(town, browser):
    fields = to_words(browser) | {"text": "路灯\x00坏\x07了，三天了"}
    code = code_for(browser)
    page = send(browser, fields, phone=PHONE, code=code)
    cleaned = page.context["form"]["text"].value()
    assert page.status_code == 422 and "2 characters" in str(page.context["form"].errors["text"])
    assert cleaned == "路灯坏了，三天了" and not Case.objects.exists()
    assert send(browser, fields | {"text": cleaned}, phone=PHONE, code=code).status_code == 302


def test_an_unknown_category_is_refused_with_a_way_out(town, browser):
    page = send(browser, to_words(browser) | {"category": "moon"}, phone=PHONE, code=code_for(browser))
    assert page.status_code == 422 and "moon" in page.content.decode() and TEXT in page.content.decode()
    assert not Case.objects.exists()


def test_a_category_of_another_way_in_is_refused(town, browser):
    lon, lat = INSIDE
    home = "/r/report/neighbour_home/"
    browser.post(home + "place/", {"place": "北门", "lon": lon, "lat": lat})
    form = browser.get(home + "words/").context["form"]
    fields = {"external_id": str(form["external_id"].value()), "text": TEXT, "category": "road"}
    page = browser.post(home + "words/", fields | {"phone": PHONE, "code": code_for(browser), "do": "send"})
    assert page.status_code == 422 and not Case.objects.exists()


def test_a_place_outside_the_town_is_refused_and_the_words_are_kept(town, browser):
    lon, lat = OUTSIDE
    page = place(browser, lon=lon, lat=lat)
    assert page.status_code == 422 and "outside the town" in page.content.decode()
    form = page.context["form"]
    assert (form["place"].value(), form["lon"].value()) == ("北门", "")


def test_no_place_at_all_is_asked_for(town, browser):
    page = browser.post(PLACE, {"place": ""})
    assert page.status_code == 422 and "place" in page.context["form"].errors


def test_words_that_mean_one_place_are_enough(town, browser):
    assert browser.post(PLACE, {"place": "云杉苑"})["Location"] == WORDS


def test_words_that_may_mean_several_places_are_asked_about_once(town, browser):
    asked = browser.post(PLACE, {"place": "松溪里"})
    html = asked.content.decode()
    assert asked.status_code == 422 and "松溪里东区" in html and "松溪里西区" in html
    assert browser.post(PLACE, {"place": "松溪里", "as_typed": "1"})["Location"] == WORDS


def test_choosing_one_of_the_places_asked_about_sets_it(town, browser):
    match = browser.post(PLACE, {"place": "松溪里"}).context["matches"][0]
    chosen = browser.post(PLACE, {"place": "松溪里", "match": match.code})
    assert chosen["Location"] == WORDS
    again = browser.get(PLACE).context["form"]
    assert (again["place"].value(), again["lon"].value()) == (match.name, match.lon)


def test_the_last_screen_without_a_place_leads_back_to_it(town, browser):
    assert browser.get(WORDS)["Location"] == PLACE


def test_pictures_go_with_the_form_and_hang_on_the_case(town, browser):
    from lianzhi.foundation.files import api as files

    browser.post(PHOTO, {"photo": [upload(jpeg(), "a.jpg"), upload(jpeg(), "b.jpg")]})
    place(browser)
    form = browser.get(WORDS).context["form"]
    fields = {"external_id": str(form["external_id"].value()), "text": TEXT}
    send(browser, fields, phone=PHONE, code=code_for(browser))
    assert len(files.of(f"case:{Case.objects.get().pk}", "report")) == 2


def test_pictures_sent_ahead_belong_to_the_resident_even_where_staff_are_logged_in(town, staff):
    from lianzhi.foundation.files import api as files

    browser = staff(town.duty)
    sent = browser.post("/files/photo", {"photo": upload(jpeg(), "a.jpg")}).json()
    browser.post(PHOTO, {"photos": [sent["id"]]})
    place(browser)
    form = browser.get(WORDS).context["form"]
    fields = {"external_id": str(form["external_id"].value()), "text": TEXT}
    assert send(browser, fields, phone=PHONE, code=code_for(browser)).status_code == 302
    case = Case.objects.get()
    assert case.reporter.startswith("resident:")
    assert [file.id for file in files.of(f"case:{case.pk}")] == [sent["id"]]


def test_pictures_of_a_case_are_seen_by_who_opened_its_link_and_by_nobody_else(town, browser):
    browser.post(PHOTO, {"photo": [upload(jpeg(), "a.jpg")]})
    place(browser)
    form = browser.get(WORDS).context["form"]
    fields = {"external_id": str(form["external_id"].value()), "text": TEXT}
    send(browser, fields, phone=PHONE, code=code_for(browser))
    case, other = Case.objects.get(), Client()
    from lianzhi.foundation.files import api as files

    url = files.of(f"case:{case.pk}")[0].url
    assert browser.get(url).status_code == 200 and other.get(url).status_code == 404
    other.get(f"/r/c/{case.token}/")
    assert other.get(url).status_code == 200


def test_a_picture_that_is_none_is_named_and_the_good_one_is_kept(town, browser):
    page = browser.post(PHOTO, {"photo": [upload(jpeg(), "good.jpg"), upload(SVG, "drawing.svg")]})
    assert page.status_code == 422 and "drawing.svg" in page.content.decode()
    assert len(page.context["shown"]) == 1


def test_a_picture_can_be_taken_out_again(town, browser):
    browser.post(PHOTO, {"photo": [upload(jpeg(), "a.jpg")]})
    kept = browser.get(PHOTO).context["shown"][0].id
    page = browser.post(PHOTO, {"photos": [kept], "drop": kept})
    assert page.status_code == 200 and page.context["shown"] == []


def test_a_way_in_that_does_not_exist_is_not_found(town, browser):
    assert browser.get("/r/report/moon_base/").status_code == 404


def test_a_grid_worker_reports_in_the_same_three_screens_without_a_phone(town, staff):
    browser = staff(town.worker)
    lon, lat = INSIDE
    start = "/g/report/snap_report/"
    assert browser.post(start)["Location"] == start + "place/"
    assert (
        browser.post(start + "place/", {"place": "北门", "lon": lon, "lat": lat})["Location"]
        == start + "words/"
    )
    page = browser.get(start + "words/")
    fields = {"external_id": str(page.context["form"]["external_id"].value()), "text": TEXT, "do": "send"}
    assert 'name="phone"' not in page.content.decode()
    assert browser.post(start + "words/", fields)["Location"].startswith("/g/done/")
    case = Case.objects.get()
    assert (case.source, case.reporter) == ("grid", town.worker.id)


def test_no_screen_asks_for_a_department(town, browser):
    to_words(browser)
    pages = "".join(browser.get(url).content.decode() for url in ("/r/", PHOTO, PLACE, WORDS))
    assert not any(unit in pages for unit in ("command单位", "lamps单位", "Command", "Lamps"))


def test_every_word_of_the_screens_is_there_in_chinese(town):
    browser = Client(headers={"accept-language": "zh-hans"})
    to_words(browser)
    for url, english in ((PHOTO, "Take a photo"), (PLACE, "Where is it"), (WORDS, "What is wrong")):
        html = browser.get(url).content.decode()
        assert english not in html and "下一步" in html or "提交" in html


def test_the_code_on_a_sign_fills_the_place_in_and_an_unknown_one_is_no_matter(town, browser) -> None:
    page = browser.get(PHOTO, {"at": "P1"})
    assert (
        page.context["posted"]
        and browser.get(PLACE).context["form"]["place"].value() == page.context["posted"]
    )

    again = Client()
    assert again.get(PHOTO, {"at": "nowhere"}).status_code == 200
    assert not again.get(PLACE).context["form"]["place"].value()
