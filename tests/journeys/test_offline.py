"""No network: what a grid worker does is kept on the phone and arrives once and only once, pictures and all.  R-113, A5."""

import hashlib
import re

import pytest
from playwright.sync_api import Page, Route, expect
from support.browser import as_file, violations
from support.offline import Server, dispatched, entries, log_in, noise, phone, prepared, until
from support.steps import NEXT

from lianzhi.kernel.checksums import sm3
from lianzhi.project.announce import PASSWORD

pytestmark = pytest.mark.journey

RESULT = "护栏已临时加固，立了警示牌，等待更换。"
LOSE_THE_FIRST_ANSWER = """
const real = window.fetch;
let lost = false;
window.fetch = async (url, options = {}) => {
  if (!String(url).endsWith('/g/send/')) return real(url, options);
  KEY
  const answer = await real(url, options);
  if (lost) return answer;
  lost = true;
  throw new TypeError('the answer was lost');
};
"""
HOLD_THE_LINE = """() => new Promise(held => void navigator.locks.request('lianzhi-send', () => {
  held();
  return new Promise(free => { window.free = free; });
}))"""
A_KEY_EACH_TIME = (
    "options = {...options, body: JSON.stringify({...JSON.parse(options.body), key: crypto.randomUUID()})};"
)


def compose(page: Page, text: str, pictures: list[bytes] = ()) -> None:
    page.goto("/g/new/")
    page.locator("input[type=file]").wait_for()
    for picture in pictures:
        page.locator("input[type=file]").set_input_files([as_file(picture)])
    expect(page.locator(".shot")).to_have_count(len(pictures))
    page.locator(NEXT).click()
    page.locator("[name=place_text]").fill("河边步道")
    page.locator(NEXT).click()
    page.locator("textarea[name=text]").fill(text)
    page.locator(NEXT).click()
    page.wait_for_url("**/g/queue/**")


def arrived(platform, text: str) -> list[tuple]:
    return platform.rows("SELECT number FROM cases_case WHERE text = ?", text)


def test_two_reports_and_a_result_with_three_photos_survive_the_cut_the_phone_and_the_server(
    platform, browser, tmp_path
) -> None:
    number, part = dispatched(platform, "offline-1")
    server, photos = Server(platform), [noise(seed) for seed in (1, 2, 3)]
    first, second = "河边第一处护栏断裂，请派人来看。", "河边第二盏路灯不亮，晚上很暗。"
    with phone(browser.browser_type, platform, tmp_path) as own:
        page = own.pages[0]
        log_in(page, "grid", PASSWORD)
        prepared(page)
        page.goto("/g/setup/")
        page.locator("select[name=size]").select_option("original")
        with server.down():
            page.goto(f"/g/case/{number}/")
            expect(page.locator("[data-as-of]")).to_be_visible()
            expect(page.locator("#app")).to_contain_text("护栏断了一截")
            assert violations(page) == []
            page.locator(NEXT).click()  # take it
            expect(page.locator(".thumb a.button-primary")).to_have_attribute(
                "href", re.compile("kind=finish")
            )
            page.locator(".thumb a.button-primary").click()
            for count, photo in enumerate(photos, 1):
                page.locator("input[type=file]").set_input_files([as_file(photo)])
                expect(page.locator(".shot")).to_have_count(count)
            page.locator("textarea[name=text]").fill(RESULT)
            page.locator(NEXT).click()
            page.wait_for_url("**/g/queue/**")
            compose(page, first)
            compose(page, second, [noise(9, (640, 480))])
            kept = entries(page)
    assert sorted(one["kind"] for one in kept) == ["accept", "finish", "report", "report"]
    assert not arrived(platform, first) and platform.case(number)["state"] == "dispatched"

    with server.down(), phone(browser.browser_type, platform, tmp_path) as own:
        page = own.pages[0]
        own.set_offline(True)
        page.goto("/g/")
        expect(page.locator("[data-as-of]")).to_be_visible()
        expect(page.locator("[data-sync-line]")).to_contain_text("4 条待发送")
        page.goto("/g/queue/")
        expect(page.locator("[data-group=group_waiting] [data-entry]")).to_have_count(4)
        assert violations(page) == []

    with phone(browser.browser_type, platform, tmp_path) as own:
        page = own.pages[0]
        until(lambda: server.pages() and _answers(own), "the server is there again")
        line = own.new_cdp_session(page)
        line.send("Network.enable")
        slow = {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": 600_000}
        line.send("Network.emulateNetworkConditions", slow)
        page.goto("/g/queue/")
        begun = "SELECT count(*) FROM files_upload WHERE received > 0 AND received < size"
        until(lambda: platform.rows(begun)[0][0] > 0, "a picture is on its way")
        server.die()
        desk = platform.rows("SELECT count(*) FROM files_upload WHERE state = 'waiting'")[0][0]
        assert desk > 0
        until(lambda: server.pages() and _answers(own), "the server is there again")
        slow["uploadThroughput"] = -1
        line.send("Network.emulateNetworkConditions", slow)
        page.reload()
        until(lambda: {one["state"] for one in entries(page)} == {"sent"}, "everything is sent", 240)
        expect(page.locator("[data-group=group_sent] [data-entry]")).to_have_count(4)

    assert len(arrived(platform, first)) == len(arrived(platform, second)) == 1
    case = platform.case(number)
    assert case["state"] == "checking"
    moves = platform.rows(
        "SELECT m.verb, count(*) FROM worklist_move m JOIN worklist_item i ON i.id = m.item_id WHERE i.subject = ? GROUP BY 1",
        f"case:{case['id']}",
    )
    assert dict(moves)["accept"] == dict(moves)["finish"] == 1
    found = platform.rows("SELECT purpose, sm3 FROM files_photo WHERE subject = ?", f"case:{case['id']}")
    assert sorted(p for p, _ in found) == ["result"] * 3 + ["result_original"] * 3
    assert sorted(d for p, d in found if p == "result_original") == sorted(sm3(photo) for photo in photos)
    said = {p["camera_sha256"] for one in kept if one["kind"] == "finish" for p in one["pictures"]}
    assert said == {hashlib.sha256(photo).hexdigest() for photo in photos}
    assert platform.command("audit", "verify").returncode == 0


def _answers(own) -> bool:
    try:
        return own.request.get("/g/hello/", timeout=3_000).ok
    except Exception:  # noqa: BLE001  any trouble means: not yet
        return False


@pytest.mark.parametrize(
    ("key", "cases"), [("", 1), (A_KEY_EACH_TIME, 2)], ids=["kept key", "control: new key"]
)
def test_an_answer_that_got_lost_does_not_double_a_report_and_without_the_key_it_would(
    platform, people, key, cases
) -> None:
    grid = people("grid")
    grid.goto("/g/")
    prepared(grid)
    grid.add_init_script(LOSE_THE_FIRST_ANSWER.replace("KEY", key))
    text = f"答复丢失时只能有一件案件，测试 {cases}。"
    grid.goto("/g/new/")
    grid.locator(NEXT).click()
    grid.locator("[name=place_text]").fill("河边步道")
    grid.locator(NEXT).click()
    grid.locator("textarea[name=text]").fill(text)
    with grid.expect_response(lambda answer: answer.url.endswith("/g/send/")):
        grid.locator(NEXT).click()
    grid.wait_for_url("**/g/queue/**")
    until(
        lambda: grid.evaluate("navigator.locks.query().then(q => q.held.length === 0)"),
        "nothing is being sent",
    )
    grid.locator(NEXT).click()
    until(lambda: all(one["state"] == "sent" for one in entries(grid) if one["text"] == text), "sent")
    assert len(arrived(platform, text)) == cases


def test_a_task_taken_back_meanwhile_shows_mine_and_theirs_and_becomes_a_note(platform, people) -> None:
    number, part = dispatched(platform, "offline-2")
    grid, duty = people("grid", refusals=True, cut=True), people("duty")
    grid.goto("/g/")
    prepared(grid)
    grid.context.set_offline(True)
    grid.goto(f"/g/new/?kind=return&case={number}&part={part}")
    grid.locator("textarea[name=text]").fill("不归我们管，是水务的护栏。")
    grid.locator(NEXT).click()
    grid.wait_for_url("**/g/queue/**")
    duty.goto(f"/desk/case/{number}/")
    duty.locator("details.act:has(form[action$='/move/recall/']) > summary").click()
    form = duty.locator("form[action$='/move/recall/']")
    form.locator("textarea").fill("派错单位了")
    form.locator("button.button-primary, button.button-danger").last.click()
    expect(duty.locator(".standing .tag").first).to_contain_text("立案")
    grid.context.set_offline(False)
    grid.goto("/g/queue/")
    grid.locator("[data-state=conflict]").first.click()
    expect(grid.locator("#app")).to_contain_text("派错单位了")
    expect(grid.locator("#app")).to_contain_text("不归我们管")
    assert violations(grid) == []
    grid.get_by_role("button", name="作为备注留在事项上").click()
    grid.wait_for_url("**/g/queue/?new=**")
    note = "SELECT r.text FROM cases_remark r JOIN cases_case c ON c.id = r.case_id WHERE c.number = ?"
    until(lambda: platform.rows(note, number) == [("不归我们管，是水务的护栏。",)], "the note is there")


def test_a_login_lost_meanwhile_loses_nothing_and_logging_out_asks_before_it_clears(platform, people) -> None:
    grid = people("grid", refusals=True, cut=True)
    grid.goto("/g/")
    prepared(grid)
    grid.context.set_offline(True)
    text = "登录失效期间写的，不能丢。"
    compose(grid, text)
    grid.context.clear_cookies()
    grid.context.set_offline(False)
    grid.goto("/g/queue/")
    grid.locator(NEXT).click()
    grid.get_by_role("link", name="登录").first.click()
    grid.locator("#id_username").fill("grid")
    grid.locator("#id_password").fill(PASSWORD)
    grid.locator("form.form button.button-primary").click()
    grid.wait_for_url("**/g/queue/**")
    until(
        lambda: all(one["state"] == "sent" for one in entries(grid) if one["text"] == text),
        "sent after the login",
    )
    assert len(arrived(platform, text)) == 1

    grid.goto("/g/new/")
    grid.locator(NEXT).click()
    grid.goto("/g/")
    grid.locator("form[data-logout] button").click()
    dialog = grid.locator("dialog[open]")
    expect(dialog).to_contain_text("条没有发送")
    dialog.get_by_role("button", name="留下").click()
    assert "/g/" in grid.url and entries(grid)
    grid.locator("form[data-logout] button").click()
    dialog.get_by_role("button", name="删除并继续").click()
    grid.wait_for_url(lambda url: "/g/" not in url)
    grid.goto("/r/")
    assert grid.evaluate("caches.keys()") and "field-private" not in grid.evaluate("caches.keys()")
    from support.offline import STORE

    assert grid.evaluate(STORE, "entries") == [] and not any(
        isinstance(kept, dict) and "as_of" in kept for kept in grid.evaluate(STORE, "kept")
    )


def test_the_queue_leaves_one_phone_as_a_file_and_goes_on_from_another(platform, people, tmp_path) -> None:
    grid = people("grid", cut=True)
    grid.goto("/g/")
    prepared(grid)
    grid.context.set_offline(True)
    text = "从旧手机带到新手机的上报。"
    compose(grid, text, [noise(4, (640, 480))])
    with grid.expect_download() as download:
        grid.get_by_role("button", name="存成文件").click()
    saved = tmp_path / "queue.json"
    download.value.save_as(saved)
    other = people("grid")
    other.goto("/g/")
    prepared(other)
    other.goto("/g/queue/")
    other.locator("input[type=file]").set_input_files(str(saved))
    expect(other.locator("#app")).to_contain_text("读入 1 条")
    other.locator(NEXT).click()
    until(lambda: all(one["state"] == "sent" for one in entries(other)), "sent from the other phone")
    grid.context.set_offline(False)
    grid.goto("/g/queue/")
    until(lambda: all(one["state"] == "sent" for one in entries(grid)), "the old phone learns it has arrived")
    assert len(arrived(platform, text)) == 1


def test_a_called_worker_reports_in_without_a_network_and_whoever_called_hears_of_it(
    platform, browser, people, tmp_path
) -> None:
    number, part = dispatched(platform, "offline-call", "call")
    server = Server(platform)
    with phone(browser.browser_type, platform, tmp_path) as own:
        page = own.pages[0]
        log_in(page, "grid", PASSWORD)
        prepared(page)
        with server.down():
            page.goto(f"/g/case/{number}/")
            page.get_by_role("button", name="我到了，报到").click()
            until(lambda: [one["kind"] for one in entries(page)] == ["report_in"], "kept")
            assert entries(page)[0]["fix"]["accuracy_m"] == 8
        page.goto("/g/")
        until(lambda: entries(page)[0]["state"] == "sent", "sent")
    rows = platform.rows(
        "SELECT reported_at, assignee FROM worklist_task WHERE id = ? AND state = 'accepted'", part
    )
    assert len(rows) == 1 and rows[0][0]
    caller = people("duty")
    until(lambda: _bell(caller, number), "the bell says that they have come")


def _led(page: Page, number: str) -> None:
    """On the page of a task, once its buttons lead through the queue."""
    page.goto(f"/g/case/{number}/")
    expect(page.locator("a[data-field-result]").first).to_have_attribute("href", re.compile("^/g/new/"))


def test_the_first_tap_on_a_new_phone_counts_before_the_server_has_said_who_is_there(
    platform, people
) -> None:
    number, _ = dispatched(platform, "first-tap")
    held: list[Route] = []
    grid = people("grid", service_workers="block")
    grid.route("**/g/hello/", lambda route: held.append(route))  # never answered
    _led(grid, number)
    grid.get_by_role("button", name="接单").click()
    until(lambda: [one["kind"] for one in entries(grid)] == ["accept"], "kept")
    assert entries(grid)[0]["person"]

    assert held
    grid.unroute("**/g/hello/")
    expect(grid.get_by_role("link", name="办结上报")).to_be_visible()


def test_a_tap_while_something_else_is_being_sent_is_sent_after_it(platform, people) -> None:
    number, _ = dispatched(platform, "busy-line")
    grid = people("grid", service_workers="block")
    _led(grid, number)
    grid.evaluate(HOLD_THE_LINE)
    grid.get_by_role("button", name="接单").click()
    until(lambda: [one["state"] for one in entries(grid)] == ["waiting"], "it waits")
    assert grid.get_by_role("button", name="接单").is_visible()

    grid.evaluate("window.free?.()")
    expect(grid.get_by_role("link", name="办结上报")).to_be_visible()


def _bell(page: Page, number: str) -> bool:
    page.goto("/notices/")
    return page.locator(".notice", has_text="已报到").filter(has_text=number).count() == 1


def test_a_check_is_made_where_there_is_no_network(platform, browser, tmp_path) -> None:
    """核查 in the cellar: the phone offers it from what it kept, and the word arrives once."""
    number, _part = dispatched(platform, "offline-check", "finished")
    server = Server(platform)
    with phone(browser.browser_type, platform, tmp_path) as own:
        page = own.pages[0]
        log_in(page, "checker", PASSWORD)
        prepared(page)
        with server.down():
            page.goto(f"/g/case/{number}/")
            expect(page.locator("[data-as-of]")).to_be_visible()
            page.get_by_role("link", name="是，已办好").click()
            expect(page.locator("[data-kept]")).to_be_visible()
            assert violations(page) == []
            page.locator(NEXT).click()
            page.wait_for_url("**/g/queue/**")
        page.goto("/g/queue/")
        until(lambda: platform.case(number)["state"] == "verified", "the check is there")
