"""The register of devices: what is refused, who sees what, silence, tables, coverage.  R-114, R-116, R-117."""

import json
from datetime import timedelta

import pytest
from sensing.conftest import LAT, LON, NOW, device, seen
from support.homes import relay
from support.register import ROOT

from lianzhi.foundation.notify.models import Notice
from lianzhi.kernel import clock
from lianzhi.kernel.errors import BadInput, NotAllowed
from lianzhi.sensing import api as sensing
from lianzhi.sensing.importing import DEVICES
from lianzhi.sensing.models import Device
from lianzhi.sensing.queries.coverage import covered
from lianzhi.sensing.queries.devices import Wanted, listed


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "radar"}, "kind"), ({"owner": "nobody"}, "owner"), ({"lon": 121.5}, "lon"), ({"lat": 95}, "lon"),
        ({"bearing": 361.0}, "bearing"), ({"range_m": -1.0}, "range_m"), ({"datum": "MARS"}, "datum"), ({"state": "new"}, "state"),
        ({"gb_id": "12"}, "gb_id"), ({"name": " "}, "name"),
    ],
)  # fmt: skip
def test_bad_devices_name_the_field(town, said, field) -> None:
    values = {"kind": "camera"} | said
    with pytest.raises(BadInput) as refused:
        device("cam-1", values.pop("kind"), **values)

    assert refused.value.field == field and not Device.objects.exists()


@pytest.mark.parametrize("code", ["", "a b", "摄像头", "x" * 41])
def test_codes_are_those_of_labels(town, code) -> None:
    with pytest.raises(BadInput) as refused:
        device(code)

    assert refused.value.field == "code"


def test_coordinates_of_map_services_are_brought_home(town) -> None:
    device("cam-1", datum="GCJ-02")

    row = Device.objects.get()
    assert 300 < abs(row.lon - LON) * 96_500 < 700 and row.area_code.startswith("330199100001")


def test_a_device_keeps_its_kind_and_belongs_to_its_area(town, camera) -> None:
    with pytest.raises(BadInput):
        device("cam-1", "sky_eye")
    new = sensing.NewDevice("cam-9", "camera", "x", LON, LAT, "eyes", "test")
    with pytest.raises(NotAllowed):
        sensing.save_device(new, by=town.far)
    assert sensing.save_device(new, by=town.west).area_code == "330199100001001"


def test_who_sees_which_devices(town, camera) -> None:
    device("cam-2", lon=120.03)
    device("cam-3", owner="west")
    device("door-1", "door", bearing=None, opening=None, range_m=None)

    def codes(who, **said) -> list[str]:
        return [row.code for row in listed(who, Wanted(**said))]

    assert codes(town.chief) == ["cam-1", "cam-2", "cam-3"]
    assert codes(town.west) == ["cam-1", "cam-3", "door-1"]
    assert (codes(town.owner), codes(town.far)) == (["cam-1", "cam-2"], ["cam-2"])
    assert codes(town.chief, words="cam-2") == ["cam-2"] and codes(town.chief, state="ended") == []


@pytest.mark.parametrize(("minutes", "silent"), [(59, 0), (61, 1)])
def test_a_device_that_is_not_heard_is_told_to_its_unit_once(town, camera, minutes, silent) -> None:
    seen()
    with clock.at(NOW + timedelta(minutes=minutes)):
        assert (sensing.watch(), sensing.watch()) == (silent, 0)
        relay()
        assert Notice.objects.filter(template="staff.device_silent", person=town.owner.id).count() == silent
        assert bool(Device.objects.get().silent_since) is bool(silent)
        seen(external_id="d2")
    assert Device.objects.get().silent_since is None


def test_a_device_that_was_never_heard_and_a_drone_on_the_ground(town) -> None:
    device("cam-1")
    device("uav-1", "drone", bearing=None, opening=None, range_m=None)
    with clock.at(NOW + timedelta(hours=2)):
        assert sensing.watch() == 1
    assert Device.objects.get(code="cam-1").silent_since == NOW


def rows(tmp_path, text: str) -> list[object]:
    path = tmp_path / "devices.csv"
    path.write_text(text, encoding="utf-8")
    return list(DEVICES.read(path, {}))


def test_a_table_in_chinese_is_taken_in_once(town, tmp_path) -> None:
    head = "设备编号,类型,点位名称,经度,纬度,朝向,视场角,可视距离,维护单位,国标编号,状态\n"
    good = "c1,摄像机,北门,120.005,30.01,90,60°,150米,eyes,33019900001320000001,在用\n"
    read = rows(
        tmp_path,
        head
        + good
        + "c2,高空瞭望,塔,120.006,30.01,,,3000,eyes,,\nc3,雷达,x,120.006,30.01,,,,eyes,,\nc4,门磁,x,abc,30,,,,eyes,,\n",
    )

    fit, bad = read[:2], read[2:]
    taken = DEVICES.take("平台", fit, ROOT)
    again = DEVICES.take("平台", fit, ROOT)

    assert (taken.kept, taken.known, again.kept, again.known) == (2, 0, 0, 2)
    assert [each.problems[0].column for each in bad] == ["类型", "经度"] and all(
        each.problems[0].way_out for each in bad
    )
    assert Device.objects.get(code="c1").range_m == 150 and Device.objects.get(code="c2").kind == "sky_eye"
    assert DEVICES.known("平台", fit) == 2


def test_a_table_without_a_needed_column_says_which(town, tmp_path) -> None:
    with pytest.raises(BadInput) as refused:
        rows(tmp_path, "设备编号,类型\nc1,摄像机\n")

    assert refused.value.field == "lon"


def point(code: str, kind: str, shape: object) -> None:
    sensing.save_point(code, kind=kind, name=code, shape=json.dumps(shape), source="test", by=ROOT)


def test_the_coverage_rate_counts_who_is_heard(town, camera) -> None:
    point("road", "road", {"type": "LineString", "coordinates": [[LON, LAT], [LON + 0.001, LAT]]})
    point("gate", "checkpoint", {"type": "Point", "coordinates": [LON + 0.001, LAT]})
    point("far", "crossing", {"type": "Point", "coordinates": [LON + 0.01, LAT]})

    found = covered(town.chief)
    assert (found.rates[""], found.rates["road"], found.rates["crossing"]) == ((2, 3), (1, 1), (0, 1))
    assert found.lines[0].point.code == "far" and found.sights == 1 and len(found.drawn["features"]) == 4

    Device.objects.update(silent_since=NOW)
    found = covered(town.chief)
    assert (found.rates[""], found.sights, found.silent) == ((0, 3), 0, 1)


@pytest.mark.parametrize(
    ("kind", "shape", "field"),
    [
        ("road", {"type": "Point", "coordinates": [LON, LAT]}, "shape"), ("gate", {}, "kind"),
        ("checkpoint", {"type": "Point", "coordinates": [130, 30]}, "shape"), ("checkpoint", {"x": 1}, "shape"),
    ],
)  # fmt: skip
def test_bad_key_points_name_the_field(town, kind, shape, field) -> None:
    with pytest.raises(BadInput) as refused:
        point("p", kind, shape)

    assert refused.value.field == field
