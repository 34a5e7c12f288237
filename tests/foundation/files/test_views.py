"""Sending a photo and looking at one, through the front door."""

import resource
import threading
import time
from io import BytesIO

import pytest
from django.test import Client
from django.utils import translation
from support.pictures import jpeg, png_bomb, upload

from lianzhi.foundation.access import api as access
from lianzhi.foundation.access.models import Resident
from lianzhi.foundation.files import api, sights
from lianzhi.foundation.files.models import Photo, Quota
from lianzhi.foundation.files.rules import limits
from lianzhi.kernel.actor import Actor, system

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def seen_by(monkeypatch):
    """Let a room decide who sees ``case:…``, for this test."""
    monkeypatch.setattr(sights, "_sights", {})

    def register(answer: bool) -> None:
        api.sight("case")(lambda request, subject: answer and subject == "case:1")

    return register


def send(client: Client, content: bytes, **more):
    return client.post("/files/photo", {"photo": upload(content), **more})


def test_a_resident_who_is_not_known_yet_sends_a_photo_and_sees_it(client) -> None:
    answer = send(client, jpeg((300, 200), located=True))
    assert answer.status_code == 201
    view = answer.json()
    assert (view["width"], view["height"]) == (300, 200)
    photo = client.get(view["url"])
    assert photo.headers["Content-Type"] == "image/jpeg"
    assert photo.headers["X-Content-Type-Options"] == "nosniff"
    assert photo.headers["Cache-Control"] == "private, max-age=3600"
    assert photo.headers["Content-Disposition"] == f'inline; filename="{view["id"]}.jpg"'
    assert photo.content[:2] == b"\xff\xd8"
    assert client.get(view["thumb_url"]).status_code == 200


def test_an_unattached_photo_is_its_senders_alone(client) -> None:
    view = send(client, jpeg()).json()
    assert Client().get(view["url"]).status_code == 404
    assert Client().get(view["thumb_url"]).status_code == 404


def test_nobody_sees_a_photo_unless_the_room_of_its_subject_says_so(client, seen_by) -> None:
    view = send(client, jpeg()).json()
    api.attach([view["id"]], "case:1", by=Actor(Photo.objects.get().uploaded_by, ""))
    assert client.get(view["url"]).status_code == 404
    seen_by(True)
    assert client.get(view["url"]).status_code == 200
    assert Client().get(view["url"]).status_code == 200
    Photo.objects.update(subject="case:2")
    assert client.get(view["url"]).status_code == 404


def test_the_right_to_look_is_asked_before_the_browsers_cache_is_believed(
    client, seen_by, monkeypatch
) -> None:
    view = send(client, jpeg()).json()
    etag = client.get(view["url"]).headers["ETag"]
    assert client.get(view["url"], headers={"If-None-Match": etag}).status_code == 304
    Photo.objects.update(subject="case:2")
    assert client.get(view["url"], headers={"If-None-Match": etag}).status_code == 404


def test_two_rooms_cannot_decide_over_the_same_photos(seen_by) -> None:
    seen_by(True)
    with pytest.raises(ValueError, match="two rooms"):
        seen_by(False)


@pytest.mark.parametrize(
    "address", ["/files/nothing/photo", "/files/nothing/thumb", "/files/a/../photo", "/files/x/raw"]
)
def test_what_is_not_there_is_not_found(client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_row_without_pixels_is_not_found(client, files_root, caplog) -> None:
    view = send(client, jpeg()).json()
    for path in files_root.rglob("*.jpg"):
        path.unlink()
    assert client.get(view["url"]).status_code == 404
    assert "missing under FILES_ROOT" in caplog.text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "files.empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "files.not_a_photo"),
        (jpeg()[:1500], "files.damaged"),
        (png_bomb(20_000, 20_000), "files.too_many_pixels"),
        (b"\xff\xd8" + b"x" * 13_000_000, "files.too_large"),
    ],
)
def test_a_refusal_is_json_that_says_what_to_do(client, files_root, content: bytes, code: str) -> None:
    answer = send(client, content)
    assert answer.status_code == 422
    refusal = answer.json()
    assert (refusal["code"], refusal["field"]) == (code, "photo")
    assert refusal["message"]
    assert refusal["way_out"]
    assert "%(" not in refusal["message"]
    assert not Photo.objects.exists()
    assert not list(files_root.rglob("*.jpg"))


def test_a_post_without_a_photo_is_refused(client) -> None:
    answer = client.post("/files/photo", {"purpose": "report"})
    assert (answer.status_code, answer.json()["code"]) == (422, "files.none")
    assert client.get("/files/photo").status_code == 405


def test_a_photo_cannot_be_sent_from_another_site() -> None:
    assert send(Client(enforce_csrf_checks=True), jpeg()).status_code == 403
    assert not Photo.objects.exists()


def test_one_browser_sends_thirty_an_hour(client, monkeypatch) -> None:
    monkeypatch.setattr(limits, "PER_SESSION", 3)
    assert [send(client, b"no photo").json()["code"] for _ in range(4)][2:] == [
        "files.not_a_photo",
        "files.too_often",
    ]
    assert send(Client(), jpeg()).status_code == 201


def test_one_address_cannot_go_round_that_with_new_sessions(monkeypatch) -> None:
    monkeypatch.setattr(limits, "PER_ADDRESS", 3)
    codes = [send(Client(), jpeg()).status_code for _ in range(5)]
    assert codes == [201, 201, 201, 422, 422]
    assert Photo.objects.count() == 3


def test_the_hour_passes(client, monkeypatch) -> None:
    monkeypatch.setattr(limits, "PER_SESSION", 1)
    assert [send(client, jpeg()).status_code for _ in range(2)] == [201, 422]
    Quota.objects.update(since="2026-01-01T00:00:00Z")
    assert send(client, jpeg()).status_code == 201


def test_no_address_and_no_session_is_kept_in_clear(client) -> None:
    send(client, jpeg())
    kept = f"{list(Quota.objects.values())} {list(Photo.objects.values())}"
    assert "127.0.0.1" not in kept
    assert client.session.session_key not in kept


def test_behind_the_proxy_the_last_forwarded_address_counts(settings, monkeypatch) -> None:
    monkeypatch.setattr(limits, "PER_ADDRESS", 1)
    settings.PROXIES = 1
    for last, status in (("10.0.0.1", 201), ("10.0.0.2", 201), ("10.0.0.1", 422)):
        forged = {"X-Forwarded-For": f"1.2.3.{status % 100}, {last}"}
        answer = Client().post("/files/photo", {"photo": upload(jpeg())}, headers=forged)
        assert answer.status_code == status


def test_photos_sent_before_the_phone_was_proved_follow_the_resident(client, rf) -> None:
    view = send(client, jpeg()).json()
    known = Resident.objects.create(phone_blind="b", phone_sealed="s", name="李")
    request = rf.get("/")
    request.session = client.session
    request.user = None
    access.remember_resident(request, known)
    by = access.resident_of(request)
    assert api.adopt(request, by=by) == 1
    assert [each.id for each in api.attach([view["id"]], "case:1", by=by)] == [view["id"]]
    assert api.adopt(request, by=by) == 0


def test_staff_send_as_themselves(client) -> None:
    access.save_unit("urban", name_zh="城管", kind="department", area_code="330199100000", by=system("test"))
    person = access.add_person("wang", name="王", unit="urban", password="a-password-1", by=system("test"))
    client.login(username="wang", password="a-password-1")
    view = send(client, jpeg(), purpose="result").json()
    photo = Photo.objects.get(pk=view["id"])
    assert (photo.uploaded_by, photo.purpose) == (person.id, "result")
    assert client.get(view["url"]).status_code == 200


class Stream(BytesIO):
    """A multipart body with 20 MB of photo that is never in memory as a whole."""

    def __init__(self, size: int) -> None:
        self.head = b'--B\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n\xff\xd8'
        self.tail = b"\r\n--B--\r\n"
        self.left = size
        self.length = len(self.head) + size + len(self.tail)

    def read(self, size: int = -1) -> bytes:
        if self.head:
            part, self.head = self.head[:size], self.head[size:]
        elif self.left:
            part = b"x" * min(size, self.left)
            self.left -= len(part)
        else:
            part, self.tail = self.tail[:size], self.tail[size:]
        return part


def test_a_photo_of_20_mb_fills_neither_memory_nor_disk(client, settings, tmp_path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    widest, stop = [0], threading.Event()

    def watch() -> None:
        while not stop.is_set():
            sizes = []
            for path in tmp_path.glob("*.upload*"):
                try:
                    sizes.append(path.stat().st_size)
                except FileNotFoundError:
                    continue
            widest[0] = max([*sizes, widest[0]])
            time.sleep(0.001)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    body = Stream(200_000_000)
    kind = "multipart/form-data; boundary=B"
    environment = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(body.length), "wsgi.input": body}
    try:
        answer = client.generic("POST", "/files/photo", b"", **environment)
    finally:
        stop.set()
        watcher.join()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert answer.json()["code"] == "files.too_large"
    assert "200.0 MB" in answer.json()["message"]
    assert grown < 16
    assert widest[0] <= limits.MAX_BYTES
    assert list(tmp_path.glob("*.upload*")) == []
