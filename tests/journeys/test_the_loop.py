"""The loop in real browsers: reported, seen at once, done, checked, answered, rated, done again.

R-005, R-070, R-109, R-113, R-123, R-126; house laws 3 (no closing without an answer) and 4 (who did it cannot check).
"""

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect
from support import steps

pytestmark = pytest.mark.journey

AGAIN = "垃圾又堆起来了，请彻底解决。"
SECOND = "第二次清运完毕，已加装监控并立了提示牌。"
SECOND_ANSWER = "东门已加装监控和提示牌，社区每天巡查，再有堆放当天清走。"
ROAD = [
    "start", "file", "dispatch", "accept", "finish", "pass", "close", "rate",
    "reopen", "dispatch", "accept", "finish", "pass", "close", "rate",
]  # fmt: skip


def test_a_report_goes_round_the_loop_twice_and_everybody_sees_it_at_once(platform, people) -> None:
    desk, wall = people("duty", refusals=True), people("leader")
    desk.goto("/desk/")
    wall.goto("/cockpit/")
    for page in (desk, wall):
        page.locator("[data-townmap][data-ready]").wait_for()
        expect(page.locator("[data-connection][data-state=open]").first).to_be_attached()
    dots = int(wall.locator("[data-townmap]").get_attribute("data-shown"))
    desk.evaluate("window.notReloaded = true")
    wall.evaluate("window.notReloaded = true")

    # a resident reports; desk and wall show it without being touched
    resident = people("resident")
    number = steps.report(resident, platform.facts)
    expect(resident.locator(".receipt strong")).to_contain_text(re.compile(r"\d"))  # the promised time
    expect(desk.locator(f"tr[data-number='{number}']")).to_be_visible()
    expect(wall.locator(f"[data-case='{number}']").first).to_be_attached()
    expect(wall.locator("[data-townmap]")).to_have_attribute("data-shown", str(dots + 1))
    assert desk.evaluate("window.notReloaded") and wall.evaluate("window.notReloaded")
    wall.close()
    resident.locator(steps.NEXT).click()
    progress = resident.url
    expect(resident.locator("#progress")).to_contain_text(steps.TEXT)

    # the duty officer files and dispatches to the unit the list names; its worker does it
    desk.locator(f"tr[data-number='{number}'] a.rowlink").click()
    assert steps.file_and_dispatch(desk, number) == "city-management"
    worker = people("both", refusals=True)
    worker.goto("/desk/inbox/")
    row = worker.locator(f"tr[data-number='{number}']")
    row.get_by_role("button", name="接单").click()
    steps.finish(worker, number)
    steps.state_on_desk(worker, "核查")

    # who did it cannot check it, even with the right to check and a form made by hand
    worker.goto(f"/desk/case/{number}/")
    expect(worker.locator("form[action$='/move/pass/']")).to_have_count(0)
    token = worker.locator("meta[name=csrf-token]").get_attribute("content")
    forged = worker.request.post(f"/desk/case/{number}/move/pass/", form={"csrfmiddlewaretoken": token})
    assert forged.status in (403, 409, 422)
    assert platform.case(number)["state"] == "checking"
    checker = people("checker")
    steps.pass_check(checker, number)

    # no closing without an answer: said at the field, nothing lost; then with one
    desk.goto(f"/desk/case/{number}/")
    close = steps.open_act(desk, "close")
    close.locator("textarea[name=answer]").fill("   ")
    steps.act(desk, "close")
    expect(desk.locator("form[action$='/move/close/']")).to_contain_text("请填写给反映人的答复。")
    assert platform.case(number)["state"] == "verified"
    assert platform.case(number)["answer"] == ""
    steps.close(desk, number)

    # the resident reads the answer in full, sees the picture, is not satisfied and has it done again
    resident.goto(progress)
    expect(resident.locator(".answer")).to_contain_text(steps.ANSWER)
    picture = resident.locator(".answer .photos img")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("i => i.naturalWidth") > 100
    _stored_photos_carry_no_place(platform.home)
    steps.rate(resident, progress, 2, reason="unsolved", text="还是有味道。")
    resident.get_by_role("link", name="要求重办").click()
    resident.locator("textarea[name=reason]").fill(AGAIN)
    resident.locator(steps.NEXT).click()
    expect(resident.locator("#progress")).to_be_visible()
    assert platform.case(number) | {"id": 0} == {
        "id": 0,
        "state": "filed",
        "rounds": 1,
        "answer": steps.ANSWER,
    }

    # the second round ends well
    desk.goto(f"/desk/case/{number}/")
    expect(desk.locator(".timeline")).to_contain_text(AGAIN)
    steps.open_act(desk, "dispatch")
    steps.act(desk, "dispatch")
    steps.state_on_desk(desk, "派遣")
    steps.accept(worker, number)
    steps.finish(worker, number, SECOND)
    steps.pass_check(checker, number)
    steps.close(desk, number, SECOND_ANSWER)
    resident.goto(progress)
    expect(resident.locator(".answer")).to_contain_text(SECOND_ANSWER)
    steps.rate(resident, progress, 5, reason="thorough")
    expect(resident.locator("#progress")).to_contain_text("非常满意")

    _trail_is_whole_and_complete(platform, number)


def _stored_photos_carry_no_place(home: Path) -> None:
    stored = list((home / "files").glob("??/*"))  # snapshots of policy runs lie beside the photos
    assert len(stored) >= 4  # report and result, each with its small version
    for path in stored:
        content = path.read_bytes()
        picture = Image.open(BytesIO(content))
        assert not picture.getexif(), path
        assert b"Exif" not in content and b"PhoneMaker" not in content, path


def _trail_is_whole_and_complete(platform, number: str) -> None:
    case = platform.case(number)
    assert case["state"] == "rated"
    moves = platform.rows(
        "SELECT m.verb FROM worklist_move m JOIN cases_case c ON c.item_id = m.item_id WHERE c.number = ?"
        " ORDER BY m.id",
        number,
    )
    assert [verb for (verb,) in moves] == ROAD
    trail = [
        action
        for (action,) in platform.rows(
            "SELECT action FROM audit_entry WHERE subject = ? ORDER BY seq", f"case:{case['id']}"
        )
    ]
    for verb in set(ROAD) - {"start"}:
        assert sum(action.endswith(f".{verb}") for action in trail) >= ROAD.count(verb), (verb, trail)
    checked = platform.command("audit", "verify")
    assert checked.returncode == 0, checked.stdout + checked.stderr
