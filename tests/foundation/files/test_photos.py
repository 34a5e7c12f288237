"""Taking photos in, hanging them on a subject, sweeping: nothing lost, nothing left lying about."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from support.pictures import jpeg, upload

from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.files import api, store
from lianzhi.foundation.files.models import Photo
from lianzhi.foundation.files.rules import limits
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.checksums import sm3
from lianzhi.kernel.errors import BadInput

LI, WANG = Actor("resident:1", "李"), Actor("resident:2", "王")


def take(by: Actor = LI, purpose: str = "report", **more) -> api.FileView:
    return api.take_photo(upload(jpeg(**more)), by=by, purpose=purpose)


def on_disk(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.exists() else []


@pytest.mark.django_db(transaction=True)
def test_a_photo_is_kept_under_a_safe_name_with_the_digest_of_the_original(files_root) -> None:
    content = jpeg((640, 480))
    view = api.take_photo(upload(content, "../../etc/\u202epasswd<b>.jpg"), by=LI, purpose="report")
    assert (view.width, view.height, view.sm3) == (640, 480, sm3(content))
    assert view.name == "passwd<b>.jpg"
    photo, thumb = sorted(on_disk(files_root), key=lambda path: len(path.name))
    assert photo.name == f"{sm3(photo.read_bytes())}-{view.id}.jpg"
    assert thumb.name == photo.name.replace(".jpg", ".thumb.jpg")
    assert photo.parent.name == photo.name[:2]


def test_a_photo_that_is_too_large_is_refused_before_it_is_read(db, files_root) -> None:
    class Unread:
        size, name = 20_000_000, "photo.jpg"

        def __getattr__(self, name: str):
            raise AssertionError(f"{name} was touched")

    with pytest.raises(BadInput) as refusal:
        api.take_photo(Unread(), by=LI, purpose="report")
    assert refusal.value.code == "files.too_large"
    assert str(refusal.value) == "The photo has 20.0 MB; at most 12 MB can be taken."
    assert not Photo.objects.exists()
    assert on_disk(files_root) == []


@pytest.mark.parametrize("content", [b"", b"no photo", jpeg()[:1500]])
def test_a_refused_photo_leaves_nothing(db, files_root, content: bytes) -> None:
    with pytest.raises(BadInput):
        api.take_photo(upload(content), by=LI, purpose="report")
    assert not Photo.objects.exists()
    assert on_disk(files_root) == []


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_photo_leaves_no_file(files_root) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        take()
        assert len(on_disk(files_root)) == 2
        raise ZeroDivisionError
    assert on_disk(files_root) == []
    with transaction.atomic():
        kept = take()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            take()
            raise ZeroDivisionError
    assert [photo.id for photo in Photo.objects.all()] == [kept.id]
    assert len(on_disk(files_root)) == 2


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_leaves_neither_row_nor_half_a_file(files_root, monkeypatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        take()
    assert not Photo.objects.exists()
    assert on_disk(files_root) == []


def test_photos_hang_on_a_subject_in_their_order_and_the_trail_knows(db) -> None:
    views = [take() for _ in range(3)]
    order = [views[2].id, views[0].id]
    assert [view.id for view in api.attach(order, "case:1", by=LI)] == order
    api.attach([views[1].id], "case:1", by=LI)
    assert [view.id for view in api.of("case:1")] == [*order, views[1].id]
    entries = audit.trail("case:1")
    assert [entry.action for entry in entries] == ["files.attach"] * 2
    assert [photo["sm3"] for photo in entries[0].detail["photos"]] == [views[2].sm3, views[0].sm3]


def test_no_photos_to_attach_is_no_act(db) -> None:
    assert api.attach([], "case:1", by=LI) == []
    assert audit.trail("case:1") == []


def test_attaching_twice_is_harmless(db) -> None:
    view = take()
    for _ in range(2):
        assert [each.id for each in api.attach([view.id, view.id], "case:1", by=LI)] == [view.id]
    assert len(audit.trail("case:1")) == 1


@pytest.mark.parametrize("case", ["somebody else's", "unknown", "on another case"])
def test_only_own_unattached_photos_are_attached_and_then_all_or_none(db, case: str) -> None:
    mine = take()
    if case == "unknown":
        other = "2" * 24
    elif case == "somebody else's":
        other = take(by=WANG).id
    else:
        other = take().id
        api.attach([other], "case:2", by=LI)
    with pytest.raises(BadInput) as refusal:
        api.attach([mine.id, other], "case:1", by=LI)
    assert refusal.value.code == "files.gone"
    assert api.of("case:1") == []


def test_nine_photos_for_each_purpose_and_not_one_more(db) -> None:
    ids = [take().id for _ in range(limits.PER_SUBJECT + 1)]
    api.attach(ids[:5], "case:1", by=LI)
    with pytest.raises(BadInput) as refusal:
        api.attach(ids[5:], "case:1", by=LI)
    assert (refusal.value.code, refusal.value.params) == ("files.too_many", {"limit": 9, "count": 10})
    assert len(api.of("case:1")) == 5
    api.attach(ids[5:9], "case:1", by=LI)
    api.attach([take(purpose="result").id], "case:1", by=LI)
    assert (len(api.of("case:1", "report")), len(api.of("case:1", "result"))) == (9, 1)


def test_the_photos_of_a_subject_cost_one_query(db, django_assert_num_queries) -> None:
    for length in (1, 3):
        while len(api.of("case:1")) < length:
            api.attach([take().id], "case:1", by=LI)
        with django_assert_num_queries(1):
            assert len(api.of("case:1")) == length


@pytest.mark.django_db(transaction=True)
def test_the_sweep_takes_what_nobody_attached_for_a_day_and_stray_files(files_root) -> None:
    attached, fresh = take(), None
    api.attach([attached.id], "case:1", by=LI)
    with clock.at(clock.now() - timedelta(hours=25)):
        take()
        old_attached = take()
        api.attach([old_attached.id], "case:1", by=LI)
    fresh = take()
    stray, draft = files_root / "ab" / "abc-XYZ.jpg", files_root / "ab" / ".abc.part"
    stray.parent.mkdir(exist_ok=True)
    for path in (stray, draft):
        path.write_bytes(b"x")
        os.utime(path, (0, 0))
    young = files_root / "ab" / "abc-YOUNG.jpg"
    young.write_bytes(b"x")
    assert api.sweep() == 3
    assert {photo.id for photo in Photo.objects.all()} == {attached.id, old_attached.id, fresh.id}
    assert len(on_disk(files_root)) == 7
    assert young.exists()
    assert api.sweep() == 0
