"""A policy is revised in the browser: names offered, what does not hold underlined, published by a second person (R-230, R-210).

It is a remark that is published, so that the town of the other journeys computes as it did.
"""

import re

import pytest
from playwright.sync_api import Page, expect
from support.browser import violations

pytestmark = pytest.mark.journey

FILE = "old_age.yaml"
TEXT = ".cm-content"


def begin(page: Page) -> str:
    page.goto("/benefits/revisions/new/")
    page.fill("[name=title]", "高龄津贴校对")
    page.fill("[name=reason]", "示例文号〔2026〕9号")
    page.locator("main form button.button-primary").click()
    page.select_option("[name=file]", FILE)
    page.get_by_role("button", name="加入", exact=True).click()
    page.locator(TEXT).wait_for()
    return re.search(r"/revisions/(\w+)/", page.url)[1]


def test_a_revision_is_written_tried_and_published_by_a_second_person(platform, people) -> None:
    duty = people("duty")
    code = begin(duty)
    assert violations(duty) == []

    condition = duty.locator(".cm-line", has_text="年龄 ≥ 80")
    condition.click()
    duty.keyboard.press("End")
    duty.keyboard.type(" AND 残疾")
    expect(duty.locator(".cm-tooltip-autocomplete")).to_contain_text("残疾等级")
    duty.keyboard.press("Escape")
    said = duty.locator("#said")
    expect(said).to_contain_text("没有“残疾”这个数据项")
    expect(duty.locator(".cm-lintRange-error")).to_have_text("年满80周岁:")
    expect(duty.locator("[data-editor-state]")).to_have_text("尚未保存")
    assert platform.rows("SELECT turn FROM benefits_revisedtext") == [(1,)]

    for _letter in " AND 残疾":
        duty.keyboard.press("Backspace")
    duty.keyboard.press("Control+Home")
    duty.keyboard.insert_text("# 已校对\n")
    expect(said).to_contain_text("每个例子的结果都与所写一致")
    duty.get_by_role("button", name="存为草稿").click()
    expect(duty.locator(".flash-success")).to_be_visible()
    duty.get_by_role("button", name="交给第二个人").click()
    expect(duty.locator(".flash-success")).to_be_visible()
    assert duty.locator(TEXT).count() == 0

    leader = people("leader")
    leader.goto(f"/benefits/revisions/{code}/")
    leader.get_by_role("button", name="发布", exact=True).click()
    expect(leader.locator(".flash-success")).to_be_visible()
    assert platform.rows("SELECT state, serial FROM benefits_revision WHERE code = ?", code) == [
        ("published", 1)
    ]
    leader.goto(f"/benefits/files/{FILE}/")
    leader.get_by_text("逐行对比").click()
    expect(leader.locator(".diff-new")).to_contain_text("# 已校对")
    assert violations(leader) == []
