"""The pages of rooms through HTTP, also without scripts; rooms as a table, in and out (issue 4 part 1)."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from support.desk import browser

from lianzhi.foundation.access import api as access
from lianzhi.foundation.exports.models import Export
from lianzhi.foundation.exports.store import where
from lianzhi.foundation.imports.models import Import
from lianzhi.foundation.jobs import api as jobs
from lianzhi.kernel.actor import system
from lianzhi.kernel.rooms import room_code
from lianzhi.territory import api as territory
from lianzhi.territory.contracts import RoomPlan
from lianzhi.territory.models import Lineage, Place, Room
from lianzhi.territory.snapshot import today

DAY = {"on": str(today())}


@pytest.fixture
def building(plan) -> str:
    return next(p.code for p in plan.places if p.code[12] == "B")


@pytest.fixture
def page(editor, settings, tmp_path) -> Client:
    settings.IMPORTS_ROOT, settings.EXPORTS_ROOT = tmp_path / "imports", tmp_path / "exports"
    access.save_role(
        "mapper",
        name_zh="制图",
        permissions=["territory.edit", "imports.make", "exports.make"],
        by=system("test"),
    )
    return browser(editor)


@pytest.fixture
def rooms(building, editor) -> list[str]:
    plans = [RoomPlan(room_code(building, 1, floor, n), f"{floor}0{n}") for floor in (1, 2) for n in (1, 2)]
    return [territory.add_room(plan, by=editor).code for plan in plans]


def url(building: str, *rest: str) -> str:
    return "/".join(["/rooms", building, *rest, ""])


def test_a_building_without_rooms_says_so_and_takes_the_first_with_the_next_code(page, building):
    assert (
        "No room of this building"
        in page.get(url(building), headers={"accept-language": "en"}).content.decode()
    )
    said = {"unit": "1", "floor": "-1", "number": "B101", "use": "storage", "valid_from": str(today())}
    assert page.post(url(building), said).status_code == 302
    assert page.post(url(building), said | {"number": "B102"}).status_code == 302

    assert [(r.code, r.number, r.use) for r in territory.rooms_of(building)] == [
        (room_code(building, 1, -1, 1), "B101", "storage"),
        (room_code(building, 1, -1, 2), "B102", "storage"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"floor": "0"},
        {"floor": "95"},
        {"unit": "100"},
        {"number": ""},
        {"use": "castle"},
        {"valid_from": "x"},
    ],
)
def test_a_wrong_room_is_refused_beside_its_field(page, building, wrong):
    said = {"unit": "1", "floor": "1", "number": "101", "valid_from": str(today())} | wrong
    answer = page.post(url(building), said)
    assert answer.status_code == 422
    assert set(answer.context["adding"].errors) == set(wrong)
    assert not Room.objects.exists()


def test_number_name_and_use_change_and_the_code_stays(page, building, rooms):
    said = {"act": "change", "number": "101甲", "name": "活动室", "use": "public"}
    assert page.post(url(building, rooms[0]), said).status_code == 302
    found = territory.room(rooms[0])
    assert (found.code, found.number, found.name, found.use) == (rooms[0], "101甲", "活动室", "public")


def test_a_room_is_split_into_doors_and_the_first_keeps_its_code(page, building, rooms):
    said = {"act": "split", "numbers": "101A\n101B\n\n101C", "keep": "on", **DAY}
    assert page.post(url(building, rooms[0]), said).status_code == 302
    floor = [(r.code[-2:], r.number) for r in territory.rooms_of(building) if r.floor == 1]
    assert floor == [("01", "101A"), ("02", "102"), ("03", "101B"), ("04", "101C")]


def test_without_keeping_the_old_room_ends_and_says_where_it_went(page, building, rooms):
    page.post(url(building, rooms[0]), {"act": "split", "numbers": "101A\n101B", **DAY})
    assert territory.room(rooms[0]).valid_to == today()
    shown = page.get(url(building, rooms[0])).content.decode()
    assert room_code(building, 1, 1, 3) in shown
    assert 'name="act"' not in shown


def test_rooms_that_are_ticked_become_one(page, building, rooms):
    said = {"rooms": rooms[:2], "into": rooms[1], **DAY}
    assert page.post(url(building, "join"), said).status_code == 302
    assert [r.code for r in territory.rooms_of(building)] == rooms[1:]
    assert Lineage.objects.filter(from_code=rooms[0], to_code=rooms[1]).exists()


@pytest.mark.parametrize("ticked", [0, 1])
def test_one_room_alone_is_not_joined(page, building, rooms, ticked):
    answer = page.post(url(building, "join"), {"rooms": rooms[:ticked], "into": rooms[0], **DAY})
    assert answer.status_code == 422
    assert len(territory.rooms_of(building)) == 4


def test_an_end_of_a_later_day_shows_on_that_day(page, building, rooms):
    day = today() + timedelta(days=9)
    assert page.post(url(building, rooms[0]), {"act": "end", "on": str(day)}).status_code == 302
    assert rooms[0] in {r.code for r in page.get(url(building)).context["rooms"]}
    assert rooms[0] not in {r.code for r in page.get(url(building), {"day": str(day)}).context["rooms"]}


def test_another_areas_building_and_a_room_of_another_building_are_not_there(
    plan, outsider, page, building, rooms
):
    other = next(p.code for p in plan.places if p.code[12] == "B" and p.code != building)
    assert page.get(url(other, rooms[0])).status_code == 404
    mine = plan.of_level("community")[-1].code
    far = next(p.code for p in plan.places if p.code[12] == "B" and not p.grid_code.startswith(mine))
    stranger = browser(outsider)
    assert stranger.get(url(far)).status_code == 404
    assert (
        stranger.post(
            url(far), {"unit": 1, "floor": 1, "number": "1", "valid_from": str(today())}
        ).status_code
        == 404
    )
    listed = stranger.get("/rooms/").context["listed"]
    assert {territory.place(b.code).grid_code[:12] for b in listed} <= {mine}


def test_buildings_are_found_by_name_and_code_with_their_rooms(page, building, rooms):
    name = Place.objects.get(code=building).name
    for words in (name, building, rooms[0]):
        found = {b.code: b.rooms for b in page.get("/rooms/", {"words": words}).context["listed"]}
        assert found[building] == 4
    assert page.get("/rooms/", {"words": "没有这样的楼"}).context["listed"] == []


def test_the_pages_cost_as_many_queries_for_one_room_as_for_three(page, building, editor):
    def cost(path: str) -> int:
        page.get(path)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert page.get(path).status_code == 200
        return len(caught)

    territory.add_room(RoomPlan(room_code(building, 1, 1, 1), "101"), by=editor)
    before = cost(url(building)), cost("/rooms/")
    for n in (2, 3):
        territory.add_room(RoomPlan(room_code(building, 1, 1, n), f"10{n}"), by=editor)
    assert (cost(url(building)), cost("/rooms/")) == before


# ---- tables ---------------------------------------------------------------------------------------------

HEADS = ("幢编码", "单元", "楼层", "层内序号", "室号", "用途", "启用日期")


def taken(page: Client, rows: list[tuple[str, ...]], heads=HEADS) -> Import:
    out = io.StringIO()
    csv.writer(out).writerows([heads, *rows])
    file = SimpleUploadedFile("rooms.csv", out.getvalue().encode("gb18030"))
    answer = page.post("/imports/new/rooms/", {"file": file, "source": "房管"})
    assert answer.status_code == 302, answer.content.decode()
    number = answer.url.strip("/").split("/")[-1]
    assert page.post(f"/imports/{number}/start/").status_code == 302
    assert jobs.work_once()
    return Import.objects.get(pk=number)


def test_a_table_of_rooms_is_taken_in_once_and_bad_rows_stop_nothing(page, building):
    rows = [
        (building, "1", "1", "1", "101", "住宅", "2021/3/1"),
        (building, "0", "-2", "7", "B207", "仓库", ""),
        (building, "1", "0", "1", "001", "", ""),
        ("330199100999B00001", "1", "1", "1", "101", "", ""),
        (building, "1", "2", "1", "201", "宫殿", ""),
        (building, "1", "3", "1", "301", "", "2021-13-01"),
    ]
    first, again = taken(page, rows), taken(page, rows)

    assert (first.state, first.kept, first.known, first.bad) == ("done", 2, 0, 4)
    assert (again.kept, again.known, again.bad) == (0, 2, 4)
    found = {r.code: (r.number, r.use, r.valid_from) for r in territory.rooms_of(building)}
    assert found[room_code(building, 1, 1, 1)] == ("101", "home", date(2021, 3, 1))
    assert found[room_code(building, 0, -2, 7)][:2] == ("B207", "storage")


def test_a_table_may_name_rooms_by_their_code(page, building):
    code = room_code(building, 2, 5, 3)
    assert taken(page, [(code, "503", "2")], ("房间编码", "室号", "备注")).kept == 1
    assert territory.room(code).number == "503"


def test_without_a_number_or_a_code_the_table_is_refused(page, building):
    file = SimpleUploadedFile("rooms.csv", "幢编码,室号\n1,2\n".encode())
    answer = page.post("/imports/new/rooms/", {"file": file, "source": "房管"})
    assert answer.status_code in (302, 422)
    assert not Room.objects.exists()


def test_what_is_taken_away_can_be_taken_in(page, building, rooms):
    assert (
        page.post("/exports/start/rooms/", {"query": f"building={building}", "form": "csv"}).status_code
        == 302
    )
    assert jobs.work_once()
    made = Export.objects.get()
    text = where(made.place).read_text(encoding="utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert [line[0] for line in lines[1:]] == rooms

    file = SimpleUploadedFile("rooms.csv", text.encode())
    number = page.post("/imports/new/rooms/", {"file": file, "source": "房管"}).url.strip("/").split("/")[-1]
    page.post(f"/imports/{number}/start/")
    jobs.work_once()
    row = Import.objects.get(pk=number)
    assert (row.kept, row.known, row.bad) == (0, 4, 0)
