"""Bad input through the real doors: what is wrong is told by row, field, reason and way out, and the good rows are kept.

Each case of issue 4's bar: overlapping grids, a code that exists, a cycle in the area tree, a broken identity number, a person
in two households, an address outside the town, a 300-column sheet, merged cells, GB18030 text; and JSON beside them.
House law 6, R-087, R-091.
"""

import csv
import io
import json

import openpyxl
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from support.desk import browser
from support.register import (
    BUILDING,
    FAR_BUILDING,
    FAR_ROOM,
    GRID,
    NEXT,
    ROOM,
    ROOT,
    TOWN,
    WEST,
    number,
    person,
)

from lianzhi.foundation.access import api as access
from lianzhi.foundation.imports.cli import command
from lianzhi.foundation.imports.models import Import
from lianzhi.foundation.jobs import api as jobs
from lianzhi.registry.models import Link, Person
from lianzhi.territory import api as territory

HEADS = ("姓名", "证件号码", "居住地址编码", "户号", "文化程度")


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.IMPORTS_ROOT = tmp_path / "imports"


@pytest.fixture
def desk(town) -> Client:
    """Who keeps the register of the whole town and may hand tables in."""
    access.save_role("hander", name_zh="导入", permissions=["imports.make"], by=ROOT)
    access.grant(town.office.id, "hander", area_code=TOWN, by=ROOT)
    return browser(town.office)


def row(serial: int, **said: str) -> list[str]:
    told = (
        dict(zip(HEADS, (f"张{serial:02}", number(serial), NEXT, f"H{serial}", "本科"), strict=True)) | said
    )
    return list(told.values())


def table(rows, header=HEADS, encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode(encoding)


def book(rows, header=HEADS, merged=(), title: str = "") -> bytes:
    made = openpyxl.Workbook()
    for line in [*([[title]] if title else []), list(header), *rows]:
        made.active.append(line)
    for cells in merged:
        made.active.merge_cells(cells)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def records(rows, header=HEADS, under: str = "") -> bytes:
    found = [dict(zip(header, cells, strict=True)) for cells in rows]
    return json.dumps({under: found, "total": len(found)} if under else found, ensure_ascii=False).encode()


def lines(rows, header=HEADS) -> bytes:
    return "\n".join(
        json.dumps(dict(zip(header, cells, strict=True)), ensure_ascii=False) for cells in rows
    ).encode()


def handed_in(desk: Client, content: bytes, name: str = "rows.csv", source: str = "公安") -> str:
    answer = desk.post("/imports/new/persons/", {"file": SimpleUploadedFile(name, content), "source": source})
    assert answer.status_code == 302, answer.content.decode()
    return answer.url.strip("/").split("/")[-1]


def taken(desk: Client, content: bytes, name: str = "rows.csv") -> tuple[Import, list[list[str]]]:
    """The import when it has ended, and the lines of its file of bad rows: row, column, reason with way out."""
    key = handed_in(desk, content, name)
    assert desk.post(f"/imports/{key}/start/").status_code == 302
    assert jobs.work_once()
    done = Import.objects.get(pk=key)
    if not done.errors:
        return done, []
    answer = desk.get(f"/imports/{key}/errors/")
    found = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    return done, [line[:3] for line in found[1:]]


GOOD = [row(11), row(13)]
BROKEN = number(15)[:-1] + ("0" if number(15)[-1] != "0" else "1")
WIDE = [*HEADS, *(f"列{n}" for n in range(295))]
PERSONS = {
    "a broken identity number": (
        table([GOOD[0], row(15, 证件号码=BROKEN), GOOD[1]]), "rows.csv",
        [("3", "证件号码", "The check digit does not fit", "Compare all 18 characters")],
    ),
    "a birthday that is none": (
        table([GOOD[0], row(15, 证件号码=number(1, born="19900230")), GOOD[1]]), "rows.csv",
        [("3", "证件号码", "1990-02-30, is none", "Compare digits 7 to 14")],
    ),
    "a person in two households": (
        table([*GOOD, row(11, 户号="H99")]), "rows.csv",
        [("4", "户号", "belongs to another household already", "correct the household number")],
    ),
    "an address outside the town": (
        table([GOOD[0], row(15, 居住地址编码=f"330188100001B00001{ROOM[18:]}"), GOOD[1]]), "rows.csv",
        [("3", "居住地址编码", "No building with the code", "have the building entered")],
    ),
    "a 300-column sheet": (
        book([[*GOOD[0], *["x"] * 295], [*row(15, 文化程度="博士后"), *["x"] * 295], [*GOOD[1], *["x"] * 295]], WIDE),
        "rows.xlsx", [("3", "文化程度", "is not in the list", "Use one of")],
    ),
    "a sheet with merged cells": (
        book([GOOD[0], row(15), row(17), GOOD[1]], merged=("D3:D4",)), "rows.xlsx",
        [("3", "D (D3:D4)", "Merged cells", "Take “Merge cells” off"),
         ("4", "D (D3:D4)", "Merged cells", "Take “Merge cells” off")],
    ),
    "a title merged over the header": (
        book([GOOD[0], row(15, 证件号码=BROKEN), GOOD[1]], title="人员花名册", merged=("A1:E1",)), "rows.xlsx",
        [("4", "证件号码", "The check digit does not fit", "Compare all 18 characters")],
    ),
    "GB18030 text": (
        table([GOOD[0], row(15, 文化程度="不详"), GOOD[1]], encoding="gb18030"), "rows.csv",
        [("3", "文化程度", "不详 is not in the list", "Use one of")],
    ),
    "GB18030 text with a broken row": (
        table([GOOD[0], row(15), GOOD[1]], encoding="gb18030").replace("张15".encode("gb18030"), b"\xff\xff15"), "rows.csv",
        [("3", "姓名", "could not be decoded", "export the file as")],
    ),
    "JSON": (
        records([GOOD[0], row(15, 证件号码=BROKEN), GOOD[1]]), "rows.json",
        [("3", "证件号码", "The check digit does not fit", "Compare all 18 characters")],
    ),
    "JSON under a key": (
        records([GOOD[0], row(15, 证件号码=BROKEN), GOOD[1]], under="data"), "rows.json",
        [("3", "证件号码", "The check digit does not fit", "Compare all 18 characters")],
    ),
    "JSON with a value that is a list": (
        records([GOOD[0], row(15, 文化程度=["本科", "大专"]), GOOD[1]]), "rows.json",
        [("3", "文化程度", "is itself a list or an object", "Write a plain value")],
    ),
    "JSON lines of which one is broken": (
        b"\n".join([lines([GOOD[0]]), b'{"\xe5\xa7\x93\xe5\x90\x8d": ', lines([GOOD[1]])]), "rows.jsonl",
        [("3", "", "no object with keys and values", "Write it as")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PERSONS)
def test_the_bad_row_is_told_and_the_rest_is_kept(desk, case) -> None:
    content, name, wanted = PERSONS[case]

    done, bad = taken(desk, content, name)

    assert (done.state, done.kept, done.bad) == ("done", 2, len(wanted)), bad
    assert set(Person.objects.values_list("name", flat=True)) == {"张11", "张13"}
    for (line, column, why), (at, field, reason, way_out) in zip(bad, wanted, strict=True):
        assert (line, column) == (at, field)
        assert reason in why and way_out in why


def test_the_dry_run_says_the_same_before_anything_is_in(desk) -> None:
    key = handed_in(desk, PERSONS["a broken identity number"][0])

    page = desk.get(f"/imports/{key}/").content.decode()

    assert "The check digit does not fit" in page and "Take 2 rows in" in page and BROKEN not in page
    assert not Person.objects.exists()


def test_the_dry_run_tells_what_would_change_and_covers_what_is_protected(desk) -> None:
    """Field by field, from and to; nobody reads a number off this page that he could not read elsewhere."""
    heads = [*HEADS, "手机号码"]
    taken(desk, table([[*row(n), "13900001111"] for n in (11, 13)], heads))
    said = [
        [*row(11, 姓名="改过名", 文化程度="大专"), "13900009999"],
        [*row(13), "13900001111"],
        [*row(15), ""],
    ]

    page = desk.get(f"/imports/{handed_in(desk, table(said, heads))}/").content.decode()

    assert "<del>Bachelor" in page and "<del>bachelor" not in page  # a word of a list by its name
    assert "<del>张11</del>" in page and "<ins>改过名</ins>" in page
    assert "13900009999" not in page and "139****9999" in page
    assert (
        '<dt>Says something new</dt><dd class="number">1</dd>' in page
        and '<dt>New</dt><dd class="number">1</dd>' in page
    )
    assert Person.objects.count() == 2 and not Person.objects.filter(name="改过名").exists()


def test_in_the_dry_run_somebody_who_is_far_down_again_is_new_once(desk) -> None:
    rows = [row(11), *(row(n) for n in range(101, 140, 2)), row(11)]
    key = handed_in(desk, table(rows))

    page = desk.get(f"/imports/{key}/").content.decode()

    assert '<dt>New</dt><dd class="number">21</dd>' in page
    assert '<dt>In already</dt><dd class="number">1</dd>' in page


def test_a_file_of_more_than_300_columns_is_refused_with_a_way_out(desk) -> None:
    content = book([[*GOOD[0], *["x"] * 296]], [*WIDE, "太多"])

    answer = desk.post(
        "/imports/new/persons/", {"file": SimpleUploadedFile("wide.xlsx", content), "source": "公安"}
    )

    assert answer.status_code == 422 and not Import.objects.exists()
    assert (
        "more than 300 columns" in answer.content.decode() and "Delete the columns" in answer.content.decode()
    )


def test_somebody_in_two_households_of_two_sources_stays_in_the_first(desk) -> None:
    code = person(household="H1", kin="head", since="2020-01-01")

    done, bad = taken(desk, table([["王小明", number(), ROOM, "H2", ""], *GOOD]))

    assert (done.kept, done.bad) == (2, 1) and bad[0][:2] == ["2", "户号"]
    assert Link.objects.filter(subject=f"person:{code}", relation="member_of", until=None).count() == 1


# ---- the address base --------------------------------------------------------------------------------------


def box(west: float, east: float) -> dict:
    ring = [[west, 30.0], [east, 30.0], [east, 30.02], [west, 30.02], [west, 30.0]]
    return {"type": "Polygon", "coordinates": [ring]}


def features(*found: tuple[dict, dict | None]) -> bytes:
    told = [{"type": "Feature", "properties": values, "geometry": shape} for values, shape in found]
    return json.dumps({"type": "FeatureCollection", "features": told}).encode()


NAMED = {"code": GRID, "name_zh": "新名网格"}
AREAS = {
    "overlapping grids": (({"code": f"{WEST}002", "name_zh": "重叠"}, box(120.0, 120.01)), "geometry", "overlap", ""),
    "a code that exists twice": (
        ({"code": f"{WEST}003", "name_zh": "甲"}, box(120.0, 120.01)), "code", "more than one row", "Keep one",
    ),
    "a cycle in the area tree": (
        ({"code": WEST, "name_zh": "循环", "parent": GRID}, None), "parent", "cannot lie under", "Leave the column empty",
    ),
    "an area under itself": (
        ({"code": WEST, "name_zh": "循环", "parent": WEST}, None), "parent", "cannot lie under", "Leave the column empty",
    ),
    "an outline outside the town": (
        ({"code": f"{WEST}004", "name_zh": "越界"}, box(121.0, 121.01)), "geometry", "", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", AREAS)
def test_a_bad_area_is_told_and_the_good_one_is_kept(town, case) -> None:
    (values, shape), field, reason, way_out = AREAS[case]
    twice = [(values, shape)] * (2 if "twice" in case else 1)

    done = territory.take_in("areas", territory.read_table("areas", features(*twice, (NAMED, None))), by=ROOT)

    assert [error.field for error in done.errors] == [field] * len(twice)
    assert [error.row for error in done.errors] == list(range(1, len(twice) + 1))
    assert all(error.why and error.way_out for error in done.errors)
    assert reason in done.errors[0].why and way_out in done.errors[0].way_out
    assert territory.area(GRID).name_zh == "新名网格"
    assert [fault.kind for fault in territory.check_tree()] == []


def test_places_that_lie_outside_or_have_a_bad_code_are_told_and_the_rest_is_kept(town) -> None:
    header = ("code", "kind", "name", "lon", "lat")
    rows = [
        (f"{WEST}B00009", "building", "云杉苑9幢", 120.004, 30.01),
        (f"{WEST}B00010", "building", "海上", 121.5, 31.2),
        (BUILDING, "building", "一", 120.005, 30.01),
        (BUILDING, "building", "二", 120.005, 30.01),
        (FAR_BUILDING, "building", "白桦里1号楼", 120.03, 30.01),
    ]

    done = territory.take_in("places", territory.read_table("places", book(rows, header)), by=ROOT)

    assert [(error.row, error.field) for error in done.errors] == [(3, "lon"), (4, "code"), (5, "code")]
    assert all(error.why and error.way_out for error in done.errors)
    named = territory.names_of([f"{WEST}B00009", BUILDING, FAR_BUILDING])
    assert named == {f"{WEST}B00009": "云杉苑9幢", BUILDING: "云杉苑1幢", FAR_BUILDING: "白桦里1号楼"}
    assert FAR_ROOM.startswith(FAR_BUILDING)


def test_the_command_says_what_would_be_takes_it_and_goes_on(desk, tmp_path) -> None:
    """As in the browser, of any size: tried first, taken, given again; bad rows come back with the reason."""
    file = tmp_path / "persons.csv"
    file.write_bytes(table([row(11), row(13), [*row(15)[:1], BROKEN, *row(15)[2:]]]))

    def give(*words: str) -> str:
        said = CliRunner().invoke(
            command, ["persons", str(file), "--source", "公安", "--language", "en", *words]
        )
        assert said.exit_code == 1, said.output
        return said.output.strip()

    assert give("--dry-run") == "dry run, nothing written: rows 3, new 2, changed 0, known 0, refused 1"
    assert not Person.objects.exists()
    assert give() == "rows 3, new 2, changed 0, known 0, refused 1" and Person.objects.count() == 2
    assert give() == "rows 3, new 0, changed 0, known 2, refused 1" and Person.objects.count() == 2
    names = sorted(path.name for path in tmp_path.glob("persons_errors*.csv"))
    assert names == ["persons_errors.csv", "persons_errors_2.csv", "persons_errors_3.csv"]
    assert "The check digit does not fit" in (tmp_path / names[0]).read_text("utf-8-sig")


@pytest.mark.parametrize("words", [("nothing", "{file}"), ("persons", "{file}", "--sheet", "no such sheet")])
def test_the_command_refuses_in_a_sentence(desk, tmp_path, words) -> None:
    file = tmp_path / "persons.xlsx"
    file.write_bytes(book([row(11)]))

    said = CliRunner().invoke(command, [*(word.format(file=file) for word in words), "--source", "公安"])

    assert said.exit_code == 1 and said.output.startswith("Error: ") and "Traceback" not in said.output
