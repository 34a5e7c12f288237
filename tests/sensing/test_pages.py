"""Pages of sensing: empty and full, who sees them, what they do."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from sensing.conftest import LAT, LON, NOW, device, picture, seen
from support.desk import browser
from support.homes import elder, relay

from lianzhi.kernel import clock
from lianzhi.sensing import api as sensing
from lianzhi.sensing.models import Binding, Detection, Device, Flight, KeyPoint, NoFlyZone, Route


def text(response) -> str:
    return response.content.decode()


EMPTY = (
    ("", "Nothing is open"), ("queue/", "Nothing waits for you"), ("detections/", "No device has sent anything yet"),
    ("devices/", "No device is entered yet"), ("coverage/", "No key point is entered yet"), ("refused/", "Nothing was refused"),
    ("doors/", "No door sensor hangs here yet"), ("routes/", "No route is planned yet"), ("zones/", "No zone is entered yet"),
)  # fmt: skip


@pytest.mark.parametrize(("page", "said"), EMPTY)
def test_before_anything_is_entered_pages_say_what_comes(town, page, said) -> None:
    assert said in text(browser(town.west).get(f"/sensing/{page}"))


def test_the_queue_is_judged_one_by_one_with_its_picture(town, camera) -> None:
    view = seen(confidence=0.5, images=[picture()])
    seen(confidence=0.6, external_id="d2", klass="shop-outside")
    client = browser(town.west)

    page = text(client.get("/sensing/queue/"))
    assert (
        "2 detections wait" in page
        and "Is this: Illegally parked vehicles?" in page
        and 'data-key="y"' in page
    )
    assert "Business outside" in text(client.get(f"/sensing/queue/?after={view.id}"))
    photo = page.split('<a href="/files/')[1].split('"')[0]
    assert client.get(f"/files/{photo}").status_code == 200
    assert browser(town.far).get(f"/files/{photo}").status_code in (403, 404)
    assert client.post(f"/sensing/detections/{view.id}/judge/", {"answer": "yes"}).status_code == 302
    relay()

    row = Detection.objects.get(pk=view.id)
    page = text(client.get(f"/sensing/detections/{view.id}/"))
    assert row.track.case_number in page and "matter opened" in page and "Evidence package" in page


def test_evidence_is_downloaded_by_who_may(town, camera) -> None:
    view = seen(images=[picture()])
    client = browser(town.west)

    answer = client.post(f"/sensing/detections/{view.id}/evidence/")

    assert answer["Content-Type"] == "application/zip"
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert browser(town.chief).post(f"/sensing/detections/{view.id}/evidence/").status_code == 403
    assert browser(town.far).get(f"/sensing/detections/{view.id}/").status_code == 404


def test_a_device_is_entered_changed_and_shown_with_its_field_of_view(town) -> None:
    client = browser(town.west)
    said = {
        "code": "cam-7", "kind": "camera", "name": "东门", "lon": LON, "lat": LAT, "datum": "WGS84", "height_m": 6, "bearing": 90,
        "opening": 60, "range_m": 150, "owner": "eyes", "source": "平台", "state": "active",
    }  # fmt: skip

    wrong = client.post("/sensing/devices/new/", said | {"gb_id": "12"})
    made = client.post("/sensing/devices/new/", said)
    client.post("/sensing/devices/cam-7/edit/", said | {"name": "西门", "code": "other"})

    assert wrong.status_code == 422 and "twenty digits" in text(wrong)
    assert made.headers["Location"] == "/sensing/devices/cam-7/" and Device.objects.get().name == "西门"
    page = text(client.get("/sensing/devices/cam-7/"))
    assert (
        "西门" in page
        and '"kind": "chosen"' in page
        and "cam-7" in text(client.get("/sensing/devices/?kind=x"))
    )


def test_key_points_and_the_rate(town, camera) -> None:
    client = browser(town.west)
    shape = json.dumps({"type": "Point", "coordinates": [LON + 0.0005, LAT]})
    said = {"code": "gate", "kind": "checkpoint", "name": "东卡口", "shape": shape, "source": "公安"}

    client.post("/sensing/coverage/new/", said)
    page = text(client.get("/sensing/coverage/"))

    assert (
        KeyPoint.objects.get().name == "东卡口"
        and "1 / 1" in page
        and "100 %" in page
        and "not confirmed" in page
    )


def test_tracks_tell_the_three_kinds_first(town, camera) -> None:
    seen()
    page = text(browser(town.west).get("/sensing/?days=7"))

    assert page.index("Business outside") < page.index("Dumped rubbish") and "must be followed" in page


def test_a_door_on_its_page(town) -> None:
    device("door-1", "door", bearing=None, opening=None, range_m=None)
    person = elder(1)
    relay()
    client = browser(town.west)

    made = client.post("/sensing/doors/new/", {"device": "door-1", "person": person, "basis": "当面"})
    key = Binding.objects.get().pk
    with clock.at(NOW + timedelta(hours=25)):
        sensing.watch_doors()
        relay()
        shown, listed = (
            text(client.get(made.headers["Location"])),
            text(client.get("/sensing/doors/?look=alert")),
        )
        grid = text(client.get("/registry/grid/330199100001001/"))

    assert (
        "示例1" in shown
        and "Record the visit" in shown
        and "示例1" in listed
        and "Doors too long still" in grid
    )
    assert browser(town.far).get(f"/sensing/doors/{key}/").status_code == 404
    client.post(f"/sensing/doors/{key}/away/", {"why": "搬走"})
    assert Binding.objects.get().until is not None


def test_a_route_is_planned_approved_by_another_taken_out_and_flown(town) -> None:
    device("uav-1", "drone", bearing=None, opening=None, range_m=None)
    west, chief = browser(town.west), browser(town.chief)
    said = {
        "name": "北片",
        "device": "uav-1",
        "range_m": 8000,
        "altitude_m": 100,
        "hot": 0,
        "spots": f"甲, {LON + 0.002}, {LAT}",
    }

    wrong = west.post("/sensing/routes/new/", said | {"spots": "甲, x, y"})
    made = west.post("/sensing/routes/new/", said)
    route = Route.objects.get()
    page = f"/sensing/routes/{route.pk}/"
    assert wrong.status_code == 422 and "Line 1" in text(wrong) and made.headers["Location"] == page
    assert west.get(f"{page}file/geojson").status_code == 409
    own = west.post(f"{page}decide/", {"yes": "yes", "permit": "空-1"})
    no = chief.post(f"{page}decide/", {"yes": "yes", "permit": ""})
    yes = chief.post(f"{page}decide/", {"yes": "yes", "permit": "空-1"})
    assert (own.status_code, no.status_code, yes.status_code) == (422, 422, 302)
    assert "LineString" in text(west.get(f"{page}file/geojson"))
    assert text(west.get(f"{page}file/1.waypoints")).startswith("QGC WPL 110")

    track = "\n".join(f"{lon} {lat} 100 {n}" for n, (lon, lat) in enumerate(route.legs[0]["line"]))
    log = {
        "leg": 1,
        "operator": "飞手",
        "started_at": "2026-11-23T09:00",
        "ended_at": "2026-11-23T09:20",
        "track": track,
    }
    flown = west.post(f"{page}log/", log)
    flight = Flight.objects.get()
    seen(device="uav-1", seen_at=flight.started_at + timedelta(minutes=5))

    shown = text(west.get(flown.headers["Location"]))
    assert (
        flight.covered == ["甲"]
        and flight.deviations == []
        and "as planned" in shown
        and "Illegally parked" in shown
    )
    assert "北片" in text(west.get("/sensing/routes/")) and "空-1" in text(west.get(page))


def test_zones_are_entered_and_ended(town) -> None:
    client = browser(town.west)
    ring = [[LON, LAT], [LON + 0.001, LAT], [LON + 0.001, LAT + 0.001], [LON, LAT]]
    said = {
        "name": "学校",
        "why": "人群密集",
        "source": "教育",
        "shape": json.dumps({"type": "Polygon", "coordinates": [ring]}),
    }

    client.post("/sensing/zones/new/", said)
    key = NoFlyZone.objects.get().pk
    assert "学校" in text(client.get("/sensing/zones/"))
    client.post(f"/sensing/zones/{key}/end/")

    assert NoFlyZone.objects.get().valid_to is not None


def test_query_counts_do_not_grow(town, camera) -> None:
    client, counts = browser(town.west), {}
    for serial in range(3):
        seen(external_id=f"d{serial}", lat=LAT + serial * 0.002)
        seen(external_id=f"w{serial}", confidence=0.3)
        device(f"more-{serial}")
        for url in ("", "devices/", "detections/", "coverage/", "queue/"):
            client.get(f"/sensing/{url}")
            with CaptureQueriesContext(connection) as found:
                client.get(f"/sensing/{url}")
            counts.setdefault(url, []).append(len(found))

    assert all(each[0] == each[2] for each in counts.values()), counts
