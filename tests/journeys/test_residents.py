"""Residents in a real browser: the elder mode whole, without a name, for another, question and reply, a bad rating, support.

R-109, R-208, R-222, R-223, R-278. The elder mode is measured: text of at least 18 px, targets of at least 60 px, contrast of
at least 4.5 on every resident page, at the smallest and at the largest size.
"""

import re

import pytest
from playwright.sync_api import Page, expect
from support import steps
from support.offline import until

pytestmark = pytest.mark.journey

LAMP = "学院街口的路灯三天不亮，晚上看不清路。"
MEASURE = """
() => {
  const lum = c => { const f = c.map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 });
    return 0.2126 * f[0] + 0.7152 * f[1] + 0.0722 * f[2] };
  const rgb = t => (t.match(/[\\d.]+/g) || []).map(Number);
  const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] > 0.9) return c.slice(0, 3) } return [255, 255, 255] };
  const shown = e => e.checkVisibility() && !e.closest('.visually-hidden, .skip, [aria-hidden=true], .map')
    && e.getBoundingClientRect().width > 1;
  const named = e => [e.tagName, e.className, (e.textContent || e.name || '').trim().slice(0, 24)].join(' ');
  const text = [...document.querySelectorAll('.phone *')].filter(e => shown(e)
    && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && !['SCRIPT', 'OPTION'].includes(e.tagName));
  const wrong = [];
  for (const e of text) {
    const s = getComputedStyle(e), size = parseFloat(s.fontSize);
    if (size < 18) wrong.push(['type', named(e), size]);
    const [a, b] = [lum(rgb(s.color)), lum(ground(e))].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5 && !e.closest(':disabled')) wrong.push(['contrast', named(e), ratio.toFixed(2)]);
  }
  const targets = 'a[href], button, summary, select, textarea, input:not([type=hidden])';
  for (let e of document.querySelectorAll(targets)) {
    if (!e.closest('.phone') || !shown(e)) continue;
    const box = (e.matches('input') && e.closest('label') || e).getBoundingClientRect();
    const size = box.width.toFixed(0) + 'x' + box.height.toFixed(0);
    if (Math.min(box.width, box.height) < 59.5) wrong.push(['target', named(e), size]);
  }
  if (document.documentElement.scrollWidth > innerWidth) wrong.push(['sideways', document.documentElement.scrollWidth, innerWidth]);
  return wrong;
}
"""


def measured(page: Page, address: str = "") -> list[list[object]]:
    if address:
        page.goto(address)
    page.evaluate("for (const d of document.querySelectorAll('.phone details:not(.menu)')) d.open = true")
    return [[page.url.partition("/r/")[2], *one] for one in page.evaluate(MEASURE)]


def elder(page: Page, size: str = "") -> None:
    page.goto("/r/")
    page.locator(".care-entry button").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "care")
    if size:
        page.locator(f".care-sizes button[value='{size}']").click()
        expect(page.locator("html")).to_have_attribute("data-size", size)


@pytest.mark.parametrize("size", ["18", "30"])
def test_an_elder_walks_the_whole_way_and_every_page_is_large_enough(platform, people, size) -> None:
    page = people("resident")
    elder(page, size)
    wrong = measured(page, "/r/") + measured(page, "/r/report/snap_report/")
    steps.photo_sent(page)
    wrong += measured(page)
    page.get_by_role("button", name="下一步：选地点").click()
    steps.pin(page, platform.facts, clicked=False)
    wrong += measured(page)
    page.get_by_role("button", name="下一步：说问题").click()
    steps.words(page, LAMP, "street-lamp")
    steps.prove_phone(page, f"138000030{size}")
    wrong += measured(page)
    number = steps.sent(page)
    wrong += measured(page)
    page.locator(steps.NEXT).click()
    page.locator("#progress").wait_for()
    assert page.locator("#progress[hx-trigger]").count() == 0  # nothing moves by itself
    wrong += measured(page)
    here = page.url
    for address in (f"{here}answer/", "/r/mine/", "/r/find/", "/r/map/", "/r/ratings/", "/r/continue/"):
        wrong += measured(page, address)

    assert wrong == [] and platform.case(number)["state"] == "received"


def test_the_measure_finds_what_is_too_small(people) -> None:
    """The control: the usual pages are not made for elders, and the same measure says so."""
    page = people("resident")
    found = {kind for _page, kind, *_rest in measured(page, "/r/")}
    assert {"type", "target"} <= found


READER = """
window.spoken = [];
const zh = {lang: 'zh-CN', name: 'test'};
Object.defineProperty(window, 'speechSynthesis', {value: {
  getVoices: () => window.mute ? [] : [zh], cancel() { window.cancelled = true }, addEventListener() {},
  speak(u) { window.spoken.push([u.text, u.lang, CSS.highlights.has('reading')]);
    if (window.spoken.length < 3) setTimeout(() => u.onend(), 10) },
}});
window.SpeechSynthesisUtterance = function (text) { this.text = text };
"""


def test_the_page_is_read_aloud_sentence_by_sentence_and_stops_when_asked(people) -> None:
    """The device's voice is played by a stand-in that says what it was given: no test machine has a Chinese voice."""
    page = people("resident")
    page.add_init_script(READER)
    elder(page)
    button = page.locator("[data-read-aloud]")
    button.click()
    until(lambda: page.evaluate("window.spoken.length") == 3, "three sentences are spoken")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    spoken = page.evaluate("window.spoken")
    assert all(lang == "zh-CN" and marked for _text, lang, marked in spoken) and "您想办什么" in spoken[0][0]
    assert page.evaluate("window.cancelled") and not page.evaluate("CSS.highlights.has('reading')")


def test_a_device_without_a_chinese_voice_says_so(people) -> None:
    page = people("resident")
    elder(page)
    page.locator("[data-read-aloud]").click()
    expect(page.locator("[data-read-said]")).to_contain_text("没有中文语音")


def _to_words(page: Page, facts, text: str = LAMP) -> None:
    page.goto("/r/report/snap_report/")
    page.get_by_role("button", name="下一步：选地点").click()
    steps.pin(page, facts, clicked=False)
    page.get_by_role("button", name="下一步：说问题").click()
    steps.words(page, text, "street-lamp")


def test_without_a_name_the_secret_words_lead_back(platform, people) -> None:
    page = people("resident")
    _to_words(page, platform.facts)
    page.locator("details:has([name=anonymous]) > summary").click()
    page.locator("[name=anonymous]").check()
    number = steps.sent(page)
    words = page.locator("[data-secret]").inner_text()
    page.reload()
    expect(page.locator("[data-secret]")).to_have_count(0)

    other = people("resident")
    other.goto("/r/find/")
    other.locator("[name=number]").fill(number)
    other.locator("[name=last_four]").fill(words)
    other.locator(steps.NEXT).click()
    expect(other.locator("#progress")).to_contain_text(number)


def test_a_grid_worker_reports_for_somebody_who_gets_a_slip(platform, people) -> None:
    grid = people("grid")
    grid.goto("/g/report/snap_report/")
    grid.get_by_role("button", name="下一步：选地点").click()
    steps.pin(grid, platform.facts, clicked=False)
    grid.get_by_role("button", name="下一步：说问题").click()
    steps.words(grid, LAMP, "street-lamp")
    grid.locator("details.behalf > summary").click()
    grid.locator("[name=for_other]").check()
    grid.locator("[name=helper][value=grid]").check()
    grid.locator("[name=consent][value=in_person]").check()
    number = steps.sent(grid)
    grid.get_by_role("link", name="打印凭条").click()
    expect(grid.locator(".slip")).to_contain_text(number)
    expect(grid.locator(".slip-code svg")).to_be_visible()
    expect(grid.locator("[data-secret]")).not_to_be_empty()

    desk = people("duty")
    desk.goto(f"/desk/case/{number}/")
    expect(desk.locator("#assist")).to_contain_text("当面同意")


def test_question_reply_bad_rating_follow_up_and_its_reply(platform, people) -> None:
    resident, duty = people("resident"), people("duty")
    number = steps.report(resident, platform.facts, phone="13800004567")
    resident.locator(steps.NEXT).click()
    resident.locator("#progress").wait_for()
    link = resident.url
    steps.file_and_dispatch(duty, number)
    handler = people("staff")
    steps.accept(handler, number)
    handler.locator("details:has(form[action$='/say/question/']) > summary").click()
    handler.locator("#question-text").fill("是东门还是南门？")
    handler.locator("form[action$='/say/question/'] .button-primary").click()
    expect(handler.locator("#talk")).to_contain_text("还没有回复")
    duty.goto("/desk/questions/")
    expect(duty.locator("main")).to_contain_text("是东门还是南门？")

    resident.goto(link)
    resident.get_by_role("link", name="回复这个问题").click()
    resident.locator("[name=text]").fill("东门，靠近传达室。")
    steps.photo_sent(resident)
    resident.locator(steps.NEXT).click()
    expect(resident.locator("#talk")).to_contain_text("东门，靠近传达室。")
    handler.goto(f"/desk/case/{number}/")
    expect(handler.locator("#talk .photos img")).to_have_count(1)

    steps.finish(handler, number)
    steps.pass_check(people("checker"), number)
    steps.close(duty, number)
    steps.rate(resident, link, 1, reason="unsolved")

    duty.goto("/desk/follow-ups/")
    duty.locator(f"tr[data-number='{number}'] a.rowlink").click()
    duty.locator("[name=reached][value=yes]").check()
    duty.locator("#call-said").fill("说东门边上还有一堆。")
    duty.locator("form:has(#call-said) .button-primary").click()
    duty.locator("details:has(#answer-text) > summary").click()
    duty.locator("[name=outcome][value=improved]").check()
    duty.locator("#answer-text").fill("已把边上那堆也清掉了，对不起。")
    duty.locator("form:has(#answer-text) .button-primary").click()
    expect(duty.locator(".standing")).to_contain_text("已答复待审")
    settling = people("checker")
    settling.goto(duty.url)
    settling.locator("form:has([value=settle]) .button-primary").last.click()
    expect(settling.locator(".standing")).to_contain_text("已办结")
    resident.goto(link)
    expect(resident.locator("#follow-up")).to_contain_text("已把边上那堆也清掉了")
    resident.goto("/r/ratings/")
    expect(resident.locator(".card").first).to_contain_text("已回访")


def test_who_sees_the_same_heap_supports_the_first_report(platform, people) -> None:
    first, second = people("resident"), people("resident")
    number = steps.report(first, platform.facts, LAMP, category="street-lamp", phone="13800005671")
    _to_words(second, platform.facts, "路口那盏灯不亮了，走夜路害怕。")
    steps.prove_phone(second, "13800005672")
    second.locator(steps.NEXT).click()
    offered = second.locator(".card", has=second.locator(f"input[value='{number}']"))
    expect(offered.locator("img")).to_be_visible()
    offered.get_by_role("button", name="我支持").click()
    own = second.locator("[data-number]").inner_text().strip()

    assert own != number and re.fullmatch(r"LZ\d{8}-\d+", own)
    [(main,)] = platform.rows(
        "SELECT m.number FROM cases_case c JOIN cases_case m ON m.id = c.main_id WHERE c.number = ?", own
    )
    assert main == number
