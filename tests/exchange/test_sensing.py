"""Detections and door readings over REST: once, refused with the field, scopes.  R-114, R-127."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from support import desk
from support.programs import program

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.sensing import api as sensing
from lianzhi.sensing.models import Detection, Reading

LON, LAT = desk.IN_WEST


@pytest.fixture
def sender(town, settings, tmp_path) -> Actor:
    settings.FILES_ROOT = tmp_path
    cases.load_categories(desk.ROOT)
    access.save_role("sender", name_zh="视频平台", permissions=["sensing.send", "sensing.see"], by=desk.ROOT)
    who = access.add_person("sender", name="视频平台", unit="works", password=None, by=desk.ROOT)
    access.grant(who.id, "sender", area_code=desk.WEST, by=desk.ROOT)
    for code, kind in (("cam-1", "camera"), ("door-1", "door")):
        sensing.save_device(sensing.NewDevice(code, kind, code, LON, LAT, "works", "test"), by=desk.ROOT)
    return Actor(who.id, "视频平台", "works")


def body(**more) -> dict:
    said = {
        "device": "cam-1",
        "id": "d1",
        "class": "car-parking",
        "confidence": 0.5,
        "seen_at": clock.now().isoformat(),
    }
    return said | more


def test_a_detection_with_its_picture_comes_in_once(sender) -> None:
    caller, out = program(sender), io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    shot = SimpleUploadedFile("x.jpg", out.getvalue(), content_type="image/jpeg")
    headers = {"Authorization": f"Bearer {caller.token}", "Idempotency-Key": "p"}
    photo = Client().post("/api/v1/detections/images", {"photo": shot}, headers=headers).json()["id"]
    said = body(images=[photo], box=[0.1, 0.2, 0.3, 0.4])

    first, again = caller.post("detections", said, key="k1"), caller.post("detections", said, key="k1")
    other = caller.post("detections", body(), key="k2").json()
    read = caller.get(f"detections/{first.json()['number']}").json()

    assert first.status_code == again.status_code == 201 and again.headers["Idempotent-Replayed"] == "true"
    assert (other["new"], other["number"], read["state"], read["class"]) == (
        False,
        read["number"],
        "waiting",
        "car-parking",
    )
    assert Detection.objects.count() == 1 and len(files.of(f"detection:{read['number']}")) == 1


@pytest.mark.parametrize(
    ("said", "status", "field"),
    [
        ({"class": "elephant"}, 422, "class"), ({"confidence": 2}, 422, "confidence"), ({"confidence": "0.5"}, 422, "confidence"),
        ({"seen_at": "yesterday"}, 422, "seen_at"), ({"more": 1}, 422, "more"), ({"box": [0, 0]}, 422, "box"),
        ({"device": "cam-9"}, 404, ""), ({"lon": 121.0, "lat": 30.0}, 422, "lon"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_in_names_the_field(sender, said, status, field) -> None:
    answer = program(sender).post("detections", body(**said), key="k")

    assert (
        answer.status_code == status and field in answer.content.decode() and not Detection.objects.exists()
    )


def test_a_door_says_what_it_does_and_nothing_is_kept_of_nobodys(sender) -> None:
    caller = program(sender)
    at = {"at": clock.now().isoformat(), "open": True}

    assert caller.post("devices/door-1/readings", at, key="k").json() == {"device": "door-1", "kept": False}
    assert not Reading.objects.exists()
    assert caller.post("devices/cam-1/readings", at, key="k2").status_code == 422
    assert caller.post("devices/cam-1/readings", {"at": at["at"]}, key="k3").status_code == 201


def test_scope_permission_and_key_are_asked(sender, town) -> None:
    assert program(sender, "sensing:read").post("detections", body(), key="k").status_code == 403
    assert program(town.duty).post("detections", body(), key="k").status_code == 403
    assert program(sender).post("detections", body()).status_code == 422
