"""From a report to the dot on another browser's map, and what 300 listeners cost.

    python bench/live.py [--samples 120] [--listeners 300] [--port 8182]

Starts the platform (pages, live stream, worker) with a small invented town in a temporary home on loopback,
opens the cockpit and the duty desk in headless Chromium, takes reports down through the real page of the duty
officer, and notes when each dot is in the map's source (``town:put``) and when MapLibre finds its sign on the
screen (``town:shown``). One clock for all: browser and server run on this machine. ``accepted`` counts from the
moment the report was written, ``sent`` from before the request left. Bar of issue 2: accepted -> on the map, p95
below 1 s.

Without a graphics card Chromium composes every frame on the processor, and the moving ticker alone keeps it busy;
so the page is asked for reduced motion (``--motion`` turns that off), and ``drawn`` is slower than on a real wall.
"""

import argparse
import http.cookiejar
import json
import os
import random
import re
import resource
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from pathlib import Path

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
PASSWORD = "lianzhi-demo"
MAKE = """
import django; django.setup()
from lianzhi.project.setting_up import setup
setup(print)
from lianzhi.simulation import api as simulation
simulation.make_demo(scale=0.05, days=2, history=40)
"""
POINTS = """
import django, json; django.setup()
from lianzhi.territory import api as territory
from lianzhi.cases import api as cases
town = territory.town()
west, south, east, north = town.bounds
inside = [(west + (east - west) * i / 40, south + (north - south) * j / 40) for i in range(41) for j in range(41)]
print(json.dumps([p for p, grid in zip(inside, territory.grids_at(inside)) if grid]))
"""
NOTE = """
window.noted = {put: {}, shown: {}};
for (const [name, times] of Object.entries(window.noted))
  document.addEventListener(`town:${name}`, (event) => { times[event.detail.number] ??= Date.now(); });
"""


class Officer:
    """Takes calls down through the page, as a browser would send it."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar)).open
        self.post("/login/", username="duty", password=PASSWORD)

    def post(self, path: str, **values: str) -> str:
        """The address one ends at."""
        page = self.open(self.base + path).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **values}).encode()
        self.sent = time.time()
        with self.open(urllib.request.Request(self.base + path, data)) as answer:
            return answer.url

    def report(self, n: int, lon: float, lat: float) -> str:
        where = self.post(
            "/desk/new/", text=f"第{n}号测试：路灯不亮，夜间出行不便。", phone="13800000001", name="", category="",
            place="", lon=f"{lon:.6f}", lat=f"{lat:.6f}", external_id=f"bench-{n}",
        )  # fmt: skip
        return where.rstrip("/").rpartition("/")[2]


def child(code: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.splitlines()[-1]


def wait_for(address: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address).read()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def watch(browser, base: str, user: str, path: str, motion: str):
    context = browser.new_context(
        viewport={"width": 1920, "height": 1080}, locale="zh-CN", reduced_motion=motion
    )
    page = context.new_page()
    page.add_init_script(NOTE)
    page.goto(f"{base}/login/")
    page.fill("#id_username", user)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto(base + path)
    page.wait_for_selector("[data-townmap][data-ready]", timeout=120_000)
    page.wait_for_selector('[data-connection][data-state="open"]', timeout=60_000)
    return page


def measure(base: str, environment: dict[str, str], samples: int, motion: str) -> None:
    from playwright.sync_api import sync_playwright

    points = json.loads(child(POINTS, environment))
    dice = random.Random(7)
    officer = Officer(base)
    with sync_playwright() as playwright:
        browsers = {}
        for name, user, path in (("cockpit", "leader", "/cockpit/"), ("desk", "duty", "/desk/")):
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            browsers[name] = watch(browser, base, user, path, motion)
            sent: dict[str, float] = {}
            for _ in range(samples):
                number = officer.report(dice.randrange(10**9), *dice.choice(points))
                sent[number] = officer.sent
                browsers[name].wait_for_timeout(dice.uniform(200, 700))
            browsers[name].wait_for_timeout(3000)
            accepted = accepted_at(environment, list(sent))
            for what, noted in browsers[name].evaluate("window.noted").items():
                there = {number: at / 1000 for number, at in noted.items() if number in sent}
                word = {"put": "on the map", "shown": "drawn"}[what]
                say(
                    name,
                    f"accepted -> {word}",
                    [at - accepted[number] for number, at in there.items()],
                    samples,
                )
                say(name, f"sent -> {word}", [at - sent[number] for number, at in there.items()], samples)
            browser.close()


def accepted_at(environment: dict[str, str], numbers: list[str]) -> dict[str, float]:
    code = f"""
import django, json; django.setup()
from lianzhi.cases.models import Case
print(json.dumps({{c.number: c.created_at.timestamp() for c in Case.objects.filter(number__in={numbers!r})}}))
"""
    return json.loads(child(code, environment))


def say(where: str, what: str, seconds: list[float], wanted: int) -> None:
    values = sorted(value * 1000 for value in seconds)
    cut = statistics.quantiles(values, n=100)
    print(
        f"{where:8} {what:22} n {len(values)} of {wanted}   p50 {cut[49]:.0f} ms   p95 {cut[94]:.0f} ms   "
        f"max {values[-1]:.0f} ms", flush=True,
    )  # fmt: skip


def listeners(base: str, live: str, pid: int, environment: dict[str, str], count: int) -> None:
    """Open ``count`` streams and see what the live process needs for them."""
    ticket = child(
        "import django; django.setup()\nfrom lianzhi.foundation.access import api as access\n"
        "from lianzhi.foundation.access.api import people\n"
        "from lianzhi.kernel.actor import Actor\n"
        "duty = next(p for p in people() if p.username == 'duty')\n"
        "print(access.ticket_of(Actor(duty.id, duty.name, duty.unit)))",
        environment,
    )
    host, port = urllib.parse.urlsplit(live).netloc.split(":")
    ears = selectors.DefaultSelector()
    for _ in range(count):
        ear = socket.create_connection((host, int(port)))
        ear.sendall(f"GET /live?ticket={ticket} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        ear.setblocking(False)
        ears.register(ear, selectors.EVENT_READ)
    wait_until_open(f"{live.rpartition('/')[0]}/health", count)
    heard: dict[str, list[float]] = {}
    stop = threading.Event()
    reader = threading.Thread(target=listen, args=(ears, heard, stop))
    reader.start()
    spent, began = used(pid), time.monotonic()
    time.sleep(10)
    idle = (used(pid) - spent) / (time.monotonic() - began)
    officer, sent = Officer(base), {}
    spent, began = used(pid), time.monotonic()
    points = json.loads(child(POINTS, environment))
    for n in range(40):
        number = officer.report(10**9 + n, *points[n * 7 % len(points)])
        sent[number] = officer.sent
    time.sleep(2)
    busy = (used(pid) - spent) / (time.monotonic() - began)
    stop.set()
    reader.join()
    arrived = [at - sent[number] for number, times in heard.items() if number in sent for at in times]
    print(f"{count} listeners: idle {idle:.1%} of a core, {memory(pid):.0f} MB")
    print(f"  40 reports: {busy:.1%} of a core; {len(arrived)} of {40 * count} told")
    say("stream", "sent -> told", arrived, 40 * count)


def listen(ears: selectors.BaseSelector, heard: dict[str, list[float]], stop: threading.Event) -> None:
    while not stop.is_set():
        for key, _events in ears.select(0.2):
            try:
                text = key.fileobj.recv(1 << 16)
            except BlockingIOError:
                continue
            now = time.time()
            for number in re.findall(rb'"verb": "reported", "case": \{"number": "([^"]+)"', text):
                heard.setdefault(number.decode(), []).append(now)


def wait_until_open(health: str, count: int) -> None:
    until = time.monotonic() + 60
    while int(urllib.request.urlopen(health).read().split()[1]) < count:
        if time.monotonic() > until:
            raise SystemExit("the streams do not open")
        time.sleep(0.1)


def family(pid: int) -> list[int]:
    kids = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for kid in kids for one in family(int(kid)))]


def used(pid: int) -> float:
    """CPU seconds of a process and its children."""
    fields = [Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split() for one in family(pid)]
    return sum(int(row[11]) + int(row[12]) for row in fields) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> float:
    pages = sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in family(pid))
    return pages * resource.getpagesize() / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--samples", type=int, default=120)
    parser.add_argument("--listeners", type=int, default=300)
    parser.add_argument("--port", type=int, default=8182)
    parser.add_argument("--motion", action="store_true")
    chosen = parser.parse_args()
    motion = "no-preference" if chosen.motion else "reduce"
    with tempfile.TemporaryDirectory(prefix="lianzhi-bench-") as home:
        environment = {
            **os.environ,
            "LIANZHI_HOME": home,
            "DJANGO_SETTINGS_MODULE": "lianzhi.project.settings.demo",
        }
        os.environ |= environment
        print(child(MAKE, environment))
        from lianzhi.project.processes import platform

        running = platform("127.0.0.1", chosen.port, 8, simulate=False)
        base, live = f"http://127.0.0.1:{chosen.port}", f"http://127.0.0.1:{chosen.port + 1}/live"
        try:
            for process in running:
                process.start()
            wait_for(f"{base}/login/")
            wait_for(f"http://127.0.0.1:{chosen.port + 1}/health")
            load = os.getloadavg()[0]
            print(f"load of the machine before: {load:.1f} on {os.cpu_count()} cores")
            if chosen.samples:
                measure(base, environment, chosen.samples, motion)
            if chosen.listeners:
                listeners(base, live, running[1].running.pid, environment, chosen.listeners)
        finally:
            for process in running:
                process.stop()
            for process in running:
                process.wait(time.monotonic() + 8)


if __name__ == "__main__":
    main()
