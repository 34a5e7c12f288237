"""The register's small town with cameras, and people who judge, prove and care; pages in English."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image
from support import register
from support.register import EAST, ROOT, TOWN, WEST

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.registry.access import PERMISSIONS as REGISTER
from lianzhi.sensing import api as sensing
from lianzhi.sensing.access import PERMISSIONS
from lianzhi.services import api as services
from lianzhi.services.access import PERMISSIONS as SERVICES

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LON, LAT = 120.005, 30.01


@dataclass(frozen=True)
class Staff:
    """``west`` and ``far`` hold everything in their half; ``chief`` the whole town's devices; ``owner`` by its unit only."""

    west: Actor
    far: Actor
    chief: Actor
    owner: Actor


@pytest.fixture(autouse=True)
def places(settings, tmp_path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def monday():
    with clock.at(NOW):
        yield


@pytest.fixture
def town(db) -> Staff:
    register.build()
    cases.publish_flows(ROOT)
    services.publish_flows(ROOT)
    cases.load_categories(ROOT)
    for code in ("city_eye", "sky_eye_drone", "elder_door_sensor", "elders_alone", "snap_report"):
        cases.declare_intake(code, name_zh=code, name_en=code, module="enforcement", flow="case", by=ROOT)
    access.save_unit("eyes", name_zh="视频中心", kind="department", area_code=TOWN, by=ROOT)
    every = [*REGISTER, *PERMISSIONS, *SERVICES, "imports.make", "cases.see"]
    looks = ["sensing.see", "sensing.judge", "sensing.edit", "sensing.fly", "sensing.approve"]
    return Staff(
        _staff("westerner", every, WEST), _staff("easterner", every, EAST), _staff("chief", looks, TOWN),
        _staff("owner", ["sensing.see"], TOWN, unit="eyes"),
    )  # fmt: skip


def _staff(name: str, held: list[str], area: str, unit: str = "") -> Actor:
    access.save_role(name, name_zh=name, permissions=held, by=ROOT)
    who = access.add_person(name, name=f"{name}者", unit=unit or "west", password=None, by=ROOT)
    with clock.at(datetime.now(UTC)):
        access.grant(who.id, name, area_code=area, unit=unit, by=ROOT)
    return Actor(who.id, f"{name}者", unit or "west")


@pytest.fixture
def camera(town) -> str:
    return device("cam-1")


def device(code: str, kind: str = "camera", **said) -> str:
    values = {
        "lon": LON,
        "lat": LAT,
        "bearing": 90.0,
        "opening": 60.0,
        "range_m": 200.0,
        "height_m": 6.0,
    } | said
    new = {"name": f"镜头{code}", "owner": "eyes", "source": "test"} | values
    return sensing.save_device(sensing.NewDevice(code=code, kind=kind, **new), by=ROOT).code


def seen(by: Actor = ROOT, **said) -> sensing.DetectionView:
    """A detection of a car by ``cam-1``, sure enough to become a matter; what is said replaces that."""
    values = {
        "device": "cam-1", "external_id": "d1", "klass": "car-parking", "confidence": 0.95, "seen_at": clock.now(),
        "images": (), "lon": LON, "lat": LAT,
    } | said  # fmt: skip
    return sensing.take_detection(sensing.NewDetection(**values), by=by)


def picture(by: Actor = ROOT, colour: str = "red") -> str:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    upload = SimpleUploadedFile("camera.jpg", out.getvalue(), content_type="image/jpeg")
    return files.take_photo(upload, by=by, purpose="report").id
