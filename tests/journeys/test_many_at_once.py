"""More than a page at once: tick the page, take all that the filter matches, see what will move, do it.  A4, field notes 2.13."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect
from support.browser import DESK, PHONE, violations

pytestmark = pytest.mark.journey

MANY, CATEGORY = 33, "street-drying"
REPORTED = """
import sys
from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
duty = next(Actor(p.id, p.name, p.unit) for p in access.people() if p.username == "duty")
lon, lat, many, category = float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
for n in range(many):
    place = {} if n == 7 else {"lon": lon, "lat": lat}
    cases.report(cases.NewReport(source="message", external_id=f"many-{n}", text=f"沿街晾晒第{n + 1}处。",
        category=category, place_text="永宁街", reporter="", **({"lon": None, "lat": None} | place)), by=duty)
"""
RECEIVED = """SELECT c.number, c.lon FROM cases_case c JOIN worklist_item i ON i.id = c.item_id
    JOIN cases_category y ON y.id = c.category_id WHERE i.state = 'received' AND y.code = ?"""


def test_all_that_the_filter_matches_are_filed_in_one_go_but_the_one_that_cannot(platform, people) -> None:
    facts = platform.facts
    made = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()\n" + REPORTED,
         str(facts["lon"]), str(facts["lat"]), str(MANY), CATEGORY],
        env=platform.environment, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    waiting = platform.rows(RECEIVED, CATEGORY)
    listed, located = len(waiting), sum(lon is not None for _number, lon in waiting)
    assert listed >= MANY and MANY - 1 <= located < listed
    desk = people("duty", DESK)
    desk.goto(f"/desk/?category={CATEGORY}&group=receive")
    ticked = desk.locator("input[data-pick]")
    whole = desk.locator("[data-pick-whole]")
    ticked.first.check()
    expect(whole).to_be_hidden()
    desk.locator("[data-pick-all]").check()
    expect(whole).to_contain_text(f"全部 {listed} 件")
    assert ticked.count() < listed and violations(desk) == []
    whole.click()
    desk.locator("button[name=verb][value=file]").click()

    expect(desk.locator("[data-outcome] strong")).to_have_text(f"将办理 {located} 件。")
    expect(desk.locator("[data-outcome] li")).to_have_count(1)
    expect(desk.locator("tr[data-number]")).to_have_count(listed)
    assert violations(desk) == []
    desk.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert desk.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    desk.locator("form.bulk .acts button").click()
    desk.wait_for_url("**/desk/bulk/**")
    expect(desk.locator(".flash strong")).to_contain_text(str(located))
    assert len(platform.rows(RECEIVED, CATEGORY)) == listed - located
