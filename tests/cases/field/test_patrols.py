"""A round: its way, where the worker stayed, once however often it is sent, and for nobody else's eyes.  R-113."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from support.phones import INSIDE

from lianzhi.cases.models import Patrol
from lianzhi.cases.rules import patrol as rules
from lianzhi.kernel.errors import BadInput

NINE = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def at(minute: float, metres_east: float = 0, accuracy: float = 8) -> dict:
    lon, lat = INSIDE
    east = lon + metres_east / 96_000
    return {
        "lon": east,
        "lat": lat,
        "accuracy_m": accuracy,
        "at": (NINE + timedelta(minutes=minute)).isoformat(),
    }


def walk(way: list[dict], **values) -> dict:
    ends = (NINE + timedelta(hours=1)).isoformat()
    return {
        "id": str(uuid4()),
        "started_at": NINE.isoformat(),
        "ended_at": ends,
        "zone": "Asia/Shanghai",
        "points": way,
    } | values


ROUND = [at(0), at(1, 100), at(2, 200), at(4, 205), at(6, 198), at(7, 300), at(8, 400)]


def post(client, body: dict):
    return client.post(
        "/g/patrols/",
        json.dumps(body),
        content_type="application/json",
        headers={"accept": "application/json"},
    )


def points(rows: list[dict]):
    return rules.line(rules.read(json.dumps(walk(rows)).encode()).points)


@pytest.mark.parametrize(
    ("rows", "stops"),
    [
        ([], 0),
        ([at(0)], 0),
        (ROUND, 1),
        ([at(0), at(2.9)], 0),
        ([at(0), at(3)], 1),
        ([at(0), at(5, 39), at(6, 100), at(10, 100)], 2),
        ([at(0), at(1, 5000, accuracy=150), at(4)], 1),
    ],
)
def test_a_stop_is_three_minutes_at_one_place(rows, stops):
    assert len(rules.stops(points(rows))) == stops


def test_the_length_leaves_rough_positions_out():
    assert 395 <= rules.metres(points(ROUND)) <= 425
    assert rules.metres(points([at(0), at(1, 5000, accuracy=150), at(2)])) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"ended_at": "2026-11-20T00:00:00Z"},
        {"ended_at": "2026-11-24T00:00:00Z"},
        {"id": "x"},
        {"points": [{"lon": 1}]},
    ],
)
def test_a_round_that_cannot_be_is_refused_with_the_field(change):
    with pytest.raises(BadInput) as refused:
        rules.read(json.dumps(walk(ROUND, **change)).encode())
    assert refused.value.field


def test_a_round_sent_twice_is_one_and_is_seen_by_its_walker_alone(town, staff):
    phone, body = staff(town.worker), walk(ROUND)
    first, second = post(phone, body), post(phone, body)
    assert first.status_code == second.status_code == 201 and Patrol.objects.count() == 1
    [seen] = phone.get("/g/patrols/").json()["rounds"]
    assert seen["stops"][0]["minutes"] == 4 and len(seen["line"]) == 7
    assert staff(town.stranger).get("/g/patrols/").json()["rounds"] == []


def test_nobody_takes_over_anothers_round(town, staff):
    body = walk(ROUND)
    post(staff(town.worker), body)
    answer = post(staff(town.stranger), body)
    assert answer.status_code == 409 and answer.json()["code"] == "cases.patrol_taken"
    assert Patrol.objects.get().person == town.worker.id
