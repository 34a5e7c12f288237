"""Risk and cylinders over REST: level and reasons, alerts with owner and address; every question is kept (R-076, R-079)."""

from datetime import timedelta

import pytest
from support.programs import program
from support.register import BUILDING, FAR_BUILDING, GRID, NEXT
from support.safety import build, crowd, cylinder

from lianzhi.exchange import bearer
from lianzhi.safety import api as safety
from lianzhi.safety import facts
from lianzhi.safety.models import Asked


@pytest.fixture
def town(db):
    bearer.forget_known()
    world = build()
    crowd(8)
    for serial in range(3):
        cylinder(f"LPG000{serial}", due=facts.today() - timedelta(days=1 + serial))
    safety.all_due()
    safety.work_off()
    return world


def test_an_address_answers_level_and_reasons_and_the_call_is_kept(town) -> None:
    """The acceptance of R-076."""
    answer = program(town.office, "safety:read", name="消防平台").get(
        f"addresses/{BUILDING}/risk", {"why": "出警"}
    )

    said = answer.json()
    assert (answer.status_code, said["level"], said["kind"]) == (200, "red", "building")
    reason = said["reasons"][0]
    assert reason["code"] == "crowded-let-room" and reason["verified"] is False
    assert reason["conditions"][0]["values"] == {"most_in_let_room": 8}
    kept = Asked.objects.get(subject=f"place:{BUILDING}")
    assert (kept.why, kept.told, kept.client, kept.by) == ("出警", "red", "消防平台", town.office.id)


@pytest.mark.parametrize(("code", "kind"), [(NEXT, "room"), (GRID, "area")])
def test_rooms_and_areas_answer_too(town, code, kind) -> None:
    answer = program(town.office, "safety:read").get(f"addresses/{code}/risk", {"why": "出警"})

    assert (answer.status_code, answer.json()["kind"], answer.json()["level"]) == (200, kind, "red")


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        (f"addresses/{BUILDING}/risk", {}, 422),
        (f"addresses/{BUILDING}/risk", {"why": "  "}, 422),
        (f"addresses/{BUILDING}/risk", {"why": "出警", "x": "1"}, 400),
        ("addresses/nowhere/risk", {"why": "出警"}, 422),
        ("addresses/330199100001B99999/risk", {"why": "出警"}, 404),
        ("cylinders/LPG9999", {"why": "出警"}, 404),
        ("cylinders/alerts", {"why": "出警", "group": "none"}, 422),
    ],
)
def test_what_cannot_be_answered_says_why_and_leaves_no_line(town, path, query, status) -> None:
    answer = program(town.office, "safety:read").get(path, query)

    assert answer.status_code in ({status, 422} if status == 400 else {status})
    assert answer.headers["Content-Type"] == "application/problem+json" and not Asked.objects.exists()


def test_a_cylinder_says_what_it_is_and_whether_it_may_be_there(town) -> None:
    said = program(town.office, "safety:read").get("cylinders/lpg0001", {"why": "入户"}).json()

    assert (said["number"], said["lawful"], said["place"]) == ("LPG0001", False, NEXT)
    assert {alert["rule"] for alert in said["alerts"]} == {"overdue", "supplier-none"}


def test_alerts_come_page_by_page_each_once(town) -> None:
    partner, seen, cursor = program(town.office, "safety:read"), [], ""
    while cursor is not None:
        answer = partner.get(
            "cylinders/alerts", {"why": "监管", "group": "overdue", "size": 2, "cursor": cursor}
        ).json()
        seen += [alert["number"] for alert in answer["alerts"]]
        cursor = answer["next"]

    assert sorted(seen) == ["LPG0000", "LPG0001", "LPG0002"]


def test_scope_permission_and_area_are_all_asked(town) -> None:
    asked = {"why": "出警"}

    assert program(town.office, "cases:read").get(f"addresses/{BUILDING}/risk", asked).status_code == 403
    assert (
        program(town.people.clerk, "safety:read").get(f"addresses/{BUILDING}/risk", asked).status_code == 403
    )
    assert program(town.west, "safety:read").get(f"addresses/{FAR_BUILDING}/risk", asked).status_code == 404
