"""What people do on the pages, step by step, as the journeys need it more than once."""

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page, expect

from support.browser import as_file, located_jpeg

TEXT = "小区东门口堆了一大堆建筑垃圾和生活垃圾，好几天没人清理，气味很大。"
RESULT = "已清运垃圾约两车，地面冲洗完毕。"
ANSWER = "您反映的东门垃圾已于今天清运完毕，并安排每天巡查两次。谢谢您的监督。"
PHONE_NUMBER = "13800001234"
NEXT = ".thumb .button-primary"


def photo_sent(page: Page, count: int = 1, **picture) -> None:
    """Choose a photo and wait until the server has it."""
    given = as_file(**picture) if picture else as_file(located_jpeg())
    page.locator("input[type=file]").first.set_input_files([given])
    expect(page.locator(".shot:not(.sending):not(.failed) input[name=photos]")).to_have_count(count)


def pin(page: Page, facts: Mapping[str, object], *, clicked: bool = True) -> None:
    """The place: a tap on the map, then the coordinates a device would give, so that the grid is known."""
    page.locator("[data-townmap][data-ready]").wait_for()
    if clicked:
        page.locator(".maplibregl-canvas").click(position={"x": 180, "y": 120})
        expect(page.locator("#id_lon")).not_to_have_value("")
        expect(page.locator(".pin")).to_be_visible()
    page.evaluate(
        """([lon, lat]) => { document.querySelector('#id_lon').value = lon;
        document.querySelector('#id_lat').value = lat; }""",
        [str(facts["lon"]), str(facts["lat"])],
    )


def words(page: Page, text: str = TEXT, category: str = "dumped-rubbish") -> None:
    """Type what is wrong; the machine proposes; choose the kind."""
    page.locator("#id_text").press_sequentially(text[:12])
    page.locator("#id_text").fill(text)
    expect(page.locator("[data-chips] .choice").first).to_be_visible()
    wanted = page.locator(f"[data-chips] input[value={category}]")
    expect(page.locator("[data-chips] input[name=category]").first).to_be_attached()
    if wanted.count():
        wanted.check()
        return
    page.locator("details.more > summary").click()
    page.locator(f"details.more input[value={category}]").check()


def prove_phone(page: Page, phone: str = PHONE_NUMBER) -> None:
    page.locator("#id_phone").fill(phone)
    page.locator("[data-get-code]").click()
    shown = page.locator("[data-demo-code]")
    shown.wait_for()
    page.locator("#id_code").fill(shown.inner_text().strip())


def report(page: Page, facts: Mapping[str, object], text: str = TEXT, **options) -> str:
    """随手拍 from the first page to the receipt; the tracking number."""
    category, phone = options.get("category", "dumped-rubbish"), options.get("phone", PHONE_NUMBER)
    page.goto("/r/")
    page.locator(".entry-first").click()
    photo_sent(page)
    page.get_by_role("button", name="下一步：选地点").click()
    pin(page, facts)
    page.get_by_role("button", name="下一步：说问题").click()
    words(page, text, category)
    if page.locator("#id_phone").count():
        prove_phone(page, phone)
    return sent(page)


def sent(page: Page) -> str:
    """Send; when near matters are offered, say that this one is new. The tracking number."""
    page.locator(NEXT).click()
    page.locator("[data-number], form#new").first.wait_for(state="attached")
    if page.locator("form#new").count():
        page.locator(NEXT).click()
    return page.locator("[data-number]").inner_text().strip()


def act(page: Page, verb: str) -> None:
    """Press the button of one act; forms that must be filled in are filled before."""
    form = page.locator(f"form[action$='/move/{verb}/']")
    form.locator("button.button-primary, button.button-danger").last.click()


def open_act(page: Page, verb: str):
    """The form of an act, unfolded."""
    form = page.locator(f"form[action$='/move/{verb}/']")
    form.wait_for(state="attached")
    if not form.is_visible():
        page.locator(f"details.act:has(form[action$='/move/{verb}/']) > summary").click()
    return form


def state_on_desk(page: Page, name: str) -> None:
    expect(page.locator(".standing .tag").first).to_have_text(re.compile(name))


def file_and_dispatch(page: Page, number: str) -> str:
    """立案 and 派遣 as the responsibility list proposes; the proposed leading unit."""
    page.goto(f"/desk/case/{number}/")
    act(page, "file")
    state_on_desk(page, "立案")
    form = open_act(page, "dispatch")
    lead = form.locator("select[name=units]").input_value()
    act(page, "dispatch")
    state_on_desk(page, "派遣")
    return lead


def accept(page: Page, number: str) -> None:
    page.goto(f"/desk/case/{number}/")
    act(page, "accept")
    state_on_desk(page, "处置")


def finish(page: Page, number: str, result: str = RESULT) -> None:
    """办结上报 with words and a photo."""
    page.goto(f"/desk/case/{number}/")
    form = open_act(page, "finish")
    form.locator("textarea[name=result]").fill(result)
    form.locator("input[type=file]").set_input_files([as_file(located_jpeg((900, 700)), "result.jpg")])
    expect(form.locator("input[name=photos]")).to_have_count(1)
    act(page, "finish")


def pass_check(page: Page, number: str) -> None:
    page.goto(f"/desk/case/{number}/")
    act(page, "pass")
    state_on_desk(page, "待结案")


def close(page: Page, number: str, answer: str = ANSWER) -> None:
    page.goto(f"/desk/case/{number}/")
    open_act(page, "close").locator("textarea[name=answer]").fill(answer)
    act(page, "close")
    state_on_desk(page, "结案")


def rate(page: Page, token_url: str, grade: int, *, reason: str = "", text: str = "") -> None:
    page.goto(token_url)
    page.locator(NEXT).click()
    page.locator(f"input[name=grade][value='{grade}']").check(force=True)
    if reason:
        page.locator(f"input[name=reasons][value={reason}]").check(force=True)
    if text:
        page.locator("textarea[name=text]").fill(text)
    page.locator(NEXT).click()
    expect(page.locator("#progress")).to_be_visible()


def called(desk: Page, text: str, *, category: str = "dumped-rubbish", spot: tuple | None = None) -> str:
    """A call taken down; without ``spot`` nobody knows yet where it is."""
    desk.goto("/desk/new/")
    desk.locator("#call-text").fill(text)
    desk.locator("[name=category]").select_option(category)
    if spot:
        desk.evaluate(
            "([lon, lat]) => { document.querySelector('#call-lon').value = lon; document.querySelector('#call-lat').value = lat }",
            [str(value) for value in spot],
        )
    desk.locator("form.form .button-primary").click()
    desk.wait_for_url("**/desk/case/**")
    return desk.url.rstrip("/").rsplit("/", 1)[-1]


def spot(platform: Any) -> tuple:
    return platform.facts["lon"], platform.facts["lat"]
