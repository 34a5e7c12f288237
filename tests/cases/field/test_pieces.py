"""Pictures in pieces: the record first, each picture with its own state, resumed, checked, once.  Field notes A5."""

import hashlib
from uuid import uuid4

import pytest
from django.conf import settings
from support import field, phones
from support.phones import INSIDE, RESULT, TEXT
from support.pictures import jpeg

from lianzhi.cases import api as cases
from lianzhi.foundation.files import api as files
from lianzhi.foundation.files.models import Photo, Upload
from lianzhi.kernel.checksums import sm3


@pytest.fixture(autouse=True)
def _own_files(tmp_path, settings):
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def shot() -> bytes:
    return jpeg((1600, 1200), located=True) + b"\0" * 700_000  # several pieces long


def finished(town, staff, pictures: list[dict]):
    """A finished part whose record announces ``pictures``; (case, the worker's phone)."""
    case = town.report(phones.resident())
    part, phone = town.dispatched(case), staff(town.worker)
    cases.accept(case.id, part, by=town.worker)
    body = field.entry("finish", number=case.number, part=part, text=RESULT, pictures=pictures)
    assert field.send(phone, body).status_code == 201
    assert field.send(phone, body).status_code == 201
    return case, phone


def test_the_record_is_there_before_its_pictures_and_says_how_many_are_on_the_way(town, staff, shot):
    three = [field.picture(shot) for _ in range(3)]
    case, phone = finished(town, staff, three)
    assert cases.by_id(case.id).item.state.code == "checking"
    field.upload_all(phone, three[0]["upload"], shot)
    page = staff(town.checker).get(f"/desk/case/{case.number}/").content.decode()
    assert "2 of 3 photos still on the way" in page
    for one in three[1:]:
        field.upload_all(phone, one["upload"], shot)
    assert files.expected(case.subject).coming == 0 and len(files.of(case.subject, "result")) == 3
    assert "still on the way" not in staff(town.checker).get(f"/desk/case/{case.number}/").content.decode()


def test_an_upload_goes_on_where_it_broke_off_and_the_digests_are_of_what_was_sent(town, staff, shot):
    one = field.picture(shot)
    case, phone = finished(town, staff, [one])
    assert field.piece(phone, one["upload"], 0, shot[:300_000]).json()["received"] == 300_000
    assert phone.get(f"/files/piece/{one['upload']}").json()["received"] == 300_000
    rest = shot[300_000:]
    field.piece(phone, one["upload"], 300_000, rest[:400_000])
    done = field.piece(phone, one["upload"], 700_000, rest[400_000:]).json()
    assert (done["state"], done["received"]) == ("whole", len(shot))
    assert Photo.objects.get(subject=case.subject).sm3 == sm3(shot)
    assert b"PhoneMaker" not in b"".join(p.read_bytes() for p in settings.FILES_ROOT.rglob("*.jpg"))


def test_a_piece_sent_twice_does_not_count_twice(town, staff, shot):
    one = field.picture(shot)
    case, phone = finished(town, staff, [one])
    field.piece(phone, one["upload"], 0, shot[:300_000])
    again = field.piece(phone, one["upload"], 0, shot[:300_000])
    assert again.status_code == 409 and again.json()["code"] == "files.wrong_offset"
    assert phone.get(f"/files/piece/{one['upload']}").json()["received"] == 300_000
    field.piece(phone, one["upload"], 300_000, shot[300_000:700_000])
    field.piece(phone, one["upload"], 700_000, shot[700_000:])
    late = field.piece(phone, one["upload"], 700_000, shot[700_000:])
    assert late.json()["state"] == "whole" and Photo.objects.filter(subject=case.subject).count() == 1


def test_a_picture_changed_on_the_way_is_refused_and_starts_again(town, staff, shot):
    one = field.picture(shot)
    case, phone = finished(town, staff, [one])
    spoiled = shot[:100] + b"X" + shot[101:]
    answer = field.upload_all(phone, one["upload"], spoiled)
    assert answer.status_code == 422 and answer.json()["code"] == "files.digest"
    assert phone.get(f"/files/piece/{one['upload']}").json()["received"] == 0
    assert not Photo.objects.filter(subject=case.subject).exists()
    assert field.upload_all(phone, one["upload"], shot).json()["state"] == "whole"


def test_what_is_no_picture_is_refused_though_its_digest_is_right(town, staff):
    one = field.picture(b"not a picture at all")
    case, phone = finished(town, staff, [one])
    answer = field.upload_all(phone, one["upload"], b"not a picture at all")
    assert answer.status_code == 422 and not Photo.objects.filter(subject=case.subject).exists()
    assert files.expected(case.subject).coming == 1


@pytest.mark.parametrize("length", [600 * 1024, 0])
def test_a_piece_is_bounded_and_one_beyond_the_announced_size_is_refused(town, staff, shot, length):
    one = field.picture(shot)
    _case, phone = finished(town, staff, [one])
    if length:
        assert field.piece(phone, one["upload"], 0, b"\0" * length).json()["code"] == "files.piece_too_large"
    field.piece(phone, one["upload"], 0, shot[:400_000])
    assert (
        field.piece(phone, one["upload"], 400_000, b"\0" * 500_000).json()["code"] == "files.piece_too_large"
    )
    assert phone.get(f"/files/piece/{one['upload']}").json()["received"] == 400_000


def test_nobody_else_may_send_or_look_at_an_upload(town, staff, shot):
    one = field.picture(shot)
    finished(town, staff, [one])
    other = staff(town.checker)
    assert other.get(f"/files/piece/{one['upload']}").status_code == 404
    assert field.piece(other, one["upload"], 0, shot[:10]).status_code == 404
    assert Upload.objects.get().received == 0


def test_a_picture_given_up_is_no_longer_awaited_and_the_case_says_so(town, staff, shot):
    two = [field.picture(shot), field.picture(shot)]
    case, phone = finished(town, staff, two)
    assert phone.post(f"/files/piece/{two[0]['upload']}/drop").json()["state"] == "dropped"
    assert field.piece(phone, two[0]["upload"], 0, shot[:10]).json()["code"] == "files.upload_dropped"
    expected = files.expected(case.subject)
    assert (expected.pictures, expected.coming, expected.dropped) == (2, 1, 1)
    page = staff(town.checker).get(f"/desk/case/{case.number}/").content.decode()
    assert "1 of 2 announced photos were taken out of the queue" in page


def test_original_and_stamped_copy_are_both_kept_and_count_as_one_picture(town, staff):
    original, stamped = jpeg((800, 600), located=True), jpeg((800, 600), quality=60)
    id_, camera = str(uuid4()), hashlib.sha256(original).hexdigest()
    fix = {"lon": INSIDE[0], "lat": INSIDE[1], "accuracy_m": 9, "at": "2026-11-22T01:29:50+00:00"}
    pair = [
        field.picture(
            stamped, "shown", id_, taken_at="2026-11-22T01:29:55+00:00", fix=fix, camera_sha256=camera
        ),
        field.picture(
            original, "original", id_, taken_at="2026-11-22T01:29:55+00:00", fix=fix, camera_sha256=camera
        ),
    ]
    phone = staff(town.worker)
    lon, lat = INSIDE
    body = field.entry("report", text=TEXT, intake="snap_report", lon=lon, lat=lat, pictures=pair)
    number = field.send(phone, body).json()["number"]
    case = cases.visible(number, town.worker)
    field.upload_all(phone, pair[0]["upload"], stamped)
    assert (files.expected(case.subject).pictures, files.expected(case.subject).coming) == (1, 1)
    field.upload_all(phone, pair[1]["upload"], original)
    assert files.expected(case.subject).coming == 0
    assert [len(files.of(case.subject, p)) for p in ("report", "report_original")] == [1, 1]
    page = staff(town.worker).get(f"/g/case/{number}/").content.decode()
    assert camera in page and "± 9 m" in page


def test_ten_pictures_of_one_kind_are_refused_with_the_whole_entry(town, staff, shot):
    case = town.report(phones.resident())
    part, phone = town.dispatched(case), staff(town.worker)
    cases.accept(case.id, part, by=town.worker)
    body = field.entry(
        "finish",
        number=case.number,
        part=part,
        text=RESULT,
        pictures=[field.picture(shot) for _ in range(10)],
    )
    assert field.send(phone, body).json()["code"] == "files.too_many"
    assert cases.by_id(case.id).item.state.code == "handling" and not Upload.objects.exists()
