"""An area is split, merged or its border moved: grants, open matters and the register follow, what is over keeps its day."""

from datetime import timedelta

import pytest
import shapely
from support import desk

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case, Stay
from lianzhi.foundation.access import api as access
from lianzhi.foundation.access.models import Grant, Unit
from lianzhi.foundation.events import api as events
from lianzhi.foundation.notify import notices
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.geo import read_geometry
from lianzhi.registry import api as registry
from lianzhi.registry.models import House, Parcel
from lianzhi.safety.models import Alert, Cylinder, Inspection, LevelChange, Risk, RiskWarning
from lianzhi.territory import api as territory
from lianzhi.territory import snapshot
from lianzhi.territory.contracts import Part
from lianzhi.territory.models import Area, Place
from lianzhi.territory.sheets import SheetRow

pytestmark = pytest.mark.django_db
ROOT = system("test")
ONE, TWO = desk.WEST + "076", desk.WEST + "077"


@pytest.fixture
def town() -> desk.Town:
    town = desk.build()
    access.save_role("mapper", name_zh="制图", permissions=["territory.edit", "access.edit"], by=ROOT)
    return town


@pytest.fixture
def mapper(town) -> Actor:
    return desk._person("mapper", "command", "mapper")


@pytest.fixture
def grid(town) -> str:
    return next(a.code for a in territory.areas("grid") if a.code.startswith(desk.WEST))


@pytest.fixture
def worker(town, grid) -> Actor:
    """Sees the matters of one grid."""
    return desk._person("grid-worker", "west", "reader", area=grid)


def halves(grid: str) -> tuple[str, tuple[float, float], tuple[float, float]]:
    """A line through the middle, and a point on each side of it."""
    west, south, east, north = read_geometry(Area.objects.get(code=grid).geometry).bounds
    x, y = (west + east) / 2, (south + north) / 2
    line = shapely.to_geojson(shapely.LineString([(x, south - 1e-4), (x, north + 1e-4)]))
    return line, (x - (x - west) / 2, y), (x + (east - x) / 2, y)


def split(grid: str, by: Actor, codes: tuple[str, str] = (ONE, TWO), **more) -> None:
    parts = [Part(codes[0], "甲网格"), Part(codes[1], "乙网格")]
    territory.split_area(grid, parts=parts, line=halves(grid)[0], by=by, **more)


def run() -> None:
    """What the worker does."""
    while events.relay():
        pass
    assert events.failing() == []


def areas_of(person: Actor) -> list[str]:
    return sorted(Grant.objects.filter(user_id=person.key).values_list("area_code", flat=True))


def test_a_worker_of_a_split_grid_keeps_both_parts_and_who_administers_is_told(town, mapper, grid, worker):
    split(grid, mapper)
    run()

    assert areas_of(worker) == [grid, ONE, TWO]
    [told] = [each.text for each in notices.notices(mapper, "zh-hans")]
    assert "grid-worker者" in told
    assert (grid in told, ONE in told, TWO in told) == (True, True, True)
    assert notices.notices(town.duty, "zh-hans") == []


def test_where_a_part_keeps_the_code_only_the_other_is_added(town, mapper, grid, worker):
    split(grid, mapper, (grid, TWO))
    run()

    assert areas_of(worker) == [grid, TWO]


def test_a_merged_grid_gives_its_people_the_new_one_once(town, mapper, grid, worker):
    split(grid, mapper)
    run()
    territory.merge_areas([ONE, TWO], into=desk.WEST + "080", name_zh="合并", by=mapper)
    run()

    assert areas_of(worker) == [grid, ONE, TWO, desk.WEST + "080"]


def test_a_grant_that_ran_out_does_not_come_back_and_one_with_an_end_keeps_it(town, mapper, grid, worker):
    access.grant(
        worker.id,
        "checker",
        area_code=grid,
        valid_from=territory.today() - timedelta(days=9),
        valid_to=territory.today() - timedelta(days=1),
        by=ROOT,
    )
    until = territory.today() + timedelta(days=9)
    Grant.objects.filter(user_id=worker.key, role__code="reader").update(valid_to=until)
    split(grid, mapper)
    run()

    assert not Grant.objects.filter(user_id=worker.key, role__code="checker", area_code=ONE).exists()
    assert Grant.objects.get(user_id=worker.key, role__code="reader", area_code=ONE).valid_to == until


def test_a_unit_follows_where_there_is_one_heir(town, mapper, grid):
    access.save_unit("team", name_zh="队", kind="team", area_code=grid, by=ROOT)
    split(grid, mapper)
    run()
    assert Unit.objects.get(code="team").area_code == grid

    access.save_unit("team", name_zh="队", kind="team", area_code=ONE, by=ROOT)
    territory.merge_areas([ONE, TWO], into=TWO, by=mapper)
    run()
    assert Unit.objects.get(code="team").area_code == TWO


def test_open_matters_follow_by_their_point_and_ended_ones_keep_their_day(town, mapper, grid, worker):
    _line, west, east = halves(grid)
    open_west, open_east = town.dispatched(at=west), town.report(at=east)
    over = town.checked(at=east)
    assert {open_west.area_code, open_east.area_code, over.area_code} == {grid}
    over = cases.close(over.id, answer=desk.ANSWER, by=town.duty)
    cases.count_moves()
    split(grid, mapper)
    run()

    at = {pk: (code, now) for pk, code, now in Case.objects.values_list("pk", "area_code", "area_now")}
    assert at[open_west.id] == (ONE, None)
    assert at[open_east.id] == (TWO, None)
    assert at[over.id] == (grid, TWO)
    assert cases.by_id(open_west.id).item.state.code == "dispatched"
    assert set(Stay.objects.filter(case=over.id).values_list("area_code", "area_now")) == {(grid, TWO)}
    assert {case.number for case in cases.page(worker, cases.Wanted(), clock.now())[0]} == {
        open_west.number,
        open_east.number,
        over.number,
    }

    cases.move(over.id, "reopen", by=town.duty, given=worklist.Given(reason="没修好"))
    run()
    assert Case.objects.values_list("area_code", "area_now").get(pk=over.id) == (TWO, None)
    assert set(Stay.objects.filter(case=over.id).values_list("area_code", "area_now")) == {(TWO, None)}


def test_a_matter_without_a_point_goes_to_the_area_around_the_parts(town, mapper, grid):
    case = town.report(at=None)
    Case.objects.filter(pk=case.id).update(area_code=grid)
    split(grid, mapper)
    run()

    assert Case.objects.get(pk=case.id).area_code == desk.WEST


def test_a_moved_border_takes_along_what_lies_in_the_strip(town, mapper, grid):
    split(grid, mapper)
    _line, west, east = halves(grid)
    inside, beyond = town.report(at=west), town.report(at=east)
    west_edge, south, _east_edge, north = read_geometry(Area.objects.get(code=ONE).geometry).bounds
    x = west[0] - (west[0] - west_edge) / 2
    ends = read_geometry(Area.objects.get(code=ONE).geometry).bounds[2]
    line = shapely.LineString([(ends, south), (x, south + 1e-4), (x, north - 1e-4), (ends, north)])
    territory.move_border(ONE, TWO, line=shapely.to_geojson(line), by=mapper)
    run()

    assert Case.objects.get(pk=inside.id).area_code == TWO
    assert Case.objects.get(pk=beyond.id).area_code == TWO


def test_a_change_of_a_later_day_takes_hold_on_that_day(town, mapper, grid, worker, monkeypatch):
    _line, west, _east = halves(grid)
    case = town.report(at=west)
    day = territory.today() + timedelta(days=5)
    split(grid, mapper, on=day)
    run()
    assert territory.turn_over() == 0
    run()
    assert (areas_of(worker), Case.objects.get(pk=case.id).area_code) == ([grid], grid)

    monkeypatch.setattr(snapshot, "today", lambda: day)
    territory.turn_over()
    run()
    assert (areas_of(worker), Case.objects.get(pk=case.id).area_code) == ([grid, ONE, TWO], ONE)
    before = Grant.objects.count()
    territory.turn_over()
    run()
    assert Grant.objects.count() == before


def test_the_register_follows_its_buildings(town, mapper, grid):
    _line, west, east = halves(grid)
    for n, (lon, lat) in enumerate((west, east), 1):
        code = f"{desk.WEST}B9000{n}"
        Place.objects.create(code=code, kind="building", name=f"{n}幢", lon=lon, lat=lat, grid_code=grid)
        registry.record("houses", {"place": f"{code}00010{n}"}, source="visit", by=ROOT)
    split(grid, mapper)
    run()

    assert list(House.objects.order_by("place").values_list("grid_code", flat=True)) == [ONE, TWO]


def test_a_list_and_the_statistics_show_past_matters_under_the_areas_of_today(town, mapper, grid):
    _line, west, east = halves(grid)
    for point in (west, east):
        over = town.checked(at=point)
        cases.close(over.id, answer=desk.ANSWER, by=town.duty)
    cases.count_moves()
    split(grid, mapper)
    run()
    page = desk.browser(town.duty)

    def listed(**asked: str) -> int:
        return page.get("/desk/", asked).context["listing"].total[0]

    assert (listed(area=grid), listed(area=ONE)) == (2, 0)
    assert (listed(area=grid, areas="today"), listed(area=ONE, areas="today")) == (0, 1)

    def lines(**asked: str) -> dict[str, int]:
        found = page.get("/desk/statistics/", {"by": "area", "area": desk.WEST, "span": "year"} | asked)
        return {line.key: line.now.count("close") for line in found.context["table"].lines}

    assert lines() == {grid: 2}
    assert lines(areas="today") == {ONE: 1, TWO: 1}
    behind = page.get(
        "/desk/statistics/cases/",
        {
            "by": "area",
            "area": desk.WEST,
            "span": "year",
            "areas": "today",
            "measure": "filed",
            "key": ONE,
        },
    )
    assert behind.status_code == 200
    assert len(behind.context["rows"]) == 1


def building(n: int, at: tuple[float, float], grid: str) -> str:
    code = f"{desk.WEST}B9000{n}"
    Place.objects.create(code=code, kind="home", name=f"{n}幢", lon=at[0], lat=at[1], grid_code=grid)
    return code


def test_risk_and_cylinders_follow_their_buildings(town, mapper, grid):
    _line, west, east = halves(grid)
    kinds = (Cylinder, Alert, Risk, LevelChange, RiskWarning, Inspection)
    for n, at in enumerate((west, east), 1):
        code, now = building(n, at, grid), clock.now()
        today = territory.today()
        row = Cylinder.objects.create(number=f"L{n}", place=f"{code}00010{n}", area_code=grid)
        Alert.objects.create(
            cylinder=row, rule="late", group="due", place=row.place, area_code=grid, raised_at=now
        )
        said = {"code": code, "area_code": grid}
        Risk.objects.create(**said, name=code, level="red", since=now, judged_at=now, next_check=today)
        LevelChange.objects.create(**said, after="red", at=now)
        RiskWarning.objects.create(**said, name=code, level="red", raised_at=now)
        Inspection.objects.create(**said, on=today, level="red", next_check=today, by="user:1", by_name="甲")
    split(grid, mapper)
    run()

    for kind in kinds:
        assert list(kind.objects.order_by("pk").values_list("area_code", flat=True)) == [ONE, TWO], kind


def test_land_and_people_without_a_building_follow_by_the_lineage_of_their_grid(town, mapper, grid):
    said = {"kind": "contracted", "grid": grid}
    field = registry.record_parcel({"number": "330199100001JC00017", **said}, source="visit", by=ROOT).code
    beside = registry.record_parcel({"number": "330199100001JC00018", **said}, source="visit", by=ROOT).code
    split(grid, mapper)
    run()
    assert Parcel.objects.get(code=field).grid_code == desk.WEST

    Parcel.objects.filter(code=field).update(grid_code=ONE)
    Parcel.objects.filter(code=beside).update(grid_code=TWO)
    territory.merge_areas([ONE, TWO], into=desk.WEST + "080", name_zh="合并", by=mapper)
    run()
    assert set(Parcel.objects.values_list("grid_code", flat=True)) == {desk.WEST + "080"}


def test_a_building_that_a_table_moves_takes_everything_along_and_its_past_is_kept(town, mapper, grid):
    _line, west, east = halves(grid)
    split(grid, mapper)
    run()
    code = building(1, west, ONE)
    registry.record("houses", {"place": f"{code}000101"}, source="visit", by=ROOT)
    Cylinder.objects.create(number="L1", place=f"{code}000101", area_code=ONE)
    values = {"code": code, "kind": "home", "name": "1幢", "lon": f"{east[0]:.6f}", "lat": f"{east[1]:.6f}"}
    done = territory.take_in("places", [SheetRow(2, values, "WGS84")], by=mapper)
    run()

    assert (done.errors, done.changed) == ([], 1)
    assert Place.objects.get(code=code).grid_code == TWO
    assert House.objects.get().grid_code == Cylinder.objects.get().area_code == TWO
    today = territory.today()
    assert territory.place_grid_on(code, today) == TWO
    assert territory.place_grid_on(code, today - timedelta(days=1)) == ONE
    territory.turn_over()
    assert Place.objects.get(code=code).grid_code == TWO


def test_what_was_planned_for_a_building_is_made_anew_when_a_table_moves_it(town, mapper, grid, monkeypatch):
    _line, west, east = halves(grid)
    code, day = building(1, west, grid), territory.today() + timedelta(days=5)
    split(grid, mapper, on=day)
    assert territory.place_grid_on(code, day) == ONE
    values = {"code": code, "kind": "home", "name": "1幢", "lon": f"{east[0]:.6f}", "lat": f"{east[1]:.6f}"}
    territory.take_in("places", [SheetRow(2, values, "WGS84")], by=mapper)

    assert (territory.place_grid_on(code, territory.today()), territory.place_grid_on(code, day)) == (
        grid,
        TWO,
    )
    monkeypatch.setattr(snapshot, "today", lambda: day)
    territory.turn_over()
    assert Place.objects.get(code=code).grid_code == TWO
