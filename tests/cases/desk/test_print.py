"""The sheets: what stands on them, who may have them, and how they leave the printer."""

import re

import pytest
from playwright.sync_api import sync_playwright
from support.browser import launch, needs_chromium
from support.desk import ANSWER, PHONE, ROOT, TEXT, browser

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access

A4 = (595, 842)  # points


@pytest.fixture
def long_case(town):
    case = town.checked("works", "west", text=TEXT * 60)
    return cases.close(case.id, answer=ANSWER, by=town.duty)


def test_the_sheet_of_a_case_holds_the_whole_matter(town, duty, long_case):
    page = duty.get(f"/desk/case/{long_case.number}/print/").content.decode()
    for said in (
        long_case.number,
        TEXT,
        ANSWER,
        "Handled by",
        "Checked by",
        "Course of the matter",
        "Printed by",
        'class="qr"',
    ):
        assert said in page
    assert long_case.token not in page


def test_the_reporter_stands_on_it_only_for_who_may_know(town, duty):
    case = town.report(reporter=access.caller(PHONE, name="李某", by=ROOT).id)
    assert "李某" in duty.get(f"/desk/case/{case.number}/print/").content.decode()
    assert "李某" not in browser(town.reader).get(f"/desk/case/{case.number}/print/").content.decode()


def test_another_areas_case_cannot_be_printed(town):
    case = town.report()
    assert browser(town.east_duty).get(f"/desk/case/{case.number}/print/").status_code == 404


def test_the_sheet_of_a_list_keeps_its_filters_and_says_when_it_was_cut(town, duty, monkeypatch):
    from lianzhi.cases.views.desk import printing

    for _each in range(3):
        town.report()
    town.report(category="noise", text="夜里施工太吵睡不着觉")
    page = duty.get("/desk/print/?category=road").content.decode()
    assert "3 cases" in page and "夜里" not in page and "Only the first" not in page
    monkeypatch.setattr(printing, "MOST", 2)
    assert "Only the first 2" in duty.get("/desk/print/?category=road").content.decode()


def pdf_of(page_html: str) -> bytes:
    """What Chromium sends to the printer for this page, by its own page size."""
    needs_chromium()
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        page = chromium.new_page()
        page.set_content(page_html)
        made = page.pdf(prefer_css_page_size=True)
        chromium.close()
    return made


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page, in points."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def with_style(html: str) -> str:
    """The page with its style sheet inside, since it is not served here."""
    from support.paths import SRC

    css = (SRC / "cases/static/cases/print.css").read_text(encoding="utf-8")
    return re.sub(r"<link[^>]*>|<script.*?</script>|<img[^>]*>", "", html, flags=re.S).replace(
        "</head>", f"<style>{css}</style></head>"
    )


@pytest.mark.journey
def test_it_leaves_the_printer_on_a4_in_whole_pages(town, duty, long_case):
    short = town.report()
    one = pdf_of(with_style(duty.get(f"/desk/case/{short.number}/print/").content.decode()))
    more = pdf_of(with_style(duty.get(f"/desk/case/{long_case.number}/print/").content.decode()))
    assert sizes(one) == [A4]
    assert len(sizes(more)) >= 2 and set(sizes(more)) == {A4}


@pytest.mark.journey
def test_a_list_of_a_hundred_takes_the_pages_it_needs(town, duty):
    for _each in range(100):
        town.report()
    made = sizes(pdf_of(with_style(duty.get("/desk/print/?order=newest").content.decode())))
    assert 3 <= len(made) <= 8 and set(made) == {A4}
