"""The phone as an app: installable, renewed when asked, spoken to, led by a code on a sign, its round on the map.  R-113, A5."""

import json
import shutil
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from support.browser import violations
from support.offline import STORE, Server, entries, prepared, until
from support.steps import NEXT

pytestmark = pytest.mark.journey

SPOKEN = "河边步道的护栏断了。"
A_LISTENER = """
window.SpeechRecognition = class extends EventTarget {
  start() {
    window.heardIn = this.lang;
    this.dispatchEvent(new Event('start'));
    const said = Object.assign([{transcript: 'SPOKEN'}], {isFinal: true});
    this.dispatchEvent(Object.assign(new Event('result'), {resultIndex: 0, results: [said]}));
  }
  stop() { this.dispatchEvent(new Event('end')); }
};
""".replace("SPOKEN", SPOKEN)
NO_LISTENER = "delete window.SpeechRecognition; delete window.webkitSpeechRecognition;"
DEAF = A_LISTENER.replace("this.dispatchEvent(new Event('start'));", "throw new Error('no microphone');")
A_PLATE = """
window.BarcodeDetector = class { async detect() { return [{rawValue: 'PLATE'}]; } };
Object.defineProperty(navigator, 'mediaDevices', {configurable: true, value: {
  getUserMedia: async () => document.createElement('canvas').captureStream()}});
HTMLMediaElement.prototype.play = async () => {};
"""
A_WALK = """
Object.defineProperty(navigator, 'geolocation', {configurable: true, value: {
  watchPosition: tell => { window.told = tell; return 1; },
  getCurrentPosition: () => {},
  clearWatch: () => { window.told = null; },
}});
window.walk = (longitude, latitude, accuracy) =>
  told({coords: {longitude, latitude, accuracy}, timestamp: Date.now()});
"""


def words_screen(page: Page) -> None:
    page.goto("/g/new/")
    page.locator(NEXT).click()
    page.locator("[name=place_text]").fill("河边步道")
    page.locator(NEXT).click()
    page.locator("textarea[name=text]").wait_for()


def test_chromium_has_nothing_against_installing_the_app(people) -> None:
    page = people("grid")
    page.goto("/g/")
    prepared(page)
    line = page.context.new_cdp_session(page)

    read = line.send("Page.getAppManifest")
    assert read["url"].endswith("/g/manifest.json") and read["errors"] == []
    faults = line.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A window of a test has a profile that is forgotten, in which nothing can be installed: the one thing it may say.
    assert [one["errorId"] for one in faults if one["errorId"] != "in-incognito"] == []


def test_control_without_its_icons_chromium_would_refuse(people) -> None:
    page = people("grid", service_workers="block")
    page.route("**/g/manifest.json", lambda route: route.fulfill(
        content_type="application/manifest+json", body='{"name": "x", "start_url": "/g/", "display": "standalone"}'
    ))  # fmt: skip
    page.goto("/g/")
    line = page.context.new_cdp_session(page)
    faults = line.send("Page.getInstallabilityErrors")["installabilityErrors"]

    assert [one["errorId"] for one in faults if one["errorId"] != "in-incognito"]


@contextmanager
def renewed(platform):
    """The platform as an upgrade leaves it: a file of the app has a new name and the pages began anew. Put back at the end."""
    server, static = Server(platform), platform.home / "static"
    before = (static / "staticfiles.json").read_text(encoding="utf-8")
    plan = json.loads(before)
    shutil.copy(static / plan["paths"]["ui/pin.svg"], static / "ui/pin.000000000001.svg")
    plan["paths"]["ui/pin.svg"] = "ui/pin.000000000001.svg"
    with server.down():
        (static / "staticfiles.json").write_text(json.dumps(plan), encoding="utf-8")
    try:
        yield
    finally:
        with server.down():
            (static / "staticfiles.json").write_text(before, encoding="utf-8")


def test_a_new_version_waits_until_the_person_takes_it(platform, people) -> None:
    page = people("grid", cut=True)
    page.goto("/g/")
    prepared(page)
    before = revision(page)
    words_screen(page)
    page.locator("textarea[name=text]").fill("写到一半的上报。")
    with renewed(platform):
        page.evaluate("navigator.serviceWorker.getRegistration().then(r => r.update())")
        prompt = page.locator("[data-new-version]")
        expect(prompt).to_be_visible()
        assert violations(page) == []
        assert revision(page) == before, "nothing changes under the person's hands"
        with page.expect_navigation():
            prompt.get_by_role("button").click()

        expect(page.locator("textarea[name=text]")).to_have_value("写到一半的上报。")
        expect(page.locator("[data-new-version]")).to_have_count(0)
        assert revision(page) != before


def revision(page: Page) -> str:
    """What the worker that serves the page calls its version."""
    return page.evaluate(
        """() => new Promise(done => {
        const {port1, port2} = new MessageChannel();
        port1.onmessage = ({data}) => done(String(data));
        navigator.serviceWorker.controller.postMessage('version', [port2]); })"""
    )


def test_spoken_words_land_in_the_text_and_are_kept(people) -> None:
    page = people("grid")
    page.add_init_script(A_LISTENER)
    page.goto("/g/")
    prepared(page)
    words_screen(page)
    page.locator("textarea[name=text]").fill("您好，")
    page.locator("[data-speak]").click()

    expect(page.locator("textarea[name=text]")).to_have_value("您好，" + SPOKEN)
    expect(page.locator("[data-speak]")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("heardIn") == "zh-CN"
    page.locator("[data-speak]").click()
    expect(page.locator("[data-speak]")).to_have_attribute("aria-pressed", "false")
    until(lambda: any(one["text"] == "您好，" + SPOKEN for one in entries(page)), "kept on the phone")


@pytest.mark.parametrize(
    ("script", "buttons"), [(NO_LISTENER, 0), (DEAF, 1)], ids=["cannot listen", "no microphone"]
)
def test_a_phone_that_does_not_listen_says_so_or_shows_no_button(people, script: str, buttons: int) -> None:
    page = people("grid")
    page.add_init_script(script)
    page.goto("/g/")
    prepared(page)
    words_screen(page)

    expect(page.locator("[data-speak]")).to_have_count(buttons)
    if buttons:
        page.locator("[data-speak]").click()
        expect(page.locator("[data-speak]")).to_contain_text("请打字输入")
    page.locator("textarea[name=text]").fill("打字总是可以的。")


def test_the_code_on_a_sign_leads_to_the_report_with_its_place_filled_in(platform, people) -> None:
    [(code, name)] = platform.rows("SELECT code, name FROM territory_place ORDER BY code LIMIT 1")
    page = people("resident")
    page.goto(f"/r/report/snap_report/?at={code}")
    expect(page.locator(".flash")).to_contain_text(name)
    assert violations(page) == []
    page.locator(NEXT).click()

    expect(page.locator("#id_place")).to_have_value(name)
    expect(page.locator("#id_lon")).not_to_have_value("")
    expect(page.locator(".pin")).to_be_visible()


def test_the_plate_at_the_door_is_read_with_the_camera(platform, people) -> None:
    [(code,)] = platform.rows("SELECT code FROM territory_place ORDER BY code LIMIT 1")
    page = people("grid")
    page.add_init_script(A_PLATE.replace("PLATE", code))
    page.goto("/g/")
    prepared(page)
    page.goto("/g/new/")
    page.locator(NEXT).click()
    page.locator("[data-scan]").click()

    expect(page.locator("[name=doorplate]")).to_have_value(code)
    until(lambda: any(one["doorplate"] == code for one in entries(page)), "kept on the phone")


def test_a_round_follows_the_fix_and_is_drawn_on_the_map(platform, people) -> None:
    lon, lat = float(platform.facts["lon"]), float(platform.facts["lat"])
    before, page = platform.count("cases_patrol"), people("grid")
    page.add_init_script(A_WALK)
    page.clock.install(time=datetime.now(UTC) - timedelta(minutes=10))
    page.goto("/g/")
    prepared(page)
    page.goto("/g/patrol/")
    page.get_by_role("button", name="开始巡查").click()
    until(lambda: page.evaluate("!!window.told"), "the round listens to the device")
    for step in range(5):
        page.clock.fast_forward(15_000)
        page.evaluate("([lon, lat, far]) => walk(lon + far * 0.0004, lat, 8 + far)", [lon, lat, step])
        expect(page.locator("[data-fix-line]")).to_contain_text(str(8 + step))
        until(lambda: len(page.evaluate(STORE, "points")) == step + 1, "the point is kept")  # noqa: B023
    page.get_by_role("button", name="结束巡查").click()
    page.locator("dialog[open] .button-primary").click()
    page.locator("[data-rounds] a.card").first.click()

    drawn = page.locator("[data-townmap][data-ready][data-track]")
    drawn.wait_for()
    assert int(drawn.get_attribute("data-track")) >= 2
    assert violations(page) == []
    [(metres, points)] = platform.rows(
        "SELECT metres, json_array_length(points) FROM cases_patrol ORDER BY started_at DESC LIMIT 1"
    )
    assert platform.count("cases_patrol") == before + 1 and points == 5 and 140 < metres < 170
