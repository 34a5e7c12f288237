"""axe on every main page, in Chinese and in English: nothing serious, no sideways scrolling, no error in the console.

WCAG 2.1 AA, GB/T 37668.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support import steps
from support.browser import DESK, PHONE, WALL, violations

pytestmark = pytest.mark.journey

RECORDS = ["/desk/case/{near}/", "/desk/case/{near}/near/", "/desk/case/{asked}/", "/desk/case/{told}/"]
REGISTERS = ["units", "people", "roles", "grants", "areas", "categories", "duties", "days", "reply-templates"]
SETTINGS = [
    "/settings/", *(f"/settings/{each}/" for each in REGISTERS), "/settings/units/new/", "/settings/duties/new/",
    "/settings/rules/", "/settings/rules/new/", "/settings/rules/{rule}/",
    "/settings/catalogues/", "/settings/catalogues/town/", "/settings/catalogues/town/new/",
    "/settings/deadlines/", "/settings/deadlines/category-street-lamp/",
    "/settings/deadlines/category-street-lamp/conditions/new/", "/settings/calendar/",
    "/settings/tables/catalogue/town/", "/settings/forms/",
    "/settings/clients/", "/settings/clients/new/", "/settings/clients/{client}/",
    "/settings/webhooks/", "/settings/webhooks/new/", "/settings/webhooks/{hook}/",
    "/settings/remotes/", "/settings/remotes/new/", "/settings/remotes/{city}/",
]  # fmt: skip
DUTY = [
    "/desk/", "/desk/new/", "/desk/signals/", "/desk/questions/", "/desk/follow-ups/", "/desk/ratings/", "/desk/assists/",
    "/notices/", *RECORDS, "/desk/statistics/", "/desk/statistics/cooperation/", "/desk/statistics/units/{unit}/",
    "/desk/statistics/cases/?measure=reported", "/desk/handover/", "/desk/handover/new/", "/desk/handover/{note}/", "/exports/",
    "/desk/meetings/", "/desk/meetings/new/", "/desk/signs/", "/imports/", "/imports/new/messages/",
    *(f"/benefits/{each}/" for each in ("policies", "policies/subsistence", "decisions", "meetings", "notices", "objections",
                                        "recoveries", "what-if", "pictures", "revisions", "files/old_age.yaml")),
]  # fmt: skip
PAGES = {
    "resident": [
        "/", "/login/", "/r/", "/r/report/snap_report/", "/r/find/", "/r/mine/", "/r/map/", "/r/ratings/", "/r/continue/",
        "/r/benefits/", "/r/notices/",
    ],
    "duty": DUTY,
    "staff": ["/desk/inbox/"],
    "checker": ["/desk/checks/"],
    "admin": SETTINGS,
    "grid": [
        "/g/", "/g/?list=own", "/g/report/", "/g/case/{called}/", "/g/case/{told}/", "/g/case/{asked}/", "/g/notices/",
        "/g/new/", "/g/queue/", "/g/setup/", "/g/patrol/",
    ],
    "leader": ["/cockpit/"],
    "approver": ["/desk/approvals/"],
}  # fmt: skip
LOOKED_AT = [
    ("resident", PHONE), ("grid", PHONE), ("leader", WALL), ("staff", DESK), ("checker", DESK),
    ("duty", DESK), ("duty", PHONE), ("admin", DESK), ("admin", PHONE), ("approver", DESK), ("approver", PHONE),
]  # fmt: skip


@pytest.fixture(scope="module")
def furnished(platform) -> dict[str, object]:
    """The town with something on each page: what stands where."""
    where = [str(platform.facts[name]) for name in ("lon", "lat", "unit")]
    made = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "furnish.py"), *where],
        env=platform.environment, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout.strip().splitlines()[-1]) | {"unit": platform.facts["unit"]}


def _findings(page: Page, addresses: list[str], furnished: dict[str, object]) -> list[tuple]:
    found: list[tuple] = []
    for address in addresses:
        answer = page.goto(address.format(**furnished))
        assert answer.ok, (address, answer.status)
        found += [(address, *one) for one in faults(page)]
    return found


def faults(page: Page) -> list[tuple]:
    """What axe finds on the page as it stands, and whether it scrolls sideways."""
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return violations(page) + ([("scrolls sideways", wider)] if wider > 0 else [])


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
@pytest.mark.parametrize(("who", "size"), LOOKED_AT, ids=lambda one: one if isinstance(one, str) else one[0])
def test_axe_finds_nothing_serious(people, furnished, who: str, size: tuple[int, int], language: str) -> None:
    page = people("leader" if who == "approver" else who, size, locale=language)

    assert _findings(page, PAGES[who], furnished) == []
    assert page.locator("html").get_attribute("lang").startswith(language[:2])


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_what_opens_on_a_page_is_clean_too(people, furnished, size: tuple[int, int], language: str) -> None:
    """The bell's sheet, the menu of files, the form that splits a case."""
    page, found = people("duty", size, locale=language), []
    page.goto("/desk/")
    page.locator(".bell > summary").click()
    page.locator("#notices a.notice").first.wait_for()
    found += [("bell", *one) for one in faults(page)]
    page.locator(".bell > summary").click()
    page.locator("details.menu:has([name=form][value=csv]) > summary").click()
    expect(page.locator("button[name=form][value=csv]")).to_be_in_viewport()
    found += [("export", *one) for one in faults(page)]
    page.goto(f"/desk/case/{furnished['split']}/")
    form = page.locator("form[action$='/move/split/']")
    page.locator(".more-acts > summary").click()
    page.locator("details.act:has(form[action$='/move/split/']) > summary").click()
    expect(form).to_be_visible()
    found += [("split", *one) for one in faults(page)]

    assert found == []


def test_near_matters_in_the_way_of_a_report_are_clean(platform, people, furnished) -> None:
    page = people("resident")
    page.goto("/r/report/snap_report/")
    page.get_by_role("button", name="下一步：选地点").click()
    steps.pin(page, platform.facts)
    page.get_by_role("button", name="下一步：说问题").click()
    steps.words(page, "文化广场东侧路灯不亮，晚上很暗。", "street-lamp")
    steps.prove_phone(page, "13800009013")
    page.locator(steps.NEXT).click()
    page.locator("form#new").wait_for(state="attached")

    assert faults(page) == []


def test_axe_finds_nothing_serious_on_the_steps_of_a_report_and_in_elder_mode(platform, people) -> None:
    page = people("resident")
    page.goto("/r/report/snap_report/")
    found = []
    page.get_by_role("button", name="下一步：选地点").click()
    steps.pin(page, platform.facts)
    found += violations(page)
    page.get_by_role("button", name="下一步：说问题").click()
    steps.words(page)
    steps.prove_phone(page, "13800009012")
    found += violations(page)
    steps.sent(page)
    found += violations(page)
    page.locator(steps.NEXT).click()
    page.locator("#progress").wait_for()
    found += violations(page)
    page.goto("/r/")
    page.get_by_role("button", name="长辈版", exact=True).click()
    page.locator("html[data-theme=care]").wait_for()
    found += violations(page)
    page.goto("/r/report/snap_report/")
    found += violations(page)

    assert found == []
