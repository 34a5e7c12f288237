"""An address is typed in words on the register's forms: the town's own are offered, chosen by key, and kept as a code."""

import pytest
from playwright.sync_api import expect
from support.browser import DESK, PHONE, violations

pytestmark = pytest.mark.journey


def test_a_new_venue_gets_its_address_by_typing_and_later_another_one(platform, people) -> None:
    rows = platform.rows(
        "SELECT code, name FROM territory_place WHERE kind = 'home' AND length(name) > 4 ORDER BY code LIMIT 2"
    )
    (first, name), (second, other) = rows
    desk = people("registrar", DESK)
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url) if "/map/place" in request.url else None)
    desk.goto("/registry/new/venues/")
    desk.locator("[name=name]").fill("云杉托育园")
    desk.locator("[name=kind]").select_option("school")
    place = desk.locator("[name=place]")
    place.press_sequentially(name)
    offers = desk.locator(".suggestions button")
    expect(offers.first).to_contain_text(name)
    assert violations(desk) == []
    place.press("ArrowDown")
    expect(offers.first).to_be_focused()
    desk.keyboard.press("Enter")
    expect(place).to_have_value(first)
    expect(desk.locator(".suggestions + [role=status]")).to_have_text(name)
    desk.locator("form.form .button-primary").click()
    desk.wait_for_url("**/registry/entries/V*/")

    desk.locator("a[href$='/move/']").click()
    place = desk.locator("[name=place]")
    questions = len(asked)
    place.fill("330199199001011234")
    desk.wait_for_timeout(600)
    assert len(asked) == questions
    place.fill(other)
    desk.locator("form.form .button-primary").click()
    desk.wait_for_url("**/registry/entries/V*/")
    assert platform.rows("SELECT place FROM registry_venue WHERE name = '云杉托育园'") == [(second,)]
    expect(desk.locator("main")).to_contain_text(first)

    phone = people("registrar", PHONE)
    for path in ("new/venues/", "houses/", "households/", "new/households/"):
        phone.goto(f"/registry/{path}")
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert violations(phone) == [], path


def test_the_desk_is_offered_the_same_and_sets_the_pin(platform, people) -> None:
    [(name,)] = platform.rows(
        "SELECT name FROM territory_place WHERE kind = 'home' AND length(name) > 4 ORDER BY code LIMIT 1"
    )
    desk = people("duty", DESK)
    desk.goto("/desk/new/")
    desk.locator("[name=place]").press_sequentially(name)
    offer = desk.locator(".suggestions button").first
    expect(offer).to_contain_text(name)
    offer.click()
    expect(desk.locator(".suggestions")).to_be_hidden()
    assert float(desk.locator("[name=lon]").input_value()) > 100
