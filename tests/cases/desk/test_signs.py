"""Signs of places: whose places one may print, what the code says, where it leads, and the sheets as they leave the printer."""

import re
from html import unescape

import pytest
from django.test import Client
from playwright.sync_api import sync_playwright
from segno import make_qr
from support.browser import launch, needs_chromium
from support.desk import EAST, WEST, browser
from support.paths import SRC

from lianzhi.cases.queries import signs
from lianzhi.territory import api as territory
from lianzhi.territory import stamps
from lianzhi.territory.models import Place

PRINT = "/desk/signs/print/"
MM = 72 / 25.4


@pytest.fixture
def grid(town) -> str:
    """The first grid of the west, with three more places in it."""
    code = next(a.code for a in territory.areas("grid", WEST))
    area = territory.area(code)
    for number in range(1, 4):
        Place.objects.create(
            code=f"{WEST}B9000{number}", kind="home", name=f"云杉苑{number}幢", address=f"桂溪路{number}号", lon=area.lon,
            lat=area.lat, grid_code=code, search=f"云杉苑{number}幢",
        )  # fmt: skip
    stamps.touch("places")
    return code


def links(page: str) -> list[str]:
    return re.findall(r'data-code="([^"]+)"', page)


def test_a_whole_grid_is_listed_with_its_own_sign_first(duty, grid):
    page = duty.get(f"/desk/signs/?area={grid}").content.decode()
    assert re.findall(r'name="n" value="([^"]+)"', page)[0] == grid
    assert page.count("云杉苑") >= 3 and f"at={grid}" in page


def test_one_run_prints_every_place_of_the_grid_or_those_ticked(duty, grid):
    whole = links(duty.get(f"{PRINT}?all=1&area={grid}").content.decode())
    assert len(whole) >= 4 and whole[0] == grid
    some = links(duty.get(f"{PRINT}?n={whole[2]}&n={whole[1]}&n={whole[2]}").content.decode())
    assert some == [whole[2], whole[1]]


def test_the_code_is_the_residents_report_page_with_the_place(duty, grid):
    code = f"{WEST}B90001"
    page = duty.get(f"{PRINT}?n={code}", headers={"host": "town.example.cn"}).content.decode()
    link = f"http://town.example.cn/r/report/snap_report/?at={code}"
    drawn = re.search(r'class="qr"><path[^>]* d="([^"]+)"', unescape(page))
    wanted = make_qr(link, error="q").svg_inline(border=4, svgclass="qr", lineclass=None, omitsize=True)
    assert drawn and drawn.group(1) in wanted
    assert "would not work" not in page


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "192.168.1.20", "intranet"])
def test_an_address_that_no_phone_reaches_is_warned_of(duty, grid, host):
    for address in (f"/desk/signs/?area={grid}", f"{PRINT}?n={grid}"):
        assert "would not work" in duty.get(address, headers={"host": host}).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("of", ["place", "grid"])
def test_who_scans_it_reports_with_the_place_filled_in(grid, of):
    code = grid if of == "grid" else f"{WEST}B90001"
    phone = Client(headers={"accept-language": "en"})
    name = territory.area(grid).name_zh if of == "grid" else "云杉苑1幢"
    assert name in phone.get(f"/r/report/snap_report/?at={code}").content.decode()
    page = phone.get("/r/report/snap_report/place/").content.decode()
    assert f'value="{name}"' in page
    lon, lat = (re.search(rf'name="{field}" value="([\d.]+)"', page).group(1) for field in ("lon", "lat"))
    assert territory.grid_at(float(lon), float(lat)).code == grid


def test_a_code_nobody_knows_fills_nothing_in(grid):
    page = Client().get("/r/report/snap_report/?at=nothing").content.decode()
    assert "flash-info" not in page


def test_another_areas_places_do_not_exist(town, grid):
    east = browser(town.east_duty)
    assert east.get(f"/desk/signs/?area={grid}").status_code == 404
    assert east.get(f"{PRINT}?all=1&area={grid}").status_code == 404
    assert east.get(f"{PRINT}?n={WEST}B90001").status_code == 404
    offered = re.findall(r'<option value="(\d{12,})"', east.get("/desk/signs/").content.decode())
    assert offered and all(code.startswith(EAST) for code in offered)


def test_who_reports_nothing_prints_no_signs(town, grid):
    reader = browser(town.reader)
    assert reader.get("/desk/signs/").status_code == reader.get(f"{PRINT}?n={grid}").status_code == 403


@pytest.mark.parametrize(
    "wrong",
    ["", "n=", "all=1", "n=x", "n={grid}&paper=a0", "n={grid}&title=" + "长" * 41, "n={grid}&intake=no"],
    ids=["nothing", "empty", "no area", "no place", "no paper", "long title", "no way in"],
)
def test_what_cannot_be_printed_is_said_with_a_way_out(duty, grid, wrong):
    answer = duty.get(f"{PRINT}?{wrong.format(grid=grid)}", headers={"accept": "application/json"})
    assert answer.status_code in (404, 422) and answer.json()["way_out"]


def test_a_run_is_bounded_and_says_so(duty, grid, monkeypatch):
    monkeypatch.setattr(signs, "MOST", 2)
    page = duty.get(f"/desk/signs/?area={grid}").content.decode()
    assert "Print the first 2" in page
    assert len(links(duty.get(f"{PRINT}?all=1&area={grid}").content.decode())) == 2


@pytest.mark.parametrize(
    ("paper", "size", "pages"), [("a4", (210, 297), 5), ("a6", (105, 148), 5), ("a6x4", (210, 297), 2)]
)
def test_the_sheets_leave_the_printer_in_their_size(duty, grid, tmp_path, paper, size, pages):
    needs_chromium()
    codes = [grid, WEST, *(f"{WEST}B9000{n}" for n in (1, 2, 3))]
    chosen = "&".join(f"n={code}" for code in codes)
    page = duty.get(f"{PRINT}?{chosen}&paper={paper}").content.decode()
    css = (SRC / "cases/static/cases/signs.css").read_text(encoding="utf-8")
    page = re.sub(r'<link rel="stylesheet"[^>]*signs[^>]*>', f"<style>{css}</style>", page)
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        sheet = chromium.new_page()
        sheet.set_content(page)
        printed = sheet.pdf(prefer_css_page_size=True)
        chromium.close()
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", printed)
    assert len(boxes) == pages
    for wide, high in boxes:
        assert abs(float(wide) / MM - size[0]) < 1 and abs(float(high) / MM - size[1]) < 1
