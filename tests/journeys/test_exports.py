"""A list as a file: asked for on the list, made by the worker while the page says how far it is, fetched, opened.  R-097."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

HEADS = 23


@pytest.fixture(scope="module")
def filters(platform) -> str:
    """A category that several cases have: what is asked for in the address of the list."""
    [(code, n)] = platform.rows(
        "SELECT y.code, count(*) FROM cases_case c JOIN cases_category y ON y.id = c.category_id"
        " GROUP BY 1 HAVING count(*) BETWEEN 1 AND 29 ORDER BY 2 DESC LIMIT 1"
    )
    assert n < platform.count("cases_case"), "the filter must leave something out"
    return f"?category={code}"


def _fetched(desk: Page, filters: str, form: str, folder) -> tuple[set[str], bytes, str]:
    """Ask on the list, wait for the file where the page shows it: (numbers on the list, the file, its name)."""
    desk.goto(f"/desk/{filters}")
    listed = {row.get_attribute("data-number") for row in desk.locator("tr[data-number]").all()}
    desk.locator("details.menu:has([name=form][value=csv]) > summary").click()
    desk.locator(f"button[name=form][value={form}]").click()
    desk.wait_for_url("**/exports/")
    newest = desk.locator("#exports tbody tr").first
    expect(newest.get_by_role("link", name="下载")).to_be_visible()
    with desk.expect_download() as coming:
        newest.get_by_role("link", name="下载").click()
    where = folder / f"list.{form}"
    coming.value.save_as(where)
    return listed, where.read_bytes(), coming.value.suggested_filename


def test_the_filtered_list_comes_as_a_workbook_with_its_rows_and_no_others(people, filters, tmp_path) -> None:
    listed, content, name = _fetched(people("duty"), filters, "xlsx", tmp_path)

    sheet = load_workbook(BytesIO(content), read_only=True).worksheets[0]
    heads, *rows = sheet.iter_rows(values_only=True)
    assert name.endswith(".xlsx") and heads[0] == "编号" and len(heads) == HEADS
    assert listed and {row[0] for row in rows} == listed and len(rows) == len(listed)


def test_the_same_list_comes_as_csv_that_excel_reads_as_chinese(people, filters, tmp_path) -> None:
    listed, content, name = _fetched(people("duty"), filters, "csv", tmp_path)

    assert name.endswith(".csv") and content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    heads, *rows = csv.reader(StringIO(content.decode("utf-8-sig"), newline=""))
    assert heads[0] == "编号" and len(heads) == HEADS
    assert listed and {row[0] for row in rows} == listed and len(rows) == len(listed)


def test_an_export_that_is_thrown_away_is_gone_from_the_page_and_from_its_address(
    people, filters, tmp_path
) -> None:
    desk = people("duty", refusals=True)
    _fetched(desk, filters, "csv", tmp_path)
    row = desk.locator("#exports tbody tr").first
    address = row.get_by_role("link", name="下载").get_attribute("href")
    ready = desk.locator("#exports a.button").count()
    row.get_by_role("button", name="删除").click()
    expect(desk.locator("#exports a.button")).to_have_count(ready - 1)

    assert desk.request.get(address).status in (404, 409)
