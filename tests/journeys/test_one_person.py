"""Two entries that may be one person: the registrar sees them side by side and decides by the keyboard.  R-085, ADR 0012."""

import pytest
from playwright.sync_api import expect
from support.browser import violations

pytestmark = pytest.mark.journey

MAKE = """
from lianzhi.kernel.actor import system
from lianzhi.registry import api
from lianzhi.registry.models import Pair, Person
place = Person.objects.exclude(place="").first().place
for name in {names}:
    said = {{"name": name, "birth": "1990-03-07", "sex": "1", "phone": "{phone}", "place": place, "living": "own"}}
    api.record_person(said, source="visit", by=system("journeys"), new=True)
Pair.objects.all().delete()
api.find_pairs()
"""


@pytest.fixture
def doubtful(platform) -> None:
    for names, phone in ((["钱似海", "钱思海"], "13800000011"), (["孙如林", "孙儒林"], "13800000012")):
        made = platform.command("django", "shell", "-c", MAKE.format(names=names, phone=phone))
        assert made.returncode == 0, made.stderr


def test_a_doubtful_pair_is_joined_and_another_is_two(platform, people, doubtful) -> None:
    desk = people("registrar")
    desk.goto("/registry/pairs/")
    expect(desk.locator("tbody tr")).to_have_count(2)
    assert violations(desk) == []
    desk.get_by_role("link", name="孙").first.click()
    expect(desk.get_by_text("读音相同")).to_be_visible()
    assert "13800000012" not in desk.content() and violations(desk) == []
    desk.locator("[name=reason]").fill("入户核对，同一人")
    desk.locator("button[data-key=m]").click()
    desk.wait_for_url("**/registry/pairs/*/")
    expect(desk.get_by_text("读音相同")).to_be_visible()
    desk.locator("body").press("n")
    desk.wait_for_url(lambda url: "/registry/pairs/?of=" in url)

    expect(desk.get_by_role("link", name="同一人 (1)")).to_be_visible()
    expect(desk.get_by_role("link", name="两个人 (1)")).to_be_visible()
    assert sorted(platform.rows("SELECT state FROM registry_pair")) == [("apart",), ("merged",)]
