"""The wall in a real browser: area by area, one case beside the map, and a line that breaks and comes back.

Items 3 (drill and back, every panel follows), 6 (pushed, connection in words), 10 (the address) of the acceptance list
for cockpits; R-005.
"""

import os
import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support import steps
from support.browser import PATIENCE

pytestmark = pytest.mark.journey


def opened(people, address: str = "/cockpit/", **options) -> Page:
    wall = people("leader", **options)
    wall.goto(address)
    wall.locator("[data-townmap][data-ready]").wait_for()
    expect(wall.locator("[data-connection][data-state=open]").first).to_be_attached(timeout=PATIENCE)
    return wall


def figure(wall: Page, name: str) -> int:
    return int(wall.locator(f"#now-{name}").inner_text())


def test_the_wall_goes_down_to_a_grid_and_back_and_every_panel_follows(platform, people) -> None:
    wall = opened(people)
    whole = figure(wall, "open")
    for level in ("村社", "网格"):
        menu = wall.locator(".where details")
        expect(menu).to_contain_text(level)
        menu.locator("summary").click()
        entry = menu.locator("a").first
        code, here = entry.get_attribute("data-area-link"), int(entry.locator(".number").inner_text())
        entry.click()
        expect(wall).to_have_url(re.compile(f"area={code}"))
        expect(wall.locator(".where [aria-current]")).to_be_visible()
        expect(wall.locator("#now-open")).to_have_text(str(here))
        wall.wait_for_function(
            "most => Number(document.querySelector('[data-townmap]').dataset.shown) <= most",
            arg=here,
            timeout=PATIENCE,
        )
    expect(wall.locator(".where li")).to_have_count(3)

    wall.keyboard.press("Escape")
    expect(wall).to_have_url(re.compile(r"area=\d{12}$"))
    wall.go_back()
    expect(wall).to_have_url(re.compile(f"area={code}"))
    wall.goto("/cockpit/")
    assert figure(wall, "open") == whole


def test_the_period_changes_without_leaving_the_page_and_stands_in_the_address(platform, people) -> None:
    wall = opened(people)
    wall.evaluate("window.notReloaded = true")
    wall.locator("[data-period=month]").click()

    expect(wall).to_have_url(re.compile("period=month"))
    expect(wall.locator("#panel-now .rate")).to_contain_text("近30天")
    assert wall.evaluate("window.notReloaded")
    wall.reload()
    expect(wall.locator("[data-period][aria-current]")).to_have_text("近30天")


def test_a_case_opens_beside_the_map_and_closes_with_the_keyboard(platform, people) -> None:
    wall = opened(people)
    entry = wall.locator("#panel-answers [data-case]").first
    number = entry.get_attribute("data-case")
    entry.focus()
    wall.keyboard.press("Enter")
    drawer = wall.locator("[data-drawer]")
    expect(drawer).to_contain_text(number)
    expect(drawer.locator(".timeline li").first).to_be_visible()
    expect(drawer.get_by_role("link", name="在工作台打开")).to_have_attribute("href", f"/desk/case/{number}/")

    wall.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(entry).to_be_focused()
    expect(wall).to_have_url(re.compile("/cockpit/$"))


def test_what_comes_in_while_the_line_is_dead_is_there_when_it_is_back(platform, people) -> None:
    wall = opened(people, cut=True)
    shown = int(wall.locator("[data-townmap]").get_attribute("data-shown"))
    wall.evaluate("window.notReloaded = true")
    stream = live_process(platform)
    os.killpg(stream, signal.SIGSTOP)

    number = steps.report(people("resident"), platform.facts)
    assert wall.locator(f"[data-case='{number}']").count() == 0
    os.killpg(stream, signal.SIGKILL)

    expect(wall.locator("[data-connection][data-state=waiting]").first).to_be_attached(timeout=PATIENCE)
    expect(wall.locator("[data-connection][data-state=open]").first).to_be_attached(timeout=PATIENCE)
    expect(wall.locator(f"[data-case='{number}']").first).to_be_attached()
    expect(wall.locator("[data-townmap]")).to_have_attribute("data-shown", str(shown + 1))
    assert wall.evaluate("window.notReloaded")


def live_process(platform) -> int:
    """The process group of this platform's live stream; its keeper starts it again when it dies."""
    port = str(int(platform.base.rpartition(":")[2]) + 1)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (pid := int(entry.name)) == _group(pid):
            words = (entry / "cmdline").read_bytes().decode().split("\0")
            if "lianzhi.project.live:app" in words and port in words:
                return pid
    raise AssertionError("no live process")


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0
