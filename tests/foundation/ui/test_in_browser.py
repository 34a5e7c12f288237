"""The islands in a real browser: refusals, keys, the stream, the map, the pictures, and axe on every shape."""

import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from lianzhi.foundation.ui.samples import SHAPES

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).resolve().parents[3]
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

pytestmark = [
    pytest.mark.journey,
    pytest.mark.urls("ui_browser_urls"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs the system's chromium (docs/operations.md)"),
    pytest.mark.skipif(not finders.find("dist/manifest.json"), reason="needs npm run build in frontend/"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    allowed, os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE"), "1"
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield made
        made.close()
    if allowed is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB")
    context.set_default_timeout(20_000)
    opened = context.new_page()
    trouble: list[str] = []
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    opened.on(
        "console",
        lambda said: trouble.append(said.text) if "Content Security Policy" in said.text else None,
    )
    yield opened
    context.close()
    assert trouble == []


@pytest.mark.parametrize("width", [390, 1366])
def test_axe_finds_nothing_serious_and_no_page_scrolls_sideways(
    browser: Browser, live_server, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    opened = context.new_page()
    findings = []
    for address in ("/ui/", *(f"/ui/shape/{name}/" for name in SHAPES)):
        opened.goto(live_server.url + address)
        opened.add_script_tag(path=str(AXE))
        found = opened.evaluate(
            "axe.run().then(r => r.violations.map(v => [v.impact, v.id, v.nodes[0].html]))"
        )
        findings += [(address, *one) for one in found if one[0] in ("serious", "critical")]
        if opened.evaluate("document.documentElement.scrollWidth > innerWidth"):
            findings.append((address, "scrolls sideways"))
    context.close()

    assert findings == []


def test_a_refused_htmx_form_shows_why_and_keeps_what_was_typed(page: Page, live_server) -> None:
    page.goto(live_server.url + "/htmx/")
    page.get_by_label("Place").fill("beyond the river")
    page.get_by_role("button", name="Send").click()

    expect(page.locator("#refusals")).to_contain_text("The place is outside the town.")
    expect(page.get_by_label("Place")).to_have_value("beyond the river")


def test_an_htmx_form_without_a_network_says_so_and_keeps_what_was_typed(page: Page, live_server) -> None:
    page.goto(live_server.url + "/htmx/")
    page.get_by_label("Place").fill("inside")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send").click()

    expect(page.locator("#refusals")).to_contain_text("The network does not answer.")
    expect(page.get_by_label("Place")).to_have_value("inside")


def test_the_csrf_token_travels_with_htmx(page: Page, live_server) -> None:
    page.goto(live_server.url + "/htmx/")
    page.get_by_label("Place").fill("inside")
    page.get_by_role("button", name="Send").click()

    expect(page.locator("#answer")).to_have_text("done")


def test_rows_are_walked_and_opened_by_keys(page: Page, live_server) -> None:
    page.goto(live_server.url + "/ui/shape/list/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("tr.current")).to_have_attribute("aria-current", "true")
    page.keyboard.press("Enter")

    expect(page).to_have_url(live_server.url + "/ui/shape/list/?row=1")


def test_slash_searches_question_mark_helps_and_shortcuts_can_be_turned_off(page: Page, live_server) -> None:
    page.goto(live_server.url + "/ui/shape/list/")
    page.keyboard.press("/")
    expect(page.locator("#id_title")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_role("button", name="Turn single-key shortcuts off").click()
    page.keyboard.press("j")

    expect(page.locator("tr.current")).to_have_count(0)


def test_a_dialog_opens_and_escape_closes_it(page: Page, live_server) -> None:
    page.goto(live_server.url + "/ui/shape/list/")
    page.get_by_role("button", name="Open a dialog").click()
    expect(page.get_by_role("dialog", name="Refuse the report")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)


def test_live_events_refresh_a_fragment_and_the_state_stands_in_words(page: Page, live_server) -> None:
    page.goto(live_server.url + "/live-page/")

    expect(page.locator("#rows")).to_have_text("fetched anew")
    expect(page.locator("[data-connection]")).to_have_text(
        re.compile(r"Live|Connection lost, trying again in \d+ s")
    )


def test_a_stream_that_does_not_admit_the_page_says_reload(page: Page, live_server) -> None:
    page.goto(live_server.url + "/live-closed/")

    expect(page.locator("[data-connection]")).to_have_text("Not live. Reload the page.")


def test_the_wall_keeps_its_shape_on_every_screen(browser: Browser, live_server) -> None:
    for width, height in ((1366, 768), (2560, 1080)):
        context = browser.new_context(viewport={"width": width, "height": height})
        opened = context.new_page()
        opened.goto(live_server.url + "/ui/shape/board/")
        box = opened.locator(".wall").bounding_box()
        bars = opened.evaluate("document.documentElement.scrollHeight > innerHeight")
        context.close()

        assert abs(box["width"] / box["height"] - 16 / 9) < 0.01
        assert box["width"] <= width + 1 and box["height"] <= height + 1 and not bars


def test_a_picture_is_made_small_before_it_is_sent(page: Page, live_server) -> None:
    out = BytesIO()
    Image.new("RGB", (3000, 1500), "teal").save(out, "PNG")
    page.goto(live_server.url + "/report/")
    page.locator("input[type=file]").set_input_files(
        [{"name": "a.png", "mimeType": "image/png", "buffer": out.getvalue()}]
    )

    expect(page.locator(".shot input[name=photos]")).to_have_value("JPEG 2048x1024")


def test_a_file_that_is_no_picture_stays_with_the_server_s_words_and_a_way_to_send_it_again(
    page: Page, live_server
) -> None:
    page.goto(live_server.url + "/report/")
    page.locator("input[type=file]").set_input_files(
        [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"not a picture"}]
    )

    expect(page.locator("[data-uploading]")).to_contain_text("a.jpg: The text is empty. Check the number.")
    expect(page.locator(".shot.failed")).to_have_count(1)
    expect(page.locator(".shot input[name=photos]")).to_have_count(0)


def test_the_place_is_picked_by_a_click_and_corrected_by_keys(page: Page, live_server) -> None:
    page.goto(live_server.url + "/report/")
    page.locator("[data-townmap][data-ready]").wait_for()
    page.locator(".maplibregl-canvas").click(position={"x": 200, "y": 120})
    expect(page.locator("#lon")).not_to_have_value("")
    before = float(page.locator("#lat").input_value())
    page.locator(".pin").focus()
    page.keyboard.press("ArrowUp")

    moved = (float(page.locator("#lat").input_value()) - before) * 111_320
    assert 9 < moved < 11  # metres


def test_the_device_s_place_moves_the_pin(page: Page, live_server) -> None:
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 30.281, "longitude": 120.051, "accuracy": 12})
    page.goto(live_server.url + "/report/")
    page.locator(".maplibregl-canvas").wait_for()
    page.get_by_role("button", name="Locate").click()

    expect(page.locator("[data-place-status]")).to_contain_text("near East gate, accurate to about 12 m")
    expect(page.locator("#lon")).to_have_value(re.compile(r"120\.0510*"))


def test_list_and_map_are_linked_both_ways(page: Page, live_server) -> None:
    page.goto(live_server.url + "/desk-page/")
    page.locator("[data-townmap][data-ready]").wait_for()
    page.evaluate(
        """document.querySelector('[data-townmap]').dispatchEvent(
        new CustomEvent('town:dot', {detail: {dot: {number: 'ST-2'}}, bubbles: true}))"""
    )
    expect(page.locator("tr.current")).to_have_attribute("data-number", "ST-2")
    page.keyboard.press("k")

    expect(page.locator("tr.current")).to_have_attribute("data-number", "ST-1")
    expect(page.locator("[data-townmap]")).to_have_attribute("data-marked", "ST-1")


def test_a_browser_without_webgl_says_that_the_list_shows_the_same(page: Page, live_server) -> None:
    page.add_init_script(
        "const g = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (k, ...r) { return k === 'webgl2' ? null : g.call(this, k, ...r) }"
    )
    page.goto(live_server.url + "/desk-page/")

    expect(page.locator(".map-trouble")).to_contain_text("The list shows the same entries.")
