"""School places and elders over REST: scopes, small counts, looks.  R-077, R-078."""

import pytest
from support import desk, register
from support.programs import program
from support.register import BUILDING

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.registry import api as registry
from lianzhi.registry.models import Look
from lianzhi.services import api as services

ROOM_NUMBER = "010302"


@pytest.fixture
def town(db) -> register.People:
    return register.build()


@pytest.fixture
def carer(town) -> Actor:
    access.save_role(
        "carer", name_zh="关爱", permissions=["services.schools", "services.elders"], by=desk.ROOT
    )
    who = access.add_person("carer", name="carer者", unit="west", password=None, by=desk.ROOT)
    access.grant(who.id, "carer", area_code=desk.WEST, by=desk.ROOT)
    return Actor(who.id, "carer者", "west")


def lives(born: str, serial: int) -> str:
    said = {
        "name": f"示例{serial}",
        "birth": born,
        "sex": "1",
        "place": f"{BUILDING}{ROOM_NUMBER}",
        "kind": "registered",
    }
    return registry.record_person(said, source="visit", by=desk.ROOT).code


def test_a_school_and_its_years_without_small_counts(carer) -> None:
    code = services.save_school(BUILDING, "primary", "云杉小学", source="教育", by=desk.ROOT).code
    services.set_places(code, 2027, 1, source="教育", by=desk.ROOT)
    services.set_area(code, services.NewArea(areas=[desk.WEST]), source="教育", by=desk.ROOT)
    lives("2021-03-01", 1)
    services.project(by=desk.ROOT)
    caller = program(carer)

    listed, found = caller.get("schools").json(), caller.get(f"schools/{code}/enrolment").json()
    at = caller.get(f"addresses/{BUILDING}{ROOM_NUMBER}/schools").json()

    assert [each["code"] for each in listed["schools"]] == [code]
    assert (
        found["years"]
        and all(year["expected"] in (0, None) for year in found["years"])
        and not found["verified"]
    )
    assert (at["schools"][0]["school"]["name"], at["decided_by"]) == ("云杉小学", "education office")
    assert caller.get("schools/330199100001S00001-primary/enrolment").status_code == 404
    assert caller.get(f"addresses/{desk.WEST}B99999/schools").status_code == 404
    assert caller.get("addresses/nonsense/schools").status_code == 422


def test_elders_by_code_within_the_duty_and_each_look_is_kept(carer) -> None:
    code = lives("1944-03-01", 1)
    services.follow(by=desk.ROOT)

    found = program(carer).get("elders", {"size": 10}).json()

    assert [(each["person"], each["home"], each["care"]) for each in found["elders"]] == [
        (code, "single", "high")
    ]
    assert "示例" not in str(found) and found["next"] is None
    assert Look.objects.get(subject=f"person:{code}").by == carer.id


@pytest.mark.parametrize("path", ["schools", "elders"])
def test_scope_and_permission_are_both_asked(town, carer, path) -> None:
    assert program(carer, "cases:read").get(path).status_code == 403
    assert program(town.leader).get(path).status_code == 403
    assert program(carer).get(path, {"nonsense": 1}).status_code == 422
