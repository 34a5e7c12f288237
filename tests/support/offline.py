"""A grid worker's phone that really loses its network: a browser that outlives its window, a platform that can be cut."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import BrowserContext, BrowserType, Error, Page

from support.browser import CHROMIUM, FLAGS, PATIENCE, PHONE
from support.pictures import encoded
from support.serving import answers

STORE = """name => new Promise((resolve, reject) => {
  const open = indexedDB.open('lianzhi-field', 1);
  open.onerror = () => reject(open.error);
  open.onsuccess = () => {
    const read = open.result.transaction([name]).objectStore(name).getAll();
    read.onsuccess = () => { open.result.close(); resolve(JSON.parse(JSON.stringify(read.result))); };
    read.onerror = () => reject(read.error);
  };
})"""

DISPATCHED = """
import sys
from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
people = {p.username: p for p in access.people()}
def actor(name):
    person = people[name]
    return Actor(person.id, person.name, person.unit)
duty, grid = actor("duty"), actor("grid")
lon, lat, unit = float(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
new = cases.NewReport(source="resident", external_id=sys.argv[4], text="河边护栏断了一截，走路要当心。", category="street-lamp",
    lon=lon, lat=lat, place_text="河边", reporter="")
case = cases.report(new, by=duty)
cases.file(case.id, by=duty)
if sys.argv[5] == "call":
    from lianzhi.kernel.calendars import Amount, Unit
    given = worklist.Given(units=(unit,), amount=Amount(4, Unit.WORK_HOUR), reason="请到场协助")
    cases.move(case.id, "whistle", by=duty, given=given)
else:
    cases.dispatch(case.id, lead=unit, by=duty)
part = worklist.tasks(case.item.id)[0].id
if sys.argv[5] == "finished":
    cases.accept(case.id, part, by=grid)
    cases.finish(case.id, part, result="护栏已经换好。", by=grid)
print(case.number, part)
"""


def dispatched(platform, name: str, how: str = "dispatch") -> tuple[str, int]:
    """A matter that waits for the grid worker's unit, sent or (``call``) called by whistle,
    or (``finished``) done by him and to be checked: (number, part)."""
    facts = platform.facts
    said = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()\n" + DISPATCHED,
         str(facts["lon"]), str(facts["lat"]), str(facts["unit"]), name, how],
        env=platform.environment, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    number, part = said.stdout.split()[-2:]
    return number, int(part)


@contextmanager
def phone(kind: BrowserType, platform, folder: Path, **options) -> Iterator[BrowserContext]:
    """The browser of one phone; what it keeps stays in ``folder`` when it is closed."""
    context = kind.launch_persistent_context(
        str(folder), executable_path=str(CHROMIUM), args=FLAGS, base_url=platform.base, locale="zh-CN",
        timezone_id="Asia/Shanghai", viewport={"width": PHONE[0], "height": PHONE[1]}, permissions=["geolocation"],
        geolocation={"longitude": platform.facts["lon"], "latitude": platform.facts["lat"], "accuracy": 8}, **options,
    )  # fmt: skip
    context.set_default_timeout(PATIENCE)
    try:
        yield context
    finally:
        context.close()


def log_in(page: Page, name: str, password: str) -> None:
    page.goto("/login/?next=/g/")
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill(password)
    page.locator("form.form button.button-primary").click()
    page.wait_for_url("**/g/**")


def prepared(page: Page) -> None:
    """The worker serves and the tasks are kept: from here on the network may go."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(lambda: page.evaluate("!!navigator.serviceWorker.controller"), "the worker serves this page")
    until(
        lambda: any(isinstance(kept, dict) and "as_of" in kept for kept in page.evaluate(STORE, "kept")),
        "tasks are kept",
    )


def entries(page: Page) -> list[dict]:
    """What the phone keeps to send. A page that is just leaving for the next one is asked again there."""
    while True:
        try:
            return page.evaluate(STORE, "entries")
        except Error as fault:
            if "Execution context was destroyed" not in fault.message:
                raise
            page.wait_for_load_state()


def until(true, what: str, seconds: float = 120) -> None:
    """Wait for something by looking at it. Also in a page: what ``wait_for_function`` asks a second time, our CSP refuses."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.05)


def noise(seed: int, size: tuple[int, int] = (1800, 1350)) -> bytes:
    """A photo of some megabytes: many pieces."""
    dice = np.random.default_rng(seed)
    return encoded(
        Image.fromarray(dice.integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)), "JPEG", quality=70
    )


class Server:
    """The platform's page processes, cut and mended by their process ids."""

    def __init__(self, platform) -> None:
        self.keeper, self.base = platform.pid, platform.base

    def pages(self) -> int:
        """The process that serves pages: the keeper's child whose command names the application. 0: none now."""
        children = Path(f"/proc/{self.keeper}/task/{self.keeper}/children").read_text().split()
        named = (int(pid) for pid in children if b"project.wsgi" in Path(f"/proc/{pid}/cmdline").read_bytes())
        return next(named, 0)

    def die(self) -> None:
        """Pages end at once, in the middle of whatever they do; the keeper starts them again."""
        until(self.pages, "pages are served")
        os.killpg(self.pages(), signal.SIGKILL)

    @contextmanager
    def down(self) -> Iterator[None]:
        """No pages until the end: the keeper sleeps meanwhile. Afterwards they answer again, however it ended."""
        until(self.pages, "pages are served")
        os.kill(self.keeper, signal.SIGSTOP)
        try:
            if pages := self.pages():
                os.killpg(pages, signal.SIGKILL)
            yield
        finally:
            os.kill(self.keeper, signal.SIGCONT)
            until(lambda: answers(f"{self.base}/login/"), "pages answer again")


ASKED = """
import sys
from lianzhi.foundation.access import api as access
from lianzhi.foundation.forms import api as forms
from lianzhi.kernel.actor import Actor
root = next(p for p in access.people() if p.username == "admin")
forms.install(sys.argv[1], "journey.yaml", by=Actor(root.id, root.name, root.unit))
"""


def asked_about(platform, form: str) -> None:
    """A form of the town, published before the phone reads its tasks."""
    said = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()\n" + ASKED, form],
        env=platform.environment, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
