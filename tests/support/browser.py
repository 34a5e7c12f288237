"""Chromium driven like a person drives it: windows that note every error, axe, pictures with a place in them."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE, DESK, WALL = (390, 844), (1440, 900), (1920, 1080)
PATIENCE = 60_000  # milliseconds; a loaded machine is slow, not broken
# Chromium reports every answer of 400 and above as an error of the page; a refusal is none.
REFUSAL = re.compile(r"Failed to load resource: the server responded with a status of 4(03|04|09|13|22|29)")


CUT = re.compile(r"Failed to load resource: net::ERR_")


def needs_chromium() -> None:
    """Skip where there is no browser; on the build server a missing browser is a failure."""
    if CHROMIUM.exists():
        return
    why = "the journeys need /usr/bin/chromium (Debian: apt install chromium)"
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(why)
    pytest.skip(why)


def launch(playwright: Playwright) -> Browser:
    expect.set_options(timeout=PATIENCE)
    return playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)


@dataclass
class Window:
    """One person's browser. ``trouble`` holds what the console and the pages complained about."""

    context: BrowserContext
    page: Page
    trouble: list[str] = field(default_factory=list)

    def errors(self, *, refusals: bool = False, cut: bool = False) -> list[str]:
        expected = [sign for sign, on in ((REFUSAL, refusals), (CUT, cut)) if on]
        return [text for text in self.trouble if not any(sign.match(text) for sign in expected)]


@contextmanager
def window(
    browser: Browser,
    base: str,
    size: tuple[int, int],
    *,
    refusals: bool = False,
    cut: bool = False,
    **options,
) -> Iterator[Window]:
    """A fresh browser profile. On leaving, no error may have been noted but the expected: ``refusals``, a ``cut`` line."""
    given = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "base_url": base} | options
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **given)
    context.set_default_timeout(PATIENCE)
    context.set_default_navigation_timeout(PATIENCE)
    trouble: list[str] = []
    context.on(
        "console",
        lambda said: (
            trouble.append(f"{said.text} [{said.location.get('url', '')}]") if said.type == "error" else None
        ),
    )
    context.on("weberror", lambda error: trouble.append(str(error.error)))
    opened = Window(context, context.new_page(), trouble)
    try:
        yield opened
    finally:
        context.close()
    assert opened.errors(refusals=refusals, cut=cut) == []


def violations(page: Page) -> list[tuple[str, str, str]]:
    """What axe finds serious or critical on the page: (rule, help, first place)."""
    page.wait_for_load_state()  # half a page has links whose words are still to come
    page.evaluate(AXE.read_text(encoding="utf-8"))
    # Only what is wrong is asked for: to name each place by a selector costs as much as to look.
    found = page.evaluate(
        "axe.run({resultTypes: ['violations'], selectors: false}).then(r => r.violations.map("
        "v => [v.impact, v.id, v.help, v.nodes.map(n => n.html).join(' | ').slice(0, 400)]))"
    )
    return [(rule, text, where) for impact, rule, text, where in found if impact in ("serious", "critical")]


def located_jpeg(size: tuple[int, int] = (1200, 900)) -> bytes:
    """A photo as a phone takes it: maker, time and GPS place in its EXIF."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    image.paste((214, 96, 40), (size[0] // 3, size[1] // 3, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif[0x0132] = "2026:11:22 10:00:00"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (30.0, 17.0, 31.0), "E", (120.0, 3.0, 5.0)
    out = BytesIO()
    image.save(out, "JPEG", exif=exif, quality=85)
    return out.getvalue()


def as_file(content: bytes, name: str = "photo.jpg", mime: str = "image/jpeg") -> dict:
    return {"name": name, "mimeType": mime, "buffer": content}
