"""Messages of a broker: read, refused with the reason, taken in once.  R-114, R-127; a real mosquitto on loopback."""

import base64
import io
import json
import signal
import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import OperationalError
from PIL import Image
from sensing.conftest import LAT, LON, device
from support import broker
from support.register import ROOT

from lianzhi.foundation.files import api as files
from lianzhi.kernel.errors import BadInput
from lianzhi.sensing.actions import hearing
from lianzhi.sensing.models import Detection, Refusal
from lianzhi.sensing.mqtt import listening, messages
from lianzhi.sensing.mqtt.listening import Listener, broker_of

TOPIC = "lianzhi/detections/cam-1"
GOOD = {
    "id": "m1",
    "class": "违停",
    "confidence": 0.9,
    "seen_at": "2026-11-23T10:00:00+08:00",
    "lon": LON,
    "lat": LAT,
}


def said(**more) -> bytes:
    return json.dumps(GOOD | more, ensure_ascii=False).encode()


def jpeg() -> str:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return base64.b64encode(out.getvalue()).decode()


@pytest.mark.parametrize(
    ("topic", "payload", "field"),
    [
        ("other/detections/cam-1", said(), "topic"), ("lianzhi/cameras/x", said(), "topic"),
        ("lianzhi/detections/", said(), "topic"),
        ("lianzhi/detections/a/b", said(), "topic"), (TOPIC, b"{", "payload"), (TOPIC, b"\xff\xfe", "payload"),
        (TOPIC, b"[" * 100_000, "payload"), (TOPIC, b"[]", ""), (TOPIC, said(confidence=2), "confidence"),
        (TOPIC, said(seen_at="2026-11-23T10:00:00"), "seen_at"), (TOPIC, said(device="cam-2"), "device"),
        (TOPIC, said(images=["%%%"]), "images"), (TOPIC, said(images=["AAAA"] * 4), "images"), (TOPIC, said(box=[1, 2]), "box"),
        ("lianzhi/doors/d1", b'{"open": true}', "at"), (TOPIC, b"x" * (messages.LARGEST + 1), "payload"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_names_the_field(topic, payload, field) -> None:
    with pytest.raises(BadInput) as refused:
        messages.read(topic, payload)

    assert refused.value.field.startswith(field) and refused.value.way_out


def test_a_detection_and_a_reading_are_read() -> None:
    found = messages.read(TOPIC, said(images=[jpeg()], box=[0, 0, 0.5, 0.5]))
    door = messages.read("lianzhi/doors/d1", b'{"at": "2026-11-23T10:00:00Z", "open": false}')

    assert found.detection.device == "cam-1" and found.detection.through == "mqtt" and len(found.images) == 1
    assert door.reading.open is False and door.detection is None


@pytest.mark.parametrize(
    ("address", "host", "port", "user", "tls"),
    [
        ("mqtt://h", "h", 1883, "", False), ("mqtts://h", "h", 8883, "", True), ("mqtt://u%40x@h:99", "h", 99, "u@x", False),
    ],
)  # fmt: skip
def test_addresses_of_brokers(address, host, port, user, tls) -> None:
    found = broker_of(address)

    assert (found.host, found.port, found.user, found.tls) == (host, port, user, tls)


@pytest.mark.parametrize("address", ["http://h", "h:1883", "mqtt://", "mqtt://u:secret@h"])
def test_no_address_and_no_password_in_it(address) -> None:
    with pytest.raises(BadInput):
        broker_of(address)


def test_a_message_is_kept_known_or_refused(camera) -> None:
    answers = [
        hearing.hear(TOPIC, said(images=[jpeg()])),
        hearing.hear(TOPIC, said()),
        hearing.hear(TOPIC, said(id="m2", lon=121.0)),
    ]

    row = Detection.objects.get()
    refusal = Refusal.objects.get()
    assert answers == ["kept", "known", "refused"] and row.through == "mqtt"
    assert len(files.of(row.subject)) == 1 and (refusal.field, refusal.topic) == ("lon", TOPIC)
    assert "m2" in refusal.payload


def test_a_bad_picture_leaves_nothing_behind(camera) -> None:
    broken = base64.b64encode(b"no picture").decode()

    assert hearing.hear(TOPIC, said(images=[broken])) == "refused"
    assert not Detection.objects.exists() and Refusal.objects.get().why


def listen(address: str, until: int, *, then: Callable[[], object] = lambda: None) -> Listener:
    """Listens in this thread until so many messages were answered; ``then`` happens once the broker knows us."""
    stop = threading.Event()

    def told(me: Listener) -> None:
        if sum(me.counts.values()) >= until:
            stop.set()

    listener = Listener(broker_of(address), "t", stop, told)

    def after() -> None:
        listener.listening.wait(60)
        then()
        if not until:
            stop.set()

    helper, guard = threading.Thread(target=after), threading.Timer(90, stop.set)
    helper.start()
    guard.start()
    try:
        listener.run()
    finally:
        guard.cancel()
        listener.listening.set()  # all was answered before the broker said that it knows us
        helper.join()
    return listener


@pytest.mark.skipif(not broker.FOUND, reason="needs the Debian package mosquitto (.ci/run installs it)")
@pytest.mark.django_db(transaction=True)
class TestBroker:
    @pytest.fixture
    def known(self, town, tmp_path, monkeypatch) -> Iterator[broker.Mosquitto]:
        """A broker that knows our name and keeps what comes for it."""
        monkeypatch.setattr(listening, "AGAIN", 0.1)
        device("cam-1")
        device("door-1", "door", bearing=None, opening=None, range_m=None)
        (tmp_path / "broker").mkdir()
        with broker.mosquitto(tmp_path / "broker") as running:
            listen(running.address, 0)
            yield running

    def test_messages_wait_for_us_over_a_restart_and_twice_is_once(self, known) -> None:
        door = ("lianzhi/doors/door-1", b'{"at": "2026-11-23T01:00:00Z"}')
        broker.publish(known.port, (TOPIC, said()), (TOPIC, said()), (TOPIC, b"{"), door)
        known.stop()
        known.start()

        found = listen(known.address, 4)

        assert found.counts == {"kept": 1, "known": 2, "refused": 1}
        assert Detection.objects.count() == Refusal.objects.count() == 1

    def test_what_was_acknowledged_does_not_come_again(self, known) -> None:
        broker.publish(known.port, (TOPIC, said()))
        listen(known.address, 1)
        known.stop()
        known.start()
        broker.publish(known.port, (TOPIC, said(id="m9")))

        assert listen(known.address, 1).counts == {"kept": 1} and Detection.objects.count() == 2

    def test_nor_from_a_broker_that_is_slow_and_then_ends(self, known) -> None:
        """We go only when the broker has our word: what lies unread before a process that ends is lost."""
        broker.publish(known.port, (TOPIC, said()))
        stop, process = threading.Event(), known.process

        def told(_me: Listener) -> None:
            process.send_signal(signal.SIGSTOP)
            stop.set()

        listener = Listener(broker_of(known.address), "t", stop, told)
        goodbye = listener._client.unsubscribe
        listener._client.unsubscribe = lambda topic: (process.send_signal(signal.SIGCONT), goodbye(topic))[1]
        listener.run()
        process.terminate()
        process.send_signal(signal.SIGCONT)
        known.stop()
        known.start()
        broker.publish(known.port, (TOPIC, said(id="m9")))

        assert listen(known.address, 1).counts == {"kept": 1} and Detection.objects.count() == 2

    def test_what_the_database_did_not_take_comes_again(self, known, monkeypatch) -> None:
        true, fails = hearing.hear, [OperationalError("gone"), OperationalError("gone")]

        def hear(topic: str, payload: bytes) -> str:
            if fails:
                raise fails.pop()
            return true(topic, payload, by=ROOT)

        monkeypatch.setattr(listening, "hear", hear)

        found = listen(known.address, 3, then=lambda: broker.publish(known.port, (TOPIC, said())))

        assert found.counts == {"failed": 2, "kept": 1} and Detection.objects.count() == 1
