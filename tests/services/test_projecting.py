"""School places: who is counted where, what changed, when a warning opens and ends."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support.homes import child, relay
from support.register import BUILDING, FAR_BUILDING, FAR_ROOM, GRID, NEXT, ROOM, ROOT, SECOND, WEST

from lianzhi.kernel import clock
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound
from lianzhi.registry import api as registry
from lianzhi.services import api as services
from lianzhi.services.models import Line, Run, Warning
from lianzhi.territory import api as territory

LATER = timedelta(days=1)
POINT = '{"type": "Point", "coordinates": [1, 2]}'


def school(stage: str = "primary", *, place: str = BUILDING, places: int = 5, areas=(WEST,), **more) -> str:
    code = services.save_school(place, stage, source="教育", by=ROOT).code
    services.set_places(code, 2027, places, source="教育", by=ROOT)
    services.set_area(code, services.NewArea(areas=areas, **more), source="教育", by=ROOT)
    return code


def line(code: str, year: int = 2027) -> Line:
    return Line.objects.get(run=Run.objects.first(), school__code=code, year=year)


def test_children_count_at_their_address_in_their_year(town) -> None:
    code = school()
    child(1)
    child(2, born="20210901", place=NEXT)
    child(3, place=FAR_ROOM)

    services.project()

    assert (sum(line(code).basis["children"].values()), sum(line(code, 2028).basis["children"].values())) == (
        1,
        1,
    )
    assert (line(code).supply, Run.objects.first().nowhere["primary"]) == ("green", 1)


def test_children_over_the_places_warn_for_the_right_year_once_and_it_ends(town) -> None:
    code = school(places=2)
    for serial in range(1, 5):
        child(serial, place=f"{ROOM[:-1]}{serial}", living="own")
    first, again = services.project(), services.project()

    (row,) = Warning.objects.all()
    assert (row.school.code, row.year, row.shortage, row.until) == (code, 2027, 2, None)
    assert first.warned == (row.pk,) and again.warned == ()
    services.set_places(code, 2027, 40, source="教育", by=ROOT)
    with clock.at(clock.now() + LATER):
        assert services.project().eased == 1
    row.refresh_from_db()
    assert row.until == date(2026, 11, 24)


def test_what_changed_since_the_last_projection_is_told(town) -> None:
    code = school()
    stays = child(1)
    moves = child(2, place=FAR_ROOM)
    services.project()
    with clock.at(clock.now() + LATER):
        registry.move(moves, NEXT, on=date(2026, 11, 24), source="visit", by=ROOT)
        registry.move(stays, FAR_ROOM, on=date(2026, 11, 24), source="visit", by=ROOT)
        child(3, place=f"{SECOND}010101")
        services.set_places(code, 2027, 8, source="教育", by=ROOT)
    with clock.at(clock.now() + 2 * LATER):
        services.project()

    assert line(code).changes == {"came": 1, "went": 1, "new": 1, "places": 3}


def test_a_grid_goes_before_its_community_and_an_outline_before_both(town) -> None:
    wide, narrow = school(), school(place=SECOND, areas=(GRID,))
    lon, lat = territory.points_of([BUILDING])[BUILDING]
    ring = [
        [lon - 1e-4, lat - 1e-4],
        [lon + 1e-4, lat - 1e-4],
        [lon + 1e-4, lat + 1e-4],
        [lon - 1e-4, lat - 1e-4],
    ]
    drawn = school(
        place=FAR_BUILDING, areas=(), outline=json.dumps({"type": "Polygon", "coordinates": [ring]})
    )

    assert [each.school.code for each in services.schools_of(f"{SECOND}010101")] == [narrow]
    assert [each.school.code for each in services.schools_of(ROOM)] in ([drawn], [narrow])
    assert wide not in {each.school.code for each in services.schools_of(ROOM)}
    with pytest.raises(NotFound):
        services.schools_of(f"{WEST}B99999")


def test_an_area_holds_from_its_day_on(town) -> None:
    code = school(areas=(GRID,), since=date(2026, 1, 1))
    services.set_area(
        code, services.NewArea(areas=("330199100002",), since=date(2027, 1, 1)), source="教育", by=ROOT
    )

    assert [each.school.code for each in services.schools_of(ROOM)] == [code]
    with clock.at(clock.now() + timedelta(days=60)):
        assert services.schools_of(ROOM) == []


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (lambda code: services.save_school("330199100001S99999", "primary", source="x", by=ROOT), "place"),
        (lambda code: services.save_school(BUILDING, "college", source="x", by=ROOT), "stage"),
        (lambda code: services.set_places(code, 1999, 1, source="x", by=ROOT), "year"),
        (lambda code: services.set_places(code, 2027, -1, source="x", by=ROOT), "places"),
        (lambda code: services.set_area(code, services.NewArea(areas=("1",)), source="x", by=ROOT), "areas"),
        (lambda code: services.set_area(code, services.NewArea(), source="x", by=ROOT), "areas"),
        (
            lambda code: services.set_area(code, services.NewArea(outline="{}"), source="x", by=ROOT),
            "outline",
        ),
        (
            lambda code: services.set_area(code, services.NewArea(outline=POINT), source="x", by=ROOT),
            "outline",
        ),
    ],
)
def test_bad_input_names_its_field(town, act, field) -> None:
    code = school()

    with pytest.raises(BadInput) as refused:
        act(code)
    assert refused.value.field == field


def test_schools_of_another_area_are_not_ones_own(town) -> None:
    code = school()

    with pytest.raises(NotAllowed):
        services.set_places(code, 2027, 9, source="x", by=town.far)
    with pytest.raises(NotFound):
        services.outlook(code, town.far)
    assert services.outlooks(town.far) == [] and len(services.outlooks(town.keeper)) == 1


def test_small_counts_are_covered_for_who_may_not_read_the_register(town) -> None:
    code = school()
    for serial in range(1, 5):
        child(serial, place=f"{ROOM[:-1]}{serial}")
    services.project()

    seen, covered = (services.outlook(code, by).years[0] for by in (town.keeper, town.leader))
    assert sum(said[0] for said in seen.standings.values()) == 4 and seen.expected == 4
    assert covered.expected is None and {said[0] for said in covered.standings.values()} <= {None, 0}
    assert ("children", {"n": "<5"}) in [(why, dict(numbers)) for why, numbers in covered.reasons]


def test_the_queries_do_not_grow(town) -> None:
    counts = []
    school()
    for serial in (1, 2, 3):
        child(serial, place=f"{ROOM[:-1]}{serial}")
        if serial in (1, 3):
            with CaptureQueriesContext(connection) as seen:
                services.project()
            counts.append(len(seen))
    relay()

    assert counts[1] <= counts[0] + 1  # from the second on, the run before is read
