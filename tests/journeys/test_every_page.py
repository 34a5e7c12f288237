"""axe on every main page, in Chinese and in English: nothing serious, no sideways scrolling, no error in the console.

WCAG 2.1 AA, GB/T 37668.
"""

import pytest
from support import steps
from support.browser import DESK, PHONE, WALL, violations

pytestmark = pytest.mark.journey

PAGES = {
    "resident": (PHONE, ["/", "/login/", "/r/", "/r/report/snap_report/", "/r/find/", "/r/mine/"]),
    "duty": (DESK, ["/desk/", "/desk/case/{number}/", "/desk/new/", "/desk/signals/"]),
    "staff": (DESK, ["/desk/inbox/"]),
    "checker": (DESK, ["/desk/checks/"]),
    "admin": (DESK, ["/settings/", "/settings/units/", "/settings/units/new/", "/settings/duties/new/"]),
    "grid": (PHONE, ["/g/", "/g/?list=own", "/g/report/", "/g/case/{task}/"]),
    "leader": (WALL, ["/cockpit/"]),
}


@pytest.fixture(scope="module")
def numbers(platform) -> dict[str, str]:
    """A case the duty officer sees and one the grid worker's unit can look at, from S-town's past days."""
    [(number,)] = platform.rows("SELECT number FROM cases_case ORDER BY id DESC LIMIT 1")
    stem = str(platform.facts["grid"])[:12]
    rows = platform.rows("SELECT number FROM cases_case WHERE area_code LIKE ? || '%' LIMIT 1", stem)
    return {"number": number, "task": rows[0][0] if rows else ""}


def _findings(page, addresses: list[str], numbers: dict[str, str]) -> list[tuple]:
    found: list[tuple] = []
    for address in addresses:
        if "{task}" in address and not numbers["task"]:
            continue
        answer = page.goto(address.format(**numbers))
        assert answer.ok, (address, answer.status)
        found += [(address, *one) for one in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((address, "scrolls sideways"))
    return found


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("who", PAGES)
def test_axe_finds_nothing_serious(people, numbers, who: str, language: str) -> None:
    size, addresses = PAGES[who]
    page = people(who, size, locale=language)

    assert _findings(page, addresses, numbers) == []
    assert page.locator("html").get_attribute("lang").startswith(language[:2])


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
    page.locator(steps.NEXT).click()
    page.locator("[data-number]").wait_for()
    found += violations(page)
    page.locator(steps.NEXT).click()
    page.locator("#progress").wait_for()
    found += violations(page)
    page.goto("/r/")
    page.get_by_role("button", name="长辈版").click()
    page.locator("html[data-theme=care]").wait_for()
    found += violations(page)
    page.goto("/r/report/snap_report/")
    found += violations(page)

    assert found == []
