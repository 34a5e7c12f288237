"""Borders drawn on the map: a grid is split by a line, a border is moved, with the mouse, by keys, on a phone (R-074).

All of it for a coming day, so that the town of the other journeys stays as it is.
"""

from datetime import timedelta

import pytest
import shapely
from playwright.sync_api import Page, expect
from support.browser import PHONE, violations
from support.offline import until

from lianzhi.territory.snapshot import today

pytestmark = pytest.mark.journey

DRAWN = "[data-townmap][data-drawing]"


def grids(platform) -> dict[str, shapely.Geometry]:
    rows = platform.rows(
        "SELECT code, geometry FROM territory_area WHERE level = 'grid' AND valid_to IS NULL ORDER BY code"
    )
    return {code: shapely.from_geojson(text) for code, text in rows}


def crossed_once(platform) -> str:
    """A grid that a level line through its middle cuts in two."""
    for code, shape in grids(platform).items():
        west, south, east, north = shape.bounds
        line = shapely.LineString([(west, (south + north) / 2), (east, (south + north) / 2)])
        if shapely.intersection(shape, line).geom_type == "LineString":
            return code
    raise AssertionError("no grid of the small town is cut once by its middle line")


def neighbours(platform) -> tuple[str, str]:
    found = grids(platform)
    pairs = [
        (shapely.line_merge(found[a].intersection(found[b])), a, b) for a in found for b in found if a < b
    ]
    lines = [(line.length, a, b) for line, a, b in pairs if line.geom_type == "LineString"]
    return max(lines)[1:]


def drawing(page: Page, query: str = "") -> None:
    page.goto(f"/settings/areas/map/{query}")
    page.locator(DRAWN).wait_for()


def corners(page: Page) -> int:
    return int(page.locator(DRAWN).get_attribute("data-corners") or 0)


def tap(page: Page, across: float, down: float) -> None:
    box = page.locator(".maplibregl-canvas").bounding_box()
    page.locator(".maplibregl-canvas").click(position={"x": box["width"] * across, "y": box["height"] * down})


def look(page: Page) -> None:
    page.locator("button[name=look]").click()
    page.wait_for_load_state()
    assert page.locator("form .error, .refusal").all_inner_texts() == []
    page.locator("[data-seen]").wait_for()
    page.locator(DRAWN).wait_for()


def save(page: Page) -> None:
    page.locator("button[name=save]").click()
    expect(page.locator(".flash-success")).to_be_visible()


def test_a_border_is_moved_and_later_a_grid_is_split(platform, people, tmp_path) -> None:
    page = people("admin")
    move_a_border(platform, page, tmp_path)
    split_a_grid(platform, page, tmp_path)


def move_a_border(platform, page: Page, tmp_path) -> None:
    """By keys and by the mouse."""
    (one, two), day = neighbours(platform), today() + timedelta(days=30)
    drawing(page, f"?act=border&first={one}&second={two}")
    knobs = page.locator(".area-corner:not(.between)")
    before = page.locator("[name=line]").input_value()
    count = knobs.count()
    assert count >= 2
    page.locator(".area-corner.between").nth(count // 2).focus()
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    until(lambda: knobs.count() == count + 1, "the key made a corner")
    assert page.locator("[name=line]").input_value() != before
    middle = page.locator(".area-corner.between").nth(count // 2 - 2)
    box = middle.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 12, box["y"] + 25, steps=4)
    page.mouse.up()
    until(lambda: knobs.count() == count + 2, "the mouse made a corner")
    page.locator("#id_on").fill(str(day))
    look(page)
    page.screenshot(path=tmp_path / "border-1440.png")
    save(page)
    begun = platform.rows("SELECT code FROM territory_area WHERE valid_from = ? AND level = 'grid'", str(day))
    assert {row[0] for row in begun} == {one, two}
    checked = platform.command("territory", "check", "--day", str(day))
    assert checked.returncode == 0, checked.stdout + checked.stderr


def split_a_grid(platform, page: Page, tmp_path) -> None:
    code, day = crossed_once(platform), today() + timedelta(days=60)
    drawing(page)
    page.locator("[name=first]").select_option(code)
    expect(page.locator("[name=code_one]")).to_have_value(code)
    expect(page.locator("[name=code_two]")).not_to_have_value("")
    for across in (0.03, 0.5, 0.97):
        tap(page, across, 0.5)
    until(lambda: corners(page) == 3, "three corners")
    page.locator("[data-undo]").click()
    until(lambda: corners(page) == 2, "one corner was taken back")
    tap(page, 0.97, 0.5)
    page.locator("[name=name_two]").fill("新东网格")
    page.locator("#id_on").fill(str(day))
    look(page)
    expect(page.locator("[data-seen] tbody tr")).to_have_count(1)
    assert violations(page) == []
    page.screenshot(path=tmp_path / "split-1440.png")
    save(page)
    rows = platform.rows("SELECT code, valid_from FROM territory_area WHERE name_zh = '新东网格'")
    assert [(row[0][:12], row[1]) for row in rows] == [(code[:12], str(day))]
    assert platform.rows(
        "SELECT count(*) FROM territory_lineage WHERE from_code = ? AND kind = 'split'", code
    ) == [(2,)]
    checked = platform.command("territory", "check", "--day", str(day))
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_on_a_phone_a_line_is_drawn_by_touch_or_at_the_cross(platform, people, tmp_path) -> None:
    code = crossed_once(platform)
    page = people("admin", PHONE, has_touch=True)
    drawing(page, f"?act=split&first={code}")
    box = page.locator(".maplibregl-canvas").bounding_box()
    page.touchscreen.tap(box["x"] + 8, box["y"] + box["height"] / 2)
    until(lambda: corners(page) == 1, "a tap made a corner")
    page.locator("[data-add]").click()
    until(lambda: corners(page) == 2, "the button made a corner at the cross")
    page.locator(".maplibregl-canvas").focus()
    page.keyboard.press("Enter")
    until(lambda: corners(page) == 3, "Enter made one there too")
    page.locator("[data-undo]").click()
    page.touchscreen.tap(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    until(lambda: corners(page) == 3, "three corners")
    page.screenshot(path=tmp_path / "split-390.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_cannot_be_drawn_is_said_and_what_was_drawn_stays(platform, people) -> None:
    code = crossed_once(platform)
    page = people("admin", refusals=True)
    drawing(page, f"?act=split&first={code}")
    tap(page, 0.5, 0.5)
    tap(page, 0.55, 0.6)
    until(lambda: corners(page) == 2, "two corners")
    page.locator("[name=name_two]").fill("半条线")
    page.locator("#id_on").fill(str(today() + timedelta(days=90)))  # after what another test planned
    page.locator("button[name=look]").click()
    expect(page.locator(".maplibregl-canvas")).to_be_visible()
    expect(page.locator("form [id$=-error], form .field-error").first).to_contain_text("线没有从边界到边界")
    page.locator(DRAWN).wait_for()
    until(lambda: corners(page) == 2, "the line is still there")


def test_the_check_says_that_the_tree_is_whole(platform, people, tmp_path) -> None:
    page = people("admin")
    page.goto("/settings/areas/check/")
    expect(page.locator("main")).to_contain_text("区域树完整")
    page.screenshot(path=tmp_path / "check-1440.png")
    assert violations(page) == []
    page.goto("/settings/areas/tables/")
    assert violations(page) == []
