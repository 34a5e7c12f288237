"""Detections: taken in once, judged, joined, followed to the end.  R-114..R-117, R-119."""

from datetime import timedelta

import pytest
from sensing.conftest import LAT, LON, NOW, device, picture, seen
from support.homes import relay
from support.register import ROOT

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case
from lianzhi.foundation.files import api as files
from lianzhi.kernel import clock
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound, WrongState
from lianzhi.sensing import api as sensing
from lianzhi.sensing.actions.forgetting import forget
from lianzhi.sensing.models import Detection, Track
from lianzhi.sensing.queries.detections import followed, told
from lianzhi.sensing.settings import now as held

NORTH = 0.000009  # a metre of latitude


def case_of(number: str) -> Case:
    return Case.objects.get(number=number)


def test_the_seven_classes_and_the_third_tracked_one_have_categories(town) -> None:
    known = {category.code for category in cases.categories()}
    classes = held().classes

    assert len(classes) == 8 and {kind.category for kind in classes.values()} <= known
    assert {c for c, kind in classes.items() if kind.tracked} == {
        "shop-outside",
        "car-parking",
        "earth-dumping",
    }
    assert not held().verified


@pytest.mark.parametrize(
    ("confidence", "state"), [(0.849, "waiting"), (0.85, "matter"), (1.0, "matter"), (0.0, "waiting")]
)
def test_the_threshold_of_the_class_decides_who_looks_first(camera, confidence, state) -> None:
    assert seen(confidence=confidence).state == state


def test_what_is_sure_becomes_one_matter_with_its_picture(camera) -> None:
    view = seen(images=[picture()], klass="违停")
    relay()

    track = Track.objects.get()
    case = case_of(track.case_number)
    assert (case.category.code, case.scenario, case.source) == ("car-parking", "city_eye", "sensing")
    assert "镜头cam-1" in case.text and "95%" in case.text and (case.lon, case.lat) == (LON, LAT)
    assert len(files.of(f"case:{case.pk}")) == 1 and len(files.of(f"detection:{view.id}")) == 1
    relay()
    assert Case.objects.count() == 1


def test_the_same_message_twice_is_one_detection(camera) -> None:
    first, again = seen(), seen(confidence=0.1)

    assert (first.new, again.new, again.id) == (True, False, first.id)
    assert Detection.objects.count() == 1 and Track.objects.get().sightings == 1


@pytest.mark.parametrize(
    ("metres", "hours", "klass", "joined"),
    [(5, 1, "car-parking", True), (14, 5, "car-parking", True), (30, 1, "car-parking", False), (5, 7, "car-parking", False),
     (5, 1, "shop-outside", False)],
)  # fmt: skip
def test_sightings_near_in_place_and_time_are_one_thing(camera, metres, hours, klass, joined) -> None:
    seen()
    with clock.at(NOW + timedelta(hours=hours)):
        again = seen(external_id="d2", lat=LAT + metres * NORTH, klass=klass)
    relay()

    assert again.state == ("joined" if joined else "matter")
    assert Track.objects.count() == Case.objects.count() == (1 if joined else 2)


def test_a_second_device_is_told_on_the_matter(camera) -> None:
    device("cam-2")
    seen()
    relay()
    seen(device="cam-2", external_id="x")
    relay()

    track = Track.objects.get()
    assert (track.sightings, track.devices) == (2, ["cam-1", "cam-2"])
    assert "再次看到" in case_of(track.case_number).remarks.get().text


def test_near_an_open_matter_of_a_resident_it_joins_that(camera) -> None:
    new = cases.NewReport(
        source="resident",
        external_id="r",
        text="路口一辆车停在人行道上",
        category="car-parking",
        lon=LON,
        lat=LAT,
    )
    theirs = cases.report(new, by=ROOT)

    seen()
    relay()

    track = Track.objects.get()
    assert (
        track.joined_to == theirs.number and cases.by_id(case_of(track.case_number).pk).main_id == theirs.id
    )


@pytest.mark.parametrize(
    ("how", "verdict", "ended"),
    [("close", "yes", True), ("refuse", "no", True), ("void", "no", True), ("follow", "yes", True)],
)
def test_a_track_ends_with_its_matter_and_the_matter_judges(camera, how, verdict, ended) -> None:
    seen()
    relay()
    number = Track.objects.get().case_number

    sensing.case_ended(number, how, by=ROOT)

    track, row = Track.objects.get(), Detection.objects.get()
    assert (track.ended, bool(track.closed_at), row.verdict) == (how, ended, verdict)
    sensing.case_reopened(number, by=ROOT)
    assert Track.objects.get().closed_at is None and Detection.objects.get().verdict == ""


def test_a_real_closing_ends_it_and_the_next_sighting_came_back(camera, town) -> None:
    seen()
    relay()
    case = case_of(Track.objects.get().case_number)
    cases.refuse(case.pk, answer="现场没有违停。", by=ROOT)
    relay()
    assert Track.objects.get().ended == "refuse"

    with clock.at(NOW + timedelta(hours=1)):
        seen(external_id="d2")
        lines = {line.klass: line for line in followed(town.chief, days=30)}

    line = lines["car-parking"]
    assert Track.objects.first().again_id == Track.objects.last().pk
    assert (line.tracked, line.seen, line.open, line.closed, line.again, line.hours) == (
        True,
        2,
        1,
        1,
        1,
        0.0,
    )
    assert [(each.device, each.yes, each.no, each.precision) for each in told(town.chief)] == [
        ("cam-1", 0, 1, 0.0)
    ]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"klass": "elephant"}, "class"), ({"confidence": 1.2}, "confidence"), ({"confidence": -0.1}, "confidence"),
        ({"seen_at": NOW + timedelta(minutes=6)}, "seen_at"), ({"seen_at": NOW - timedelta(days=31)}, "seen_at"),
        ({"lon": 121.0}, "lon"), ({"lat": None}, "lon"), ({"lon": 200.0}, "lon"), ({"external_id": " "}, "id"),
        ({"box": (0, 0, 2, 1)}, "box"), ({"lon": None, "lat": None, "distance_m": 1e6}, "distance_m"),
    ],
)  # fmt: skip
def test_bad_input_names_the_field_and_leaves_nothing(camera, said, field) -> None:
    with pytest.raises(BadInput) as refused:
        seen(**said)

    assert refused.value.field == field and refused.value.way_out
    assert not Detection.objects.exists()


def test_unknown_ended_paused_and_blind_devices(camera, town) -> None:
    with pytest.raises(NotFound):
        seen(device="nowhere")
    with pytest.raises(NotAllowed):
        seen(by=town.chief)
    device("door-1", "door", bearing=None, opening=None, range_m=None)
    with pytest.raises(BadInput, match="sees nothing"):
        seen(device="door-1")
    device("cam-1", state="paused")
    assert seen(confidence=1.0).state == "waiting"
    device("cam-1", state="ended")
    with pytest.raises(BadInput, match="ended"):
        seen(external_id="d2")


def test_a_sky_eye_says_bearing_and_tilt_and_gets_a_place(town) -> None:
    device("eye-1", "sky_eye", height_m=100, bearing=0, opening=360, range_m=3000)

    view = seen(device="eye-1", klass="earth-dumping", lon=None, lat=None, bearing=90, tilt=45)
    relay()

    assert view.placed_by == "bearing" and view.lon > LON and view.lat == pytest.approx(LAT, abs=1e-5)
    case = case_of(Track.objects.get().case_number)
    assert (case.scenario, case.category.code) == ("sky_eye_drone", "earth-dumping") and "推算" in case.text


@pytest.mark.parametrize(
    ("yes", "klass", "state", "verdict", "category"),
    [(True, "", "matter", "yes", "car-parking"), (True, "bike-parking", "matter", "no", "bike-parking"),
     (False, "", "nothing", "no", "")],
)  # fmt: skip
def test_a_person_judges_what_the_machine_was_not_sure_of(
    town, camera, yes, klass, state, verdict, category
) -> None:
    view = seen(confidence=0.4)

    sensing.judge(view.id, yes=yes, klass=klass, by=town.west)
    relay()

    row = Detection.objects.get()
    assert (row.state, row.verdict, row.judged_by_name) == (state, verdict, town.west.name)
    assert [case.category.code for case in Case.objects.all()] == ([category] if category else [])
    with pytest.raises(WrongState):
        sensing.judge(view.id, yes=True, by=town.west)


def test_who_does_not_reach_it_does_not_find_it(town, camera) -> None:
    view = seen(confidence=0.4)

    for who in (town.far, town.owner):
        with pytest.raises(NotFound):
            sensing.judge(view.id, yes=True, by=who)


def test_what_was_nothing_goes_after_its_days_with_its_pictures(town, camera, settings) -> None:
    view = seen(confidence=0.4, images=[picture()])
    other = seen(confidence=0.4, external_id="d2")
    for each in (view, other):
        sensing.judge(each.id, yes=each is other, by=town.west)

    with clock.at(NOW + timedelta(days=29)):
        assert forget() == 0
    with clock.at(NOW + timedelta(days=31)):
        assert forget() == 1

    assert Detection.objects.get().pk == other.id and files.of(f"detection:{view.id}") == []
