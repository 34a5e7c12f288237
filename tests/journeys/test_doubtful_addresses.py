"""A caller's address is not sure: it waits for a person, is decided by a key, learnt, and the open matter gets its code."""

import pytest
from playwright.sync_api import Page, expect
from support.browser import DESK, PHONE, violations
from support.offline import until

pytestmark = pytest.mark.journey
WAITING = "SELECT id, seen, state, code FROM territory_doubt WHERE text = ?"


def called(desk: Page, place: str) -> str:
    """Take a call down without a pin; the number of the matter."""
    desk.goto("/desk/new/")
    desk.locator("#call-text").fill("来电人说楼道里的消防门坏了，关不上。")
    desk.locator("[name=category]").select_option("drain-flood")
    desk.locator("[name=place]").fill(place)
    desk.locator("[name=phone]").fill("13800005679")
    desk.locator("form.form .button-primary").click()
    desk.wait_for_url("**/desk/case/**")
    return desk.url.rstrip("/").rsplit("/", 1)[-1]


def placed(platform, number: str) -> tuple[str, bool]:
    [(code, lon)] = platform.rows("SELECT place_code, lon FROM cases_case WHERE number = ?", number)
    return code, lon is not None


def test_a_doubtful_address_of_a_report_is_decided_and_learnt(platform, people) -> None:
    [(building, name)] = platform.rows(
        "SELECT code, name FROM territory_place WHERE kind = 'home' AND length(name) > 4 ORDER BY code LIMIT 1"
    )
    words = f"{name[0]}囧{name[2:]}"
    desk = people("duty", DESK)
    first = called(desk, words)
    assert placed(platform, first) == ("", False)
    until(lambda: bool(platform.rows(WAITING, words)), "the address waits")

    desk.goto("/settings/addresses/review/")
    [(doubt, _seen, _state, _code)] = platform.rows(WAITING, words)
    desk.goto(f"/settings/addresses/review/?id={doubt}")
    expect(desk.locator(".address-text")).to_have_text(words)
    assert violations(desk) == []
    option = desk.locator(f".address-option[value='{building}']")
    if not option.count():
        desk.locator("[name=q]").fill(name)
        desk.locator("form[role=search] button").click()
        option = desk.locator(f".address-option[value='{building}']")
    desk.keyboard.press(option.get_attribute("data-key") or "")
    expect(desk.locator(".flash")).to_contain_text(words)
    assert platform.rows(WAITING, words)[0][2:] == ("decided", building)
    until(lambda: placed(platform, first) == (building, True), "the open matter is on the map")

    second = called(desk, words)
    assert placed(platform, second) == (building, True)
    assert platform.rows(WAITING, words)[0][1:3] == (1, "decided")

    phone = people("duty", PHONE)
    phone.goto("/settings/addresses/review/decided/")
    expect(phone.locator("main")).to_contain_text(words)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
