"""What a grid worker meets on the phone beside the queue: extra questions, near matters, the talk, pictures.  R-113, R-109, A4."""

import os

import pytest
from playwright.sync_api import Page, expect
from support.browser import violations
from support.offline import Server, dispatched, entries, prepared, until
from support.steps import NEXT

pytestmark = pytest.mark.journey

WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('main .button, .thumb .button, main .choice, main select, main input[type=text]')]
  .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 44)
  .map(one => one.outerHTML.slice(0, 120))"""


def fits(page: Page) -> None:
    """Nothing sideways, nothing too small for a thumb, nothing axe minds."""
    assert not page.evaluate(WIDE)
    assert page.evaluate(SMALL) == []
    assert violations(page) == []


def words_screen(page: Page, text: str, category: str) -> None:
    page.goto("/g/new/")
    page.locator(NEXT).click()
    page.locator("[name=place_text]").fill("河边步道")
    page.locator(NEXT).click()
    page.locator("textarea[name=text]").fill(text)
    page.locator("select[name=category]").select_option(category)


def mine(page: Page, text: str) -> dict:
    return next(one for one in entries(page) if one["text"] == text)


def test_a_smell_of_gas_stops_the_report_and_water_asks_before_it_goes_without_a_network(
    platform, people
) -> None:
    page, text = people("grid", cut=True), "楼道里水管漏水，一楼已经积水。"
    page.goto("/g/")
    prepared(page)
    with Server(platform).down():
        words_screen(page, text, "gas-leak")
        stop = page.locator("[data-stop]")
        expect(stop).to_be_hidden()
        page.get_by_role("radio", name="是", exact=True).first.check()
        expect(stop).to_be_visible()
        expect(stop.get_by_role("link")).to_have_attribute("href", "tel:119")
        fits(page)
        page.locator(NEXT).click()
        expect(page.locator("[data-said]")).to_contain_text("不走上报")
        assert mine(page, text)["state"] == "draft"

        page.locator("select[name=category]").select_option("repair-water")
        expect(page.locator("[data-question=running]")).to_be_visible()
        page.locator(NEXT).click()
        expect(page.locator("[data-said]")).to_contain_text("请先回答")
        expect(page.locator(".question .error").first).to_be_visible()
        fits(page)
        page.locator("[data-question=running] input[value=yes]").check()
        until(lambda: mine(page, text)["answered"]["water_leak"], "the answer is kept at once")
        page.reload()
        expect(page.locator("[data-question=running] input[value=yes]")).to_be_checked()
        expect(page.locator("[data-question=valve]")).to_be_visible()
        page.locator("[data-question=danger] input[value=none]").check()
        page.locator(NEXT).click()
        page.wait_for_url("**/g/queue/**")
        assert mine(page, text)["answers"]["version"] == 1
    page.goto("/g/queue/")
    until(lambda: mine(page, text)["state"] == "sent", "the report is sent")
    [(answers,)] = platform.rows("SELECT answers FROM cases_case WHERE text = ?", text)
    assert '"water_leak"' in answers and '"running"' in answers


def test_with_a_network_near_matters_are_offered_and_one_is_supported_through_the_queue(
    platform, people
) -> None:
    number, _part = dispatched(platform, "near-1")
    page, text = (
        people("grid", permissions=["geolocation"], geolocation=_here(platform)),
        "河边这盏路灯也不亮，一样的事。",
    )
    page.goto("/g/")
    prepared(page)
    words_screen(page, text, "street-lamp")
    until(lambda: mine(page, text)["fix"], "the phone knows where it is")
    page.locator(NEXT).click()
    expect(page.locator("[data-near] .card").first).to_be_visible()
    if os.environ.get("SHOT"):
        page.screenshot(path=os.environ["SHOT"] + "near.png", full_page=True)
    fits(page)
    assert mine(page, text)["state"] == "draft"
    page.locator("[data-near] .card").first.get_by_role("button").click()
    page.wait_for_url("**/g/queue/**")
    until(lambda: mine(page, text)["state"] == "sent", "the support is sent")
    [(main,)] = platform.rows(
        "SELECT m.number FROM cases_case c JOIN cases_case m ON m.id = c.main_id WHERE c.text = ?", text
    )
    assert main == mine(page, text)["support"] and number


def test_no_mine_is_new_and_without_a_network_nothing_is_asked(platform, people) -> None:
    dispatched(platform, "near-2")
    page = people("grid", permissions=["geolocation"], geolocation=_here(platform), cut=True)
    page.goto("/g/")
    prepared(page)
    for text, online in (("河边第三盏路灯不亮，是另一盏。", True), ("没有网络时河边的路灯不亮。", False)):
        page.context.set_offline(not online)
        words_screen(page, text, "street-lamp")
        until(lambda said=text: mine(page, said)["fix"], "the phone knows where it is")
        page.locator(NEXT).click()
        if online:
            page.get_by_role("button", name="不是，我的是新问题").click()
        page.wait_for_url("**/g/queue/**")
        assert mine(page, text).get("support") == ("" if online else None)
    page.context.set_offline(False)
    page.goto("/g/queue/")
    until(
        lambda: all(one["state"] == "sent" for one in entries(page) if "路灯不亮" in one["text"]),
        "both are sent",
    )
    assert platform.rows(
        "SELECT count(*) FROM cases_case WHERE main_id IS NOT NULL AND text LIKE '河边第三盏%'"
    ) == [(0,)]


def _here(platform) -> dict:
    return {"longitude": platform.facts["lon"], "latitude": platform.facts["lat"], "accuracy": 8}
