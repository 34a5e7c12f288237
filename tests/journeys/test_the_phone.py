"""What a grid worker meets on the phone beside the queue: extra questions, near matters, the talk, pictures.  R-113, R-109, A4."""

import os
import re

import pytest
from playwright.sync_api import Page, expect
from support.browser import as_file, located_jpeg, violations
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
    _shot(page, "near")
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


def test_the_handler_asks_the_reporter_and_for_more_time_on_the_phone(platform, people) -> None:
    number, _part = dispatched(platform, "beside-1")
    page = people("grid", cut=True)
    page.goto(f"/g/case/{number}/")
    prepared(page)
    page.locator("#talk summary", has_text="备注").click()
    note = page.locator("form[action$='/say/note/']")
    note.locator("textarea").fill("下午带材料去现场。")
    _shot(page, "task")
    fits(page)
    page.context.set_offline(True)
    expect(note.get_by_role("button")).to_be_disabled()
    expect(page.locator("#talk [data-network]")).to_contain_text("网络")
    page.context.set_offline(False)
    note.get_by_role("button").click()
    expect(page.locator("#talk .remark-note")).to_contain_text("下午带材料去现场。")
    page.locator("a[href$='/ask/extend/']").click()
    page.locator("textarea[name=reason]").fill("配件后天到货。")
    _shot(page, "extend")
    fits(page)
    page.locator(NEXT).click()
    page.wait_for_url(f"**/g/case/{number}/")
    expect(page.locator("main")).to_contain_text("配件后天到货。")
    expect(page.locator("a[href*='/ask/']")).to_have_count(0)
    _shot(page, "asked")
    fits(page)


def test_pictures_open_over_the_page_and_keys_turn_them(platform, people) -> None:
    page, text = people("grid"), "河边护栏缺了两段，拍了两张照片。"
    page.goto("/g/")
    prepared(page)
    page.goto("/g/new/")
    for count in (1, 2):
        page.locator("input[type=file]").set_input_files([as_file(located_jpeg((640, 480)))])
        expect(page.locator(".shot")).to_have_count(count)
    page.locator(NEXT).click()
    page.locator("[name=place_text]").fill("河边步道")
    page.locator(NEXT).click()
    page.locator("textarea[name=text]").fill(text)
    page.locator(NEXT).click()
    page.wait_for_url("**/g/queue/**")
    until(lambda: mine(page, text)["state"] == "sent", "report and pictures are sent")
    page.goto(f"/g/case/{mine(page, text)['arrived']}/")
    links, box = page.locator("a[data-photo]"), page.locator("dialog.viewer")
    expect(links).to_have_count(2)
    links.nth(0).focus()
    page.keyboard.press("Enter")
    expect(box).to_be_visible()
    expect(box.locator(".viewer-count")).to_contain_text("1")
    _shot(page, "viewer")
    assert violations(page) == []
    page.keyboard.press("ArrowRight")
    expect(box.locator("img")).to_have_attribute("src", re.compile(links.nth(1).get_attribute("href") or "-"))
    page.keyboard.press("ArrowLeft")
    expect(box.locator(".viewer-count")).to_contain_text("第 1 张")
    page.keyboard.press("ArrowLeft")
    expect(box.locator(".viewer-count")).to_contain_text("第 2 张")
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(links.nth(1)).to_be_focused()
    assert page.url.endswith("/")


def _shot(page: Page, name: str) -> None:
    """For who wants to look: SHOT=/folder/prefix- keeps what the page looked like."""
    if prefix := os.environ.get("SHOT"):
        page.screenshot(path=f"{prefix}{name}.png", full_page=name != "viewer")
