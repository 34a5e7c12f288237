"""A coordination meeting as the duty officer holds it: proposed, ordered, decided, printed, ended.  R-162."""

import os
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, TimeoutError, expect
from support.browser import violations
from support.steps import called, spot

pytestmark = pytest.mark.journey


def red_carded(desk: Page, platform, text: str) -> str:
    number = called(desk, text, spot=spot(platform))
    act = desk.locator("details.act", has=desk.locator("form[action*='/move/urge/']"))
    for _try in range(5):  # news of the matter may fold the page's steps again before something is filled in
        desk.locator("details.more-acts").evaluate("each => { each.open = true }")
        act.evaluate("each => { each.open = true }")
        with suppress(TimeoutError):
            act.locator("textarea[name=reason]").fill("今天拿出方案。", timeout=2000)
            break
    act.locator("input[name=urge][value='3']").check()
    act.locator("form button.button-primary").click()
    desk.wait_for_load_state()
    return number


def seen(desk: Page, name: str) -> None:
    """Nothing wrong by axe, nothing beside the page; a picture where somebody wants to look."""
    assert violations(desk) == []
    assert not desk.evaluate("document.documentElement.scrollWidth > innerWidth")
    if where := os.environ.get("LIANZHI_PICTURES"):
        desk.screenshot(path=str(Path(where) / f"{name}.png"), full_page=True)


def test_a_meeting_is_prepared_from_the_data_and_its_decisions_reach_the_matters(platform, people) -> None:
    desk = people("duty")
    first = red_carded(desk, platform, "河边堆了三车建筑垃圾，挡住了步道。")
    second = red_carded(desk, platform, "菜场门口夜里倒垃圾，气味很大。")
    desk.goto("/desk/meetings/new/")
    expect(desk.locator(f"tr[data-number='{first}']")).to_contain_text("红牌")
    seen(desk, "meeting-new")
    desk.locator("form.bulk .button-primary").click()
    desk.wait_for_url("**/desk/meetings/*/")
    seen(desk, "meeting")

    rows = desk.locator("tbody tr")
    before = rows.nth(1).locator(".under").inner_text()
    rows.nth(1).locator("button[value=up]").click()
    expect(rows.nth(0).locator(".under")).to_have_text(before)

    desk.locator("tr", has_text=first).locator("td a.button").click()
    seen(desk, "meeting-line")
    desk.locator("textarea[name=reason]").fill("城管牵头，周三前清完。")
    desk.locator("form[method=post] .acts .button-primary").click()
    expect(desk.locator("tr", has_text=first).locator(".decided")).to_contain_text("周三前清完")

    desk.locator("a[href$='/print/']").click()
    expect(desk.locator(".sheet")).to_contain_text(second)
    seen(desk, "meeting-print")
    desk.go_back()
    desk.locator("#end-words").fill("下周一再议。")
    desk.locator("form[action$='/end/'] .button-primary").click()
    expect(desk.locator(".said").last).to_contain_text("下周一再议")
    seen(desk, "meeting-over")

    [(note,)] = platform.rows(
        "SELECT r.text FROM cases_remark r JOIN cases_case c ON c.id = r.case_id WHERE c.number = ?", first
    )
    assert note == "城管牵头，周三前清完。"
    desk.goto("/desk/meetings/new/")
    expect(desk.locator(f"tr[data-number='{second}']")).to_contain_text("上次会商未了结")


def test_the_agenda_is_for_a_phone_too(people) -> None:
    phone = people("duty", (390, 844))
    for address in ("/desk/meetings/", "/desk/meetings/new/"):
        phone.goto(address)
        seen(phone, f"phone{address.replace('/', '-')}")
