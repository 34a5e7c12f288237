"""What goes wrong is said in plain Chinese with what to do, and nothing is half-written.

Issue 2 "bad input"; the view tests hold the full tables, here is what a person meets in the browser.
"""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from support import steps
from support.browser import as_file
from support.pictures import png_bomb

pytestmark = pytest.mark.journey

WRITTEN = (
    "cases_case", "cases_signal", "worklist_item", "worklist_move", "worklist_task", "cases_rating",
)  # fmt: skip
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9" height="9"/></svg>'


def _too_large() -> bytes:
    """20 MB that no browser can make smaller: not a picture to it, so it is sent as it is."""
    return b"\xff\xd8\xff\xe0" + b"\0" * 20_000_000


def _broken() -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").resize((800, 600)).save(out, "JPEG")
    return out.getvalue()[:900]


PICTURES = {
    "20 MB": (_too_large, "large.jpg", "image/jpeg", "至多|最多|不能超过"),
    "broken": (_broken, "broken.jpg", "image/jpeg", "打不开|损坏|无法"),
    "an SVG": (lambda: SVG, "drawing.svg", "image/svg+xml", "JPEG|照片|图片"),
}


def _counts(platform) -> list[int]:
    return [platform.count(table) for table in WRITTEN]


def test_a_bad_picture_is_refused_with_its_name_and_the_way_out(platform, people) -> None:
    page = people("resident", refusals=True)
    page.goto("/r/report/snap_report/")
    before, photos = _counts(platform), platform.count("files_photo")
    for kind, (make, name, mime, said) in PICTURES.items():
        page.locator("input[type=file]").set_input_files([as_file(make(), name, mime)])
        note = page.locator("[data-uploading]")
        expect(note, kind).to_contain_text(re.compile(f"{re.escape(name)}.*({said})"))
        expect(page.locator(".shot.failed"), kind).to_have_count(1)
        page.locator(".shot.failed [data-drop]").click()

    assert _counts(platform) == before
    assert platform.count("files_photo") == photos


def test_a_picture_that_would_fill_the_memory_is_refused_by_the_server(platform, people) -> None:
    """Sent by a phone without scripts: with them the phone makes the picture small itself."""
    page = people("resident", refusals=True, java_script_enabled=False)
    page.goto("/r/report/snap_report/")
    before = platform.count("files_photo")
    page.locator("input[type=file]").set_input_files(
        [as_file(png_bomb(20_000, 20_000), "bomb.png", "image/png")]
    )
    page.get_by_role("button", name="下一步：选地点").click()

    expect(page.locator(".refusal")).to_contain_text(re.compile("bomb.png.*(尺寸太大|像素)"))
    assert platform.count("files_photo") == before


def _to_the_words(page: Page, platform) -> None:
    page.goto("/r/report/snap_report/")
    page.get_by_role("button", name="下一步：选地点").click()
    steps.pin(page, platform.facts, clicked=False)
    page.get_by_role("button", name="下一步：说问题").click()
    page.locator("#id_text").wait_for()


def _forged(page: Page, name: str, value: str) -> None:
    """A value no page offers, as a browser that was tampered with sends it."""
    page.evaluate(
        """([name, value]) => { for (const e of document.querySelectorAll(`[name=${name}]`)) {
        if (e.type === 'radio' || e.type === 'hidden') { e.value = value; if (e.type === 'radio') e.checked = true }
        else e.value = value } }""",
        [name, value],
    )


def test_words_that_cannot_be_taken_come_back_with_what_to_do_and_nothing_lost(platform, people) -> None:
    page = people("resident", refusals=True)
    _to_the_words(page, platform)
    before = _counts(platform)

    page.locator("#id_text").fill("路" * 10_000)
    steps.prove_phone(page, "13800006789")
    page.locator(steps.NEXT).click()
    expect(page.locator("#id_text-error")).to_contain_text(re.compile("10000.*2000.*还在"))
    assert len(page.locator("#id_text").input_value()) == 10_000

    page.locator("#id_text").evaluate("(e, text) => { e.value = text }", "路灯\x07坏了\x00三天，没有人来修。")
    page.locator(steps.NEXT).click()
    expect(page.locator("#id_text-error")).to_contain_text(re.compile("去掉.*核对"))
    expect(page.locator("#id_text")).to_have_value("路灯坏了三天，没有人来修。")

    code = page.locator("#id_code").input_value()
    wrong = "000000" if code != "000000" else "111111"
    page.locator("#id_code").fill(wrong)
    page.locator(steps.NEXT).click()
    page.locator("#id_code-error, form#new").first.wait_for(state="attached")
    if page.locator("form#new").count():  # near matters were offered first
        page.locator(steps.NEXT).click()
    expect(page.locator("#id_code-error")).to_contain_text("验证码")
    expect(page.locator("#id_text")).to_have_value("路灯坏了三天，没有人来修。")

    page.locator("details.more > summary").first.click()
    page.locator("details.more input[value=street-lamp]").check()
    page.locator("details.more input[value=street-lamp]").evaluate("e => { e.value = 'no-such-kind' }")
    page.locator("#id_code").fill(code)
    page.locator(steps.NEXT).click()
    expect(page.locator("#main")).to_contain_text(re.compile("类别|类型"))
    expect(page.locator("#main .error, #main .refusal").first).to_be_visible()
    assert _counts(platform) == before


def test_a_place_outside_the_town_is_said_beside_it_and_the_words_stay(platform, people) -> None:
    page = people("resident", refusals=True)
    page.goto("/r/report/snap_report/place/")
    before = _counts(platform)
    page.locator("[data-townmap][data-ready]").wait_for()
    page.locator("#id_place").fill("很远的地方")
    _forged(page, "lon", "121.9")
    _forged(page, "lat", "31.9")
    page.get_by_role("button", name="下一步：说问题").click()

    expect(page.locator("#main")).to_contain_text("这个地点不在本镇范围内。")
    expect(page.locator("#id_place")).to_have_value("很远的地方")
    assert _counts(platform) == before


def test_the_same_report_sent_twice_is_one_case(platform, people) -> None:
    page = people("resident")
    _to_the_words(page, platform)
    steps.words(page)
    steps.prove_phone(page, "13800007890")
    form = page.evaluate("Object.fromEntries(new FormData(document.querySelector('#report')))")
    before = platform.count("cases_case")
    number = steps.sent(page)
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    again = page.request.post(
        "/r/report/snap_report/words/", form=form | {"csrfmiddlewaretoken": token, "do": "send"}
    )

    assert again.ok
    assert number in again.text()
    assert platform.count("cases_case") == before + 1


def test_a_step_cannot_be_skipped_by_a_form_made_by_hand(platform, people) -> None:
    number = steps.report(people("resident"), platform.facts, phone="13800008901")
    desk = people("duty", refusals=True)
    desk.goto(f"/desk/case/{number}/")
    before, token = _counts(platform), desk.locator("meta[name=csrf-token]").get_attribute("content")
    for verb, given in {
        "close": {"answer": "已办结。"},
        "dispatch": {"units": "city-management"},
        "pass": {},
        "rate": {"grade": "5"},
        "made-up": {},
    }.items():
        answer = desk.request.post(
            f"/desk/case/{number}/move/{verb}/", form={"csrfmiddlewaretoken": token, **given}
        )
        assert answer.status in (403, 404, 409, 422), (verb, answer.status)
        assert re.search("刷新|不能|没有|现在|无法|请", answer.text()), verb

    assert platform.case(number)["state"] == "received"
    assert _counts(platform) == before


def test_a_page_that_is_not_for_me_says_who_can_help(people) -> None:
    page = people("staff", refusals=True)
    answer = page.goto("/settings/")
    assert answer.status == 403
    expect(page.locator("#main")).to_contain_text(re.compile("管理员|权限"))
