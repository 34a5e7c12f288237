"""A question for a picture has pictures of its own: kept without a network, sent once, an answer at the desk.  R-109."""

import hashlib
import json
import os
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from support.browser import as_file, violations
from support.offline import Server, asked_about, entries, log_in, noise, phone, prepared, until
from support.serving import answers
from support.steps import NEXT

from lianzhi.kernel.checksums import sm3
from lianzhi.project.announce import PASSWORD

pytestmark = pytest.mark.journey

TEXT = "高处的电线断了一根，垂到人行道上。"
FORM = """
code: loose_wire
version: 1
name: {zh: "断线情况", en: "About the wire"}
about: ["category:power-line"]
fields:
  - {code: reach, kind: yes_no, required: true, label: {zh: "人够得到吗？", en: "Can people reach it?"}}
  - {code: pole, kind: photo, required: true, label: {zh: "电杆上的号牌", en: "Number"}, help: {zh: "拍清数字。"}}
  - {code: fence, kind: photo, label: {zh: "围挡", en: "The fence"}, shown_when: [{field: reach, is: [yes]}]}
"""
BYTES = """async ids => {
  const done = request => new Promise(then => { request.onsuccess = () => then(request.result); });
  const db = await done(indexedDB.open('lianzhi-field', 1));
  const store = db.transaction(['files']).objectStore('files');
  const found = [];
  for (const id of ids) found.push(await done(store.get(id)));
  db.close();
  return found.map(one => one ? btoa(Array.from(new Uint8Array(one.bytes), byte => String.fromCharCode(byte)).join('')) : null);
}"""


def look(page: Page, name: str) -> None:
    if place := os.environ.get("LIANZHI_LOOK"):
        page.screenshot(path=Path(place) / f"{name}.png", full_page=True)


def mine(page: Page) -> dict:
    return next(one for one in entries(page) if one["text"] == TEXT)


def take(page: Page, question: str, photo: bytes, count: int = 1) -> None:
    page.locator(f"[data-question={question}] input[type=file]").set_input_files([as_file(photo)])
    expect(page.locator(f"[data-question={question}] .shot")).to_have_count(count)


def to_words(page: Page, own: bytes) -> None:
    page.goto("/g/new/")
    page.locator("input[type=file]").set_input_files([as_file(own)])
    expect(page.locator(".shot")).to_have_count(1)
    page.locator(NEXT).click()
    page.locator("[name=place_text]").fill("河边步道")
    page.locator(NEXT).click()
    page.locator("textarea[name=text]").fill(TEXT)
    page.locator("select[name=category]").select_option("power-line")


def test_the_picture_of_a_question_is_its_own_from_the_cut_to_the_desk(
    platform, browser, people, tmp_path
) -> None:
    asked_about(platform, FORM)
    server = Server(platform)
    own, pole, fence = noise(21, (640, 480)), noise(22), noise(23, (640, 480))
    with phone(browser.browser_type, platform, tmp_path) as pocket:
        page = pocket.pages[0]
        log_in(page, "grid", PASSWORD)
        prepared(page)
        page.goto("/g/setup/")
        page.locator("select[name=size]").select_option("original")
        with server.down():
            to_words(page, own)
            expect(page.locator("[data-question=fence]")).to_be_hidden()
            page.locator("[data-question=reach] input[value=yes]").check()
            page.locator(NEXT).click()
            expect(page.locator("[data-said]")).to_contain_text("电杆上的号牌")
            expect(page.locator("[data-question=pole] .error")).to_be_visible()
            assert mine(page)["state"] == "draft", "the report's own picture is no answer"
            look(page, "question-wanted")
            assert violations(page) == []

            take(page, "pole", pole)
            expect(page.locator("[data-question=pole] .error")).to_have_count(0)
            take(page, "fence", fence)
            page.locator("select[name=category]").select_option("")
            expect(page.locator("[data-question]")).to_have_count(0)
            page.locator("select[name=category]").select_option("power-line")
            expect(page.locator("[data-question=pole] .shot")).to_have_count(1)
            page.reload()
            expect(page.locator("[data-question=pole] .shot img")).to_have_count(1)
            page.locator("[data-question=reach] input[value=no]").check()
            expect(page.locator("[data-question=fence]")).to_be_hidden()
            look(page, "question-taken")
            assert violations(page) == []
            page.locator(NEXT).click()
            page.wait_for_url("**/g/queue/**")
            kept = mine(page)
            _stamped_copy_and_whole_original(page, kept, pole)
            page.goto(f"/g/queue/?key={kept['key']}")
            expect(page.locator("[data-answers=pole]")).to_contain_text("电杆上的号牌")
            expect(page.locator(".uploads > li")).to_have_count(2)
            look(page, "question-queue")
            assert violations(page) == []

    with phone(browser.browser_type, platform, tmp_path) as pocket:
        page = pocket.pages[0]
        line = pocket.new_cdp_session(page)
        line.send("Network.enable")
        slow = {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": 600_000}
        line.send("Network.emulateNetworkConditions", slow)
        page.goto("/g/queue/")
        begun = "SELECT count(*) FROM files_upload WHERE purpose LIKE 'answer%' AND received > 0 AND received < size"
        until(lambda: platform.rows(begun)[0][0] > 0, "a picture of the question is on its way")
        server.die()
        until(lambda: server.pages() and answers(f"{platform.base}/login/"), "the server is there again")
        slow["uploadThroughput"] = -1
        line.send("Network.emulateNetworkConditions", slow)
        page.reload()
        until(lambda: mine(page)["state"] == "sent", "the report and its pictures are sent", 240)
        assert len(mine(page)["pictures"]) == 2, "what answers no question that was asked stays behind"
        assert page.evaluate(BYTES, _uploads(kept["pictures"])) == [None] * 6

    _arrived_once(platform, kept, own, pole)
    desk = people("duty")
    [(number,)] = platform.rows("SELECT number FROM cases_case WHERE text = ?", TEXT)
    desk.goto(f"/desk/case/{number}/")
    answer = desk.locator("section[aria-labelledby=answers-title]")
    expect(answer).to_contain_text("电杆上的号牌")
    expect(answer.locator("img")).to_have_count(1)
    look(desk, "question-desk")
    assert violations(desk) == []


def _uploads(pictures: list[dict]) -> list[str]:
    return [file["upload"] for picture in pictures for file in picture["files"]]


def _stamped_copy_and_whole_original(page: Page, kept: dict, pole: bytes) -> None:
    """The original lies on the phone to the byte; only its copy carries the dark band."""
    assert len(kept["pictures"]) == 3 and list(kept["answers"]["values"]) == ["reach", "pole"]
    (picture,) = [one for one in kept["pictures"] if one.get("question", {}).get("code") == "pole"]
    shown, original = picture["files"]
    assert (shown["role"], original["role"]) == ("shown", "original")
    assert kept["answers"]["values"]["pole"] == [shown["upload"]]
    assert picture["camera_sha256"] == original["sha256"] == hashlib.sha256(pole).hexdigest()
    copy, whole = (b64decode(each) for each in page.evaluate(BYTES, [shown["upload"], original["upload"]]))
    assert whole == pole and hashlib.sha256(copy).hexdigest() == shown["sha256"] != original["sha256"]
    assert _foot(copy) < _foot(whole) - 20


def _foot(picture: bytes) -> float:
    """How light the lower edge is."""
    image = Image.open(BytesIO(picture)).convert("L")
    pixels = image.crop((0, image.height - 12, image.width, image.height)).tobytes()
    return sum(pixels) / len(pixels)


def _arrived_once(platform, kept: dict, own: bytes, pole: bytes) -> None:
    [(case, kept_answers)] = platform.rows("SELECT id, answers FROM cases_case WHERE text = ?", TEXT)
    found = platform.rows("SELECT purpose, id, sm3 FROM files_photo WHERE subject = ?", f"case:{case}")
    by_purpose = {purpose: (photo, digest) for purpose, photo, digest in found}
    assert sorted(purpose for purpose, _id, _digest in found) == [
        "answer",
        "answer_original",
        "report",
        "report_original",
    ]
    assert json.loads(kept_answers)["loose_wire"]["values"] == {
        "reach": "no",
        "pole": [by_purpose["answer"][0]],
    }
    assert by_purpose["answer_original"][1] == sm3(pole) and by_purpose["report_original"][1] == sm3(own)
    digests = platform.rows(
        "SELECT facts FROM files_upload WHERE subject = ? AND purpose LIKE 'answer%'", f"case:{case}"
    )
    assert {json.loads(facts)["camera_sha256"] for (facts,) in digests} == {hashlib.sha256(pole).hexdigest()}
    assert platform.command("audit", "verify").returncode == 0 and kept["tries"] == 0
