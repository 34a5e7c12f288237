"""The desk as officers work it: saved views, several cases at once, the keyboard alone, columns on every machine.

A3, A4; R-162 for the note from shift to shift.
"""

import re

import pytest
from playwright.sync_api import expect
from support.browser import violations
from support.steps import called, spot

pytestmark = pytest.mark.journey


def test_a_saved_view_comes_back_on_another_machine(platform, people) -> None:
    desk = people("duty")
    desk.goto("/desk/?view=")
    desk.keyboard.press("m")
    desk.locator("#search-more input[name=status][value=received]").check()
    desk.locator("#search-more select[name=assigned]").select_option("none")
    desk.locator("#search button.button-primary").click()
    expect(desk.locator(".chips .chip")).to_have_count(2)
    desk.wait_for_load_state()  # the chips stand before the script knows the key
    desk.keyboard.press("s")
    desk.locator("#view-name").fill("待立案·未派")
    desk.locator("#save-view button.button-primary").click()
    expect(desk.locator(".views-name")).to_have_text("待立案·未派")

    elsewhere = people("duty")
    elsewhere.goto("/desk/?view=")
    elsewhere.keyboard.press("v")
    elsewhere.get_by_role("link", name="待立案·未派").click()
    elsewhere.wait_for_url(re.compile(r"assigned=none.*status=received"))
    expect(elsewhere.locator(".chips .chip")).to_have_count(2)
    assert violations(elsewhere) == []


def test_several_at_once_and_the_refused_one_stays_chosen(platform, people) -> None:
    desk = people("duty")
    good = [called(desk, f"来电：文汇路{n}号门前垃圾成堆没人清。", spot=spot(platform)) for n in (3, 5)]
    bad = called(desk, "来电人说有垃圾没人清，没说清在哪里。")
    desk.goto("/desk/?group=receive")
    for number in [*good, bad]:
        desk.locator(f"tr[data-number='{number}'] input[data-pick]").check()
    expect(desk.locator("[data-picked-count]")).to_contain_text("3")
    desk.locator("#bulk .button-primary").click()
    desk.locator("button[name=verb][value=file]").click()
    expect(desk.locator(f"tr[data-number='{bad}']")).to_contain_text("不能办")
    expect(desk.locator(f"tr[data-number='{good[0]}']")).to_contain_text("立案")
    assert violations(desk) == []
    desk.locator("form.bulk .acts button.button-primary").click()
    desk.wait_for_url("**/desk/bulk/**")
    expect(desk.locator("[role=status] strong")).to_contain_text("2")
    assert [platform.case(number)["state"] for number in (*good, bad)] == ["filed", "filed", "received"]
    desk.locator("a.button-primary").click()
    expect(desk.locator("input[data-pick]:checked")).to_have_count(1)
    expect(desk.locator(f"tr[data-number='{bad}'] input[data-pick]")).to_be_checked()


def test_a_morning_s_cases_are_taken_in_without_a_mouse(platform, people) -> None:
    desk = people("duty")
    numbers = [called(desk, f"来电：学院街{n}号楼下堆了垃圾。", spot=spot(platform)) for n in (7, 9)]
    desk.goto("/desk/?group=receive")
    keys = desk.keyboard
    keys.press("/")
    keys.type("学院街")
    keys.press("Enter")
    desk.wait_for_url(re.compile("q="))
    expect(desk.locator("tr[data-number] mark").first).to_be_visible()
    for _ in numbers:
        keys.press("j")
        keys.press("x")
    expect(desk.locator("input[data-pick]:checked")).to_have_count(2)
    keys.press("b")
    desk.wait_for_url("**/desk/bulk/**")
    expect(desk.locator("button[name=verb][aria-current]")).to_contain_text("立案")
    keys.press("d")
    expect(desk.locator("[role=status] strong")).to_contain_text("2")
    keys.press("l")
    desk.wait_for_url(re.compile(r"/desk/\?"))
    assert {platform.case(number)["state"] for number in numbers} == {"filed"}
    keys.press("?")
    expect(desk.locator("dialog[open]")).to_contain_text("批量办理")
    keys.press("Escape")
    expect(desk.locator("dialog[open]")).to_have_count(0)


def test_the_places_of_the_menu_are_reached_by_g_and_a_letter(people) -> None:
    desk = people("duty")
    keys = desk.keyboard
    desk.goto("/desk/?view=")
    for letter, address in (
        ("s", "/desk/statistics/"),
        ("h", "/desk/handover/"),
        ("l", "/desk/"),
        ("n", "/desk/new/"),
    ):
        keys.press("g")
        keys.press(letter)
        desk.wait_for_url(re.compile(rf"{address}(\?|$)"))

    desk.locator("#call-text").fill("")
    keys.type("gsgl")
    expect(desk.locator("#call-text")).to_have_value("gsgl")
    assert desk.url.endswith("/desk/new/")


def test_the_help_lists_the_places_of_this_reader_only(people) -> None:
    duty, checker = people("duty"), people("checker")
    offered = {}
    for name, desk in (("duty", duty), ("checker", checker)):
        desk.goto("/desk/statistics/")
        desk.keyboard.press("?")
        shown = desk.locator("dialog[open] h3 + dl")
        expect(shown).to_be_visible()
        offered[name] = dict(
            zip(shown.locator("dt").all_inner_texts(), shown.locator("dd").all_inner_texts(), strict=True)
        )
        assert violations(desk) == []
        desk.keyboard.press("Escape")
    letters = {name: {keys.split()[1] for keys in places} for name, places in offered.items()}
    assert "统计" in offered["duty"]["g s"]
    assert {"l", "s", "n", "h", "b"} <= letters["duty"]
    assert "c" in letters["checker"]
    assert "n" not in letters["checker"]

    checker.keyboard.press("g")
    checker.keyboard.press("n")  # not offered: nothing happens, and the next key is itself again
    assert checker.url.endswith("/desk/statistics/")
    checker.keyboard.press("g")
    checker.keyboard.press("Escape")
    checker.keyboard.press("c")
    assert checker.url.endswith("/desk/statistics/")
    checker.keyboard.press("g")
    checker.keyboard.press("c")
    checker.wait_for_url("**/desk/checks/")


def test_keys_that_were_turned_off_lead_nowhere_and_no_one_hears_of_them(people) -> None:
    """Screen readers read the menu as before: no shortcut stands in a name, and none is announced."""
    desk = people("duty")
    desk.goto("/desk/statistics/")
    links = desk.locator("nav.sidemenu a[data-go]")
    assert links.count() > 5
    assert (
        desk.locator(
            "nav.sidemenu a[aria-keyshortcuts], nav.sidemenu a[title], nav.sidemenu a[aria-label]"
        ).count()
        == 0
    )
    desk.keyboard.press("?")
    desk.locator("dialog[open] .acts button:not(.button-primary)").click()
    desk.keyboard.press("g")
    desk.keyboard.press("l")
    desk.keyboard.press("?")
    expect(desk.locator("dialog[open]")).to_be_visible()
    assert desk.url.endswith("/desk/statistics/")
    desk.locator("dialog[open] .acts button:not(.button-primary)").click()
    desk.keyboard.press("g")
    desk.keyboard.press("l")
    desk.wait_for_url(re.compile(r"/desk/(\?|$)"))


def test_columns_and_close_rows_are_remembered_for_the_person(people) -> None:
    desk = people("checker")
    desk.goto("/desk/?view=")
    desk.keyboard.press("c")
    sheet = desk.locator("details.menu[open] form")
    sheet.locator("input[name=column][value=source]").check()
    sheet.locator("input[name=column][value=units]").uncheck()
    sheet.locator("input[name=density]").check()
    sheet.locator("button.button-primary").click()
    expect(desk.get_by_role("columnheader", name="来源")).to_be_visible()

    elsewhere = people("checker")
    elsewhere.goto("/desk/?view=")
    expect(elsewhere.get_by_role("columnheader", name="来源")).to_be_visible()
    expect(elsewhere.get_by_role("columnheader", name="单位")).to_have_count(0)
    expect(elsewhere.locator("table[data-density=compact]")).to_have_count(1)


def test_open_pages_are_tabs_that_outlive_a_reload(people) -> None:
    desk = people("duty")
    for address in ("/desk/?view=", "/desk/signals/", "/desk/new/"):
        desk.goto(address)
    tabs = desk.locator(".page-tabs li")
    expect(tabs).to_have_count(3)
    desk.reload()
    expect(tabs).to_have_count(3)
    tabs.nth(2).locator("a").click(button="right")
    desk.get_by_role("menuitem", name="关闭左侧").click()
    expect(tabs).to_have_count(1)
    expect(tabs.locator("[aria-current]")).to_be_visible()


def test_one_shift_leaves_a_note_and_the_next_takes_it_over(platform, people) -> None:
    desk = people("duty")
    desk.goto("/desk/handover/")
    desk.keyboard.press("h")
    desk.wait_for_url("**/desk/handover/new/")
    desk.locator("textarea[name=words]").fill("文化广场夜里有活动，留意噪声投诉。")
    desk.locator("form.form .button-primary").click()
    expect(desk.locator(".said")).to_contain_text("文化广场")
    expect(desk.locator("form[action*=take]")).to_have_count(0)
    assert violations(desk) == []
    mine = "SELECT taken_by FROM cases_handover WHERE words = ?"
    assert platform.rows(mine, "文化广场夜里有活动，留意噪声投诉。") == [("",)]
