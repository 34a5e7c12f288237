"""A file of messages in the browser: columns named, looked at, taken in, bad rows corrected, nothing twice.  R-091."""

import csv
import io
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support.browser import DESK, PHONE, violations

pytestmark = pytest.mark.journey

HEADER = ["流水", "反映人", "事情", "何时", "所属街道"]
WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


def table(rows: list[list[str]], header: list[str] = HEADER) -> dict:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return {"name": "热线导出.csv", "mimeType": "text/csv", "buffer": out.getvalue().encode("gb18030")}


def look(page: Page, name: str) -> None:
    """As it stands on the desk and on a phone; nothing sideways, nothing axe minds."""
    for size in (DESK, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert violations(page) == [] and not page.evaluate(WIDE)
        if place := os.environ.get("LIANZHI_LOOK"):
            page.screenshot(path=Path(place) / f"{name}-{size[0]}.png", full_page=True)
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})


def test_a_file_of_the_hotline_comes_in_once_and_its_bad_rows_come_back(platform, people, tmp_path) -> None:
    rows = [
        [f"H{n:03}", f"来电人{n}", f"第{n}号路灯不亮，晚上很暗", "2026-03-05 09:05", "东街"]
        for n in range(40)
    ]
    rows[7][2], rows[9][3] = "", "前天傍晚"
    desk = people("duty")
    desk.goto("/desk/signals/")
    desk.get_by_role("link", name="导入留言").click()
    look(desk, "import-new")
    desk.locator("input[type=file]").set_input_files([table(rows)])
    desk.locator("input[name=source]").fill("热线")
    desk.locator("form.form button.button-primary, form button.button-primary").first.click()
    expect(desk.locator(".flash-warning")).to_contain_text("留言内容")

    desk.locator("select[name=text]").select_option("事情")
    desk.locator("select[name=external_id]").select_option("流水")
    desk.locator("select[name=occurred_at]").select_option("何时")
    desk.get_by_role("button", name="按此读取").click()
    trial = desk.locator("section[aria-labelledby=trial-title]")
    expect(trial).to_contain_text("尚未导入")
    expect(desk.locator(".import-rows tbody tr")).to_have_count(10)
    expect(desk.locator("main")).to_contain_text("前天傍晚")
    look(desk, "import-columns")
    assert platform.rows("SELECT count(*) FROM cases_signal WHERE source = '热线'")[0][0] == 0

    desk.get_by_role("button", name="导入 38 行").click()
    expect(desk.locator("#import")).to_have_attribute("data-state", "done")
    expect(desk.locator("#import")).to_contain_text("2 行没有导入")
    look(desk, "import-done")
    with desk.expect_download() as fetched:
        desk.get_by_role("link", name="下载错误行").click()
    bad = tmp_path / "bad.csv"
    fetched.value.save_as(bad)
    heading, *wrong = csv.reader(io.StringIO(bad.read_text(encoding="utf-8-sig")))
    assert [line[0] for line in wrong] == ["9", "11"]
    wrong[0][heading.index("事情")], wrong[1][heading.index("何时")] = "第7号路灯不亮", "2026-03-05"

    desk.get_by_role("link", name="再上传一个文件").click()
    desk.locator("input[type=file]").set_input_files([table(wrong, heading)])
    desk.locator("input[name=source]").fill("热线")
    desk.locator("form button.button-primary").first.click()
    expect(desk.locator("main")).to_contain_text("按上次“热线”的对应")
    desk.get_by_role("button", name="导入 2 行").click()
    expect(desk.locator("#import")).to_have_attribute("data-state", "done")

    desk.get_by_role("link", name="再上传一个文件").click()
    desk.locator("input[type=file]").set_input_files([table(rows)])
    desk.locator("input[name=source]").fill("热线")
    desk.locator("form button.button-primary").first.click()
    desk.get_by_role("button", name=re.compile("导入 38 行")).click()
    expect(desk.locator("#import")).to_have_attribute("data-state", "done")
    assert platform.rows(
        "SELECT count(*), count(DISTINCT external_id) FROM cases_signal WHERE source = '热线'"
    ) == [(40, 40)]
    desk.goto("/imports/")
    expect(desk.locator("tbody tr")).to_have_count(3)
    look(desk, "import-list")
    desk.goto("/desk/signals/?source=热线")
    expect(desk.locator("tbody tr").first).to_contain_text("路灯不亮")
