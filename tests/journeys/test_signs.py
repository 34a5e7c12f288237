"""Signs of places: an officer prints a whole grid, a resident scans one and reports with the place filled in.  R-109."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support.browser import DESK, PHONE, violations
from support.steps import NEXT

pytestmark = pytest.mark.journey

WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


def look(page: Page, name: str) -> None:
    if place := os.environ.get("LIANZHI_LOOK"):
        page.screenshot(path=Path(place) / f"{name}.png", full_page=True)


def printed(page: Page, name: str) -> None:
    if place := os.environ.get("LIANZHI_LOOK"):
        page.pdf(path=Path(place) / f"{name}.pdf", prefer_css_page_size=True)


def test_a_grid_is_printed_and_whoever_scans_reports_from_there(platform, people) -> None:
    grid = str(platform.facts["grid"])
    desk = people("duty")
    desk.goto("/desk/")
    desk.get_by_role("link", name="场所上报牌").click()
    desk.locator("select[name=area]").select_option(grid)
    desk.locator("#search button.button-primary").click()
    desk.wait_for_url(f"**area={grid}**")
    expect(desk.locator("tbody input[name=n]").first).to_have_value(grid)
    assert violations(desk) == [] and not desk.evaluate(WIDE)
    look(desk, "signs-1440")
    desk.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert not desk.evaluate(WIDE) and violations(desk) == []
    look(desk, "signs-390")
    desk.set_viewport_size({"width": DESK[0], "height": DESK[1]})

    desk.locator("input[name=title]").fill("楼里有事，扫码就报")
    for place in desk.locator("tbody input[name=n]").all()[1:4]:
        place.check()
    desk.locator("select[name=paper]").select_option("a6x4")
    desk.get_by_role("button", name="打印勾选的").click()
    expect(desk.locator("article.sign")).to_have_count(3)
    expect(desk.locator("article.sign h1").first).to_have_text("楼里有事，扫码就报")
    assert violations(desk) == []
    look(desk, "signs-sheet-1440")
    printed(desk, "signs-a6x4")

    desk.go_back()
    desk.locator("select[name=paper]").select_option("a4")
    desk.get_by_role("button", name="打印全部").click()
    signs = desk.locator("article.sign")
    assert signs.count() > 3
    printed(desk, "signs-a4")
    code, name = signs.nth(1).get_attribute("data-code"), signs.nth(1).locator(".sign-place").inner_text()
    desk.goto(f"/desk/signs/print/?n={code}&paper=a6")
    expect(desk.locator("article.sign")).to_have_count(1)
    printed(desk, "signs-a6")
    desk.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    look(desk, "signs-sheet-390")

    resident = people("resident")
    resident.goto(f"/r/report/snap_report/?at={code}")
    expect(resident.locator(".flash")).to_contain_text(name)
    resident.locator(NEXT).click()
    expect(resident.locator("#id_place")).to_have_value(name)
    resident.goto(f"/r/report/snap_report/?at={grid}")
    expect(resident.locator(".flash")).to_be_visible()
