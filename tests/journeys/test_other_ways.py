"""Joint work, the grid worker's round, the administrator's lists, large type, and a phone without scripts.

R-109, R-113, R-126, R-300; GB/T 37668 elder mode: text of at least 18 px, targets of at least 60 px on the start page.
"""

from datetime import date

import pytest
from playwright.sync_api import expect
from support import steps
from support.browser import DESK, as_file, located_jpeg

pytestmark = pytest.mark.journey

LAMP = "松鹤路与学院街路口的路灯从周一起不亮，晚上看不清路。"
OFFERED = "文化广场的共享单车堆放杂乱，占了盲道。"


def test_a_joint_task_goes_to_the_checker_only_after_the_second_unit(platform, people) -> None:
    number = steps.report(people("resident"), platform.facts, phone="13800002345")
    desk = people("duty")
    desk.goto(f"/desk/case/{number}/")
    steps.act(desk, "file")
    form = steps.open_act(desk, "dispatch")
    form.locator(f"input[name=supports][value='{platform.facts['unit']}']").check()
    steps.act(desk, "dispatch")
    steps.state_on_desk(desk, "派遣")
    expect(desk.locator(".parts > li")).to_have_count(2)

    first, second = people("staff"), people("grid")
    steps.accept(first, number)
    steps.finish(first, number)
    steps.state_on_desk(first, "处置")
    assert platform.case(number)["state"] == "handling"

    second.goto("/g/")
    second.locator(f"a.card[href*='{number}']").click()
    second.get_by_role("button", name="接单").click()
    second.get_by_role("link", name="办结上报").click()
    second.locator("textarea[name=text]").fill("社区已劝导周边商户，签了门前三包。")
    second.locator("input[type=file]").set_input_files([as_file(located_jpeg())])
    expect(second.locator(".shot")).to_have_count(1)
    second.locator(steps.NEXT).click()
    expect(second.locator("[data-group=group_sent] [data-entry]")).to_have_count(2)

    assert platform.case(number)["state"] == "checking"
    checks = people("checker")
    checks.goto("/desk/checks/")
    expect(checks.locator(f"tr[data-number='{number}']")).to_be_visible()


def test_a_grid_worker_reports_from_the_round_in_three_screens(platform, people) -> None:
    grid = people("grid")
    grid.goto("/g/")
    grid.locator(steps.NEXT).click()
    grid.wait_for_url("**/g/new/**")
    grid.locator("input[type=file]").set_input_files([as_file(located_jpeg())])
    expect(grid.locator(".shot")).to_have_count(1)
    grid.get_by_role("button", name="下一步：选地点").click()
    grid.locator("[name=place_text]").fill("东门")
    grid.get_by_role("button", name="下一步：说问题").click()
    grid.locator("textarea[name=text]").fill(LAMP)
    grid.locator("select[name=category]").select_option("street-lamp")
    grid.locator(steps.NEXT).click()
    grid.locator("[data-group=group_sent] [data-entry]").click()
    number = grid.locator("dl.facts dd").first.inner_text().strip()

    grid.goto("/g/?list=own")
    expect(grid.locator(f"a.card[href*='{number}']")).to_contain_text("路灯")
    assert platform.case(number)["state"] == "received"


def test_a_new_unit_and_a_line_of_the_list_reach_the_dispatch_form(platform, people) -> None:
    admin = people("admin")
    admin.goto("/settings/units/new/")
    for name, value in {
        "code": "bike-crew",
        "name_zh": "共享单车整治队",
        "name_en": "Shared bicycle crew",
    }.items():
        admin.locator(f"[name={name}]").fill(value)
    admin.locator("[name=kind]").select_option("team")
    admin.locator("[name=area_code]").select_option(str(platform.facts["town"]))
    admin.locator("form.form .button-primary").click()
    admin.wait_for_url("**/settings/units/")
    admin.goto("/settings/duties/new/")
    admin.locator("[name=category]").select_option("bike-parking")
    admin.locator("[name=area_code]").select_option(str(platform.facts["grid"]))
    admin.locator("[name=lead]").select_option("bike-crew")
    admin.locator("[name=legal_ground]").fill("示例：镇政府分工通知")
    admin.locator("[name=valid_from]").fill(date.today().isoformat())  # noqa: DTZ011  the browser's day
    admin.locator("form.form .button-primary").click()
    admin.wait_for_url("**/settings/duties/")

    number = steps.report(
        people("resident"), platform.facts, OFFERED, category="bike-parking", phone="13800003456"
    )
    desk = people("duty")
    desk.goto(f"/desk/case/{number}/")
    steps.act(desk, "file")
    form = steps.open_act(desk, "dispatch")

    expect(form.locator("select[name=units]")).to_have_value("bike-crew")
    expect(form.locator(".ground")).to_contain_text("示例：镇政府分工通知")


def test_elder_mode_has_large_type_and_large_targets(people) -> None:
    page = people("resident")
    page.goto("/r/")
    page.get_by_role("button", name="长辈版", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "care")
    page.wait_for_load_state("load")  # sizes are measured: the style sheets must be there

    small_type = page.evaluate(
        """[...document.querySelectorAll('.phone *')].filter(e => e.offsetParent && e.childNodes.length
        && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
        && !e.closest('.visually-hidden') && parseFloat(getComputedStyle(e).fontSize) < 18)
        .map(e => [e.tagName, e.className, e.textContent.trim().slice(0, 30), getComputedStyle(e).fontSize])"""
    )
    targets = page.evaluate(
        """[...document.querySelectorAll('.phone a, .phone button, .phone summary')].filter(e => e.offsetParent)
        .map(e => [e.textContent.trim().slice(0, 20), e.getBoundingClientRect().width, e.getBoundingClientRect().height])"""
    )
    assert small_type == []
    assert len(targets) > 5 and [one for one in targets if min(one[1:]) < 60] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_phone_without_scripts_reports_too_and_the_photo_s_place_is_taken_out(platform, people) -> None:
    page = people("resident", java_script_enabled=False)
    before = {path for path in (platform.home / "files").rglob("*") if path.is_file()}
    page.goto("/r/")
    page.locator(".entry-first").click()
    page.locator("input[type=file]").set_input_files([as_file(located_jpeg())])
    page.get_by_role("button", name="下一步：选地点").click()
    page.locator("#id_place").fill("一个地图上没有的小地方")
    page.get_by_role("button", name="下一步：说问题").click()
    if page.locator("button[name=as_typed]").count():
        page.locator("button[name=as_typed]").click()
    page.locator("#id_text").fill(steps.TEXT)
    page.locator("#id_phone").fill("13800004567")
    page.get_by_role("button", name="获取验证码").click()
    code = page.locator("[data-demo-code]").inner_text().strip()
    expect(page.locator("#id_text")).to_have_value(steps.TEXT)
    page.locator("#id_code").fill(code)
    number = steps.sent(page)
    assert platform.case(number)["state"] == "received"
    fresh = {path for path in (platform.home / "files").rglob("*") if path.is_file()} - before
    assert len(fresh) >= 2
    assert all(b"Exif" not in path.read_bytes() for path in fresh)


def test_the_desk_s_call_form_makes_a_case_that_the_caller_can_look_up(platform, people) -> None:
    desk = people("duty", DESK)
    desk.goto("/desk/new/")
    desk.locator("#call-text").fill("来电人说永宁街菜场门口污水外溢，行人没法走。")
    desk.locator("[name=category]").select_option("drain-flood")
    desk.evaluate(
        "([lon, lat]) => { document.querySelector('#call-lon').value = lon; document.querySelector('#call-lat').value = lat }",
        [str(platform.facts["lon"]), str(platform.facts["lat"])],
    )
    desk.locator("[name=phone]").fill("13800005678")
    desk.locator("form.form .button-primary").click()
    desk.wait_for_url("**/desk/case/**")
    number = desk.url.rstrip("/").rsplit("/", 1)[-1]

    caller = people("resident")
    caller.goto("/r/find/")
    caller.locator("[name=number]").fill(number)
    caller.locator("[name=last_four]").fill("5678")
    caller.locator(steps.NEXT).click()
    expect(caller.locator("#progress")).to_contain_text("污水外溢")
