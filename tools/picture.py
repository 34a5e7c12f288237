"""Pictures of a running demo for the README: ``python tools/picture.py http://localhost:8000 [--out docs/pictures]``.

Starts nothing: run ``make demo`` first and let it live for a few minutes, so that there is something to see. Writes
cockpit.png (1920 x 1080, the leader), desk.png (1440 x 900, the duty officer) and resident.png (390 x 844, nobody),
each below 400 kB. Needs Debian's chromium and requirements/dev.txt. Everything shown is simulated.
"""

import argparse
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PASSWORD = "lianzhi-demo"  # noqa: S105  of invented people, printed by the demo
LARGEST = 400_000  # bytes
COLOURS = (256, 192, 128, 96, 64)
PATIENCE = 120_000  # milliseconds
QUIET = 4_000  # milliseconds without a change in what the map draws


def shots(browser: Browser, base: str, out: Path) -> None:
    for name, size, account, address in (
        ("cockpit", (1920, 1080), "leader", "/cockpit/"),
        ("desk", (1440, 900), "duty", "/desk/"),
        ("resident", (390, 844), "", "/r/"),
    ):
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        if account:
            _log_in(page, base, account)
        page.goto(base + address)
        _settle(page)
        path = out / f"{name}.png"
        path.write_bytes(small(page.screenshot(type="png")))
        print(f"{path}: {path.stat().st_size // 1000} kB")
        context.close()


def _log_in(page: Page, base: str, account: str) -> None:
    page.goto(f"{base}/login/")
    page.locator("#id_username").fill(account)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("form.form button.button-primary").click()
    page.wait_for_url(lambda url: "/login/" not in url)


def _settle(page: Page) -> None:
    """Until the map has drawn its dots and the network is still; pages with a live stream never are."""
    if page.locator("[data-townmap]").count():
        page.locator("[data-townmap][data-ready]").wait_for()
        page.wait_for_function("+(document.querySelector('[data-townmap]').dataset.shown || 0) > 0")
        page.wait_for_timeout(QUIET)


def small(png: bytes) -> bytes:
    """The picture as it is, or with as many colours as fit into ``LARGEST``; rare ones (the signs) are kept."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    tries = (
        picture.quantize(n, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
        for n in COLOURS
    )
    for made in (picture, *tries):
        out = BytesIO()
        made.save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            return out.getvalue()
    raise SystemExit(f"the picture has {out.tell()} bytes even with few colours")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base", help="address of a running demo")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1] / "docs/pictures")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        shots(browser, given.base.rstrip("/"), given.out)
        browser.close()


if __name__ == "__main__":
    main()
