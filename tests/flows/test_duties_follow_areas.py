"""The responsibility list follows split and merged areas; what leaves a choice is settled by a person (issue 4)."""

from datetime import timedelta

import pytest
import shapely
from support import desk

from lianzhi.cases import api as cases
from lianzhi.cases.models import Responsibility
from lianzhi.cases.queries.dispatching import addressees
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.events import api as events
from lianzhi.foundation.notify import notices
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.errors import NotAllowed, WrongState
from lianzhi.kernel.geo import read_geometry
from lianzhi.territory import api as territory
from lianzhi.territory.contracts import Part
from lianzhi.territory.models import Area

pytestmark = pytest.mark.django_db
ROOT = system("test")
ONE, TWO, THREE = desk.WEST + "076", desk.WEST + "077", desk.WEST + "080"


@pytest.fixture
def town() -> desk.Town:
    town = desk.build()
    held = ["territory.edit", "duties.edit", "cases.see", "settings.see"]
    access.save_role("keeper", name_zh="清单", permissions=held, by=ROOT)
    return town


@pytest.fixture
def keeper(town) -> Actor:
    return desk._person("keeper", "command", "keeper")


@pytest.fixture
def grid(town) -> str:
    code = next(a.code for a in territory.areas("grid") if a.code.startswith(desk.WEST))
    day = territory.today() - timedelta(days=30)
    cases.save_duty(
        "road", code, lead="works", supports=["police"], legal_ground="示例", valid_from=day, by=ROOT
    )
    return code


def middle(grid: str) -> tuple[str, tuple[float, float]]:
    west, south, east, north = read_geometry(Area.objects.get(code=grid, valid_to=None).geometry).bounds
    x, y = (west + east) / 2, (south + north) / 2
    line = shapely.to_geojson(shapely.LineString([(x, south - 1e-4), (x, north + 1e-4)]))
    return line, ((west + x) / 2, y)


def split(grid: str, by: Actor) -> tuple[float, float]:
    line, point = middle(grid)
    territory.split_area(grid, parts=[Part(ONE, "甲网格"), Part(TWO, "乙网格")], line=line, by=by)
    run()
    return point


def run() -> None:
    while events.relay():
        pass
    assert events.failing() == []


def held(area: str) -> cases.Duty | None:
    return cases.duty("road", area, territory.today())


def test_a_split_leaves_a_choice_that_a_person_settles(town, keeper, grid):
    point = split(grid, keeper)

    assert {d.area_code for d in cases.undecided_duties()} == {ONE, TWO}
    assert (held(ONE), held(TWO)) == (None, None)
    assert Responsibility.objects.get(area_code=grid).valid_to == territory.today() - timedelta(days=1)
    assert Entry.objects.filter(action="cases.follow_duty").count() == 2
    [told] = [each.text for each in notices.notices(keeper, "zh-hans") if "责任清单" in each.text]
    assert (grid in told, "2" in told) == (True, True)

    case = town.filed(at=point)
    assert case.area_code == ONE
    offered = addressees(case)
    assert (offered.duty, {u.code for u in offered.proposed}) == (None, {"works", "police"})
    assert cases.sent_to(case) is None

    page = desk.browser(keeper)
    assert page.get("/settings/duties/").content.decode().count("data-turned") == 1
    shown = page.get("/settings/duties/turned/")
    assert len(shown.context["lines"]) == 2
    today = territory.today().isoformat()
    answers = {f"road/{ONE}/{today}": "0", f"road/{TWO}/{today}": str(cases.NOBODY)}
    assert page.post("/settings/duties/turned/", answers).status_code == 302
    assert (held(ONE).lead, held(ONE).supports, held(ONE).legal_ground) == ("works", ("police",), "示例")
    assert held(TWO).area_code == desk.TOWN
    assert cases.undecided_duties() == []
    assert addressees(case).duty.lead == "works"
    assert Entry.objects.filter(action="cases.settle_duty").count() == 2
    assert "data-turned" not in page.get("/settings/duties/").content.decode()


def test_merged_areas_with_one_line_go_along_and_with_two_wait(town, keeper, grid):
    split(grid, keeper)
    today = territory.today()
    cases.save_duty("road", ONE, lead="works", by=keeper)
    cases.save_duty("road", TWO, lead="works", by=keeper)
    cases.save_duty("noise", ONE, lead="works", by=keeper)
    cases.save_duty("noise", TWO, lead="police", by=keeper)
    assert cases.undecided_duties() == []
    territory.merge_areas([ONE, TWO], into=THREE, name_zh="合并网格", by=keeper)
    run()

    assert held(THREE).lead == "works"
    assert held(THREE).came_from == (ONE, TWO)
    [open_] = cases.undecided_duties()
    assert (open_.category, open_.area_code, [c.lead for c in open_.choices]) == (
        "noise",
        THREE,
        ["works", "police"],
    )
    cases.settle_duties([("noise", THREE, today, 1)], by=keeper)
    assert cases.duty("noise", THREE, today).lead == "police"
    with pytest.raises(WrongState):
        cases.settle_duties([("noise", THREE, today, 0)], by=keeper)


def test_the_event_twice_changes_nothing_and_who_may_not_edit_settles_nothing(town, keeper, grid):
    split(grid, keeper)
    before = list(Responsibility.objects.order_by("pk").values())
    again = cases.follow_duties({grid: [ONE, TWO]}, day=territory.today(), by=ROOT)
    assert (again.followed, again.undecided) == (0, 0)
    assert list(Responsibility.objects.order_by("pk").values()) == before
    with pytest.raises(NotAllowed):
        cases.settle_duties([("road", ONE, territory.today(), 0)], by=town.reader)
    assert len(cases.undecided_duties()) == 2


@pytest.mark.parametrize("answers", [{}, {f"road/{ONE}/gestern": "0"}, {f"road/{ONE}/2026-01-01": "nine"}])
def test_bad_answers_are_refused_in_words(town, keeper, grid, answers):
    split(grid, keeper)
    page = desk.browser(keeper).post("/settings/duties/turned/", answers)
    assert page.status_code in (400, 409, 422)
    assert len(cases.undecided_duties()) == 2
