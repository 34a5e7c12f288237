"""A town's old names as a table through the browser: row by row, once, and found afterwards (issue 4 part 1)."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from support.desk import browser

from lianzhi.foundation.access import api as access
from lianzhi.foundation.imports.models import Import
from lianzhi.foundation.jobs import api as jobs
from lianzhi.kernel.actor import system
from lianzhi.kernel.errors import BadInput
from lianzhi.territory import api as territory
from lianzhi.territory.actions.name_rows import take_names
from lianzhi.territory.contracts import NamePlan
from lianzhi.territory.models import PlaceName
from lianzhi.territory.rules.names import checked

HEADS = ("地址编码", "名称", "类型", "启用日期", "停用日期")


@pytest.fixture
def quarter(plan):
    return next(p for p in plan.places if p.kind == "quarter")


def client(actor, settings, tmp_path) -> Client:
    settings.IMPORTS_ROOT = tmp_path / "imports"
    permissions = ["territory.edit", "imports.make"]
    access.save_role("mapper", name_zh="制图", permissions=permissions, by=system("test"))
    return browser(actor)


def taken(page: Client, rows: list[tuple[str, ...]], heads=HEADS) -> Import:
    out = io.StringIO()
    csv.writer(out).writerows([heads, *rows])
    file = SimpleUploadedFile("names.csv", out.getvalue().encode("gb18030"))
    answer = page.post("/imports/new/names/", {"file": file, "source": "地名办"})
    assert answer.status_code == 302, answer.content.decode()
    number = answer.url.strip("/").split("/")[-1]
    assert page.post(f"/imports/{number}/start/").status_code == 302
    assert jobs.work_once()
    return Import.objects.get(pk=number)


def test_old_names_are_taken_in_once_and_lead_to_their_places(editor, settings, tmp_path, quarter, plan):
    page = client(editor, settings, tmp_path)
    house = next(p for p in plan.places if p.kind == "house")
    rows = [
        (quarter.code, "红星大队", "曾用名", "1965-1-1", "1983年5月1日"),
        (house.code, "红星路8号", "old", "", ""),
        (quarter.code, "红星院子", "俗称", "", ""),
        ("330199100001B99999", "没有的楼", "旧称", "", ""),
        (quarter.code, "乱", "旧称", "", ""),
        (quarter.code, "红星三队", "绰号", "", ""),
        (quarter.code, "红星四队", "旧称", "1990-01-01", "1980-01-01"),
        (quarter.code, quarter.name, "旧称", "", ""),
        (quarter.code, "红星五队", "旧称", "十年前", ""),
    ]
    first, again = taken(page, rows), taken(page, rows)

    assert (first.state, first.kept, first.known, first.bad) == ("done", 3, 0, 6)
    assert (again.kept, again.known, again.bad) == (0, 3, 6)
    held = PlaceName.objects.get(name="红星大队")
    assert (held.kind, held.valid_from, held.valid_to, held.source) == (
        "old", date(1965, 1, 1), date(1983, 5, 1), "地名办",
    )  # fmt: skip
    assert territory.resolve("红星大队").best == quarter.code
    assert territory.resolve("红星路8号").best == house.code
    assert PlaceName.objects.get(name="红星院子").kind == "alias"


def test_the_code_of_an_area_stands_for_the_place_with_its_name(editor, plan):
    place = next(p for p in plan.places if p.kind == "community")
    area = next(a for a in plan.of_level("community") if a.name_zh == place.name)
    grid = plan.of_level("grid")[0].code
    told = take_names([NamePlan("红旗公社", area.code, "old"), NamePlan("红旗二队", grid, "old")], by=editor)
    assert told.new == 1
    assert PlaceName.objects.get(name="红旗公社").code == place.code
    assert [(e.row, e.field) for e in told.errors] == [(2, "code")]
    assert "stands for the area" in told.errors[0].why


def test_a_row_that_says_otherwise_changes_the_name_that_is_there(editor, quarter):
    take_names([NamePlan("红星大队", quarter.code, "alias")], by=editor)
    assert take_names([NamePlan("红星大队", quarter.code, "old")], by=editor, dry=True).changed == 1
    assert PlaceName.objects.get().kind == "alias"
    assert take_names([NamePlan("红星大队", quarter.code, "old")], by=editor).changed == 1
    assert PlaceName.objects.get().kind == "old"


def test_places_of_another_community_are_not_there(outsider, plan):
    mine = plan.of_level("community")[-1].code
    far = next(p for p in plan.places if p.kind == "quarter" and not p.grid_code.startswith(mine))
    assert take_names([NamePlan("红星大队", far.code, "old")], by=outsider).errors[0].field == "code"
    assert not PlaceName.objects.exists()


def test_the_head_says_the_kind_where_no_column_does(editor, settings, tmp_path, quarter):
    page = client(editor, settings, tmp_path)
    assert taken(page, [(quarter.code, "红星大队")], ("编码", "旧称")).kept == 1
    assert taken(page, [(quarter.code, "大院子")], ("编码", "俗称")).kept == 1
    assert list(PlaceName.objects.order_by("pk").values_list("kind", flat=True)) == ["old", "alias"]


def test_a_table_without_codes_is_asked_for_the_column(editor, settings, tmp_path):
    page = client(editor, settings, tmp_path)
    file = SimpleUploadedFile("names.csv", "备注,旧称\n1,2\n".encode())
    assert page.post("/imports/new/names/", {"file": file, "source": "地名办"}).status_code in (302, 422)


@pytest.mark.parametrize(
    ("said", "field"),
    [({"name": " "}, "name"), ({"name": "长" * 121}, "name"), ({"kind": "learnt"}, "kind")],
)
def test_a_name_that_cannot_be_says_which_field(said, field):
    with pytest.raises(BadInput) as refused:
        checked(NamePlan(**({"name": "红星大队", "code": "330199100001E00001"} | said)))
    assert refused.value.field == field
