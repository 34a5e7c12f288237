"""The ways out: each says what is wrong with its settings; HTTP is held against a real server."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from lianzhi.foundation.notify import api
from lianzhi.foundation.notify.adapters import SMS, Undeliverable, adapter_for
from lianzhi.foundation.notify.adapters.http import Http


class Gateway(HTTPServer):
    status = 200
    location = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[tuple[str, str, dict]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/send"


class Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.got.append((self.path, self.headers["Authorization"], body))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def gateway(settings) -> Iterator[Gateway]:
    server = Gateway()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.LIANZHI_SMS, settings.LIANZHI_SMS_URL, settings.LIANZHI_SMS_TOKEN = "http", server.url, "secret"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_http_hands_over_recipient_text_and_key(gateway) -> None:
    assert api.problems() == []
    adapter_for("sms").send("13800000001", "您好", "key-1")
    assert gateway.got == [("/send", "Bearer secret", {"to": "13800000001", "text": "您好", "key": "key-1"})]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, Undeliverable),
        (422, Undeliverable),
        (401, ConnectionError),
        (429, ConnectionError),
        (503, ConnectionError),
    ],
)
def test_http_tells_never_from_not_now(gateway, status: int, error: type[Exception]) -> None:
    gateway.status = status
    with pytest.raises(error, match=str(status)):
        Http().send("13800000001", "x", "k")


def test_http_does_not_follow_a_redirect_with_the_number(gateway) -> None:
    gateway.status, gateway.location = 307, gateway.url + "/elsewhere"
    with pytest.raises(ConnectionError, match="307"):
        Http().send("13800000001", "x", "k")
    assert len(gateway.got) == 1


def test_http_that_nobody_answers_is_an_error_to_try_again(settings) -> None:
    settings.LIANZHI_SMS_URL, settings.LIANZHI_SMS_TOKEN = "http://127.0.0.1:9/", "t"
    with pytest.raises(OSError, match="refused"):
        Http().send("13800000001", "x", "k")


@pytest.mark.parametrize(
    ("url", "token", "problems"),
    [
        ("https://sms.example/send", "t", 0),
        ("http://localhost:8080/send", "t", 0),
        ("http://sms.example/send", "t", 1),
        ("ftp://sms.example/send", "t", 1),
        ("file:///etc/passwd", "t", 1),
        ("", "", 2),
    ],
)
def test_http_names_what_is_wrong_and_then_sends_nothing(
    settings, url: str, token: str, problems: int
) -> None:
    settings.LIANZHI_SMS, settings.LIANZHI_SMS_URL, settings.LIANZHI_SMS_TOKEN = "http", url, token
    assert len(api.problems()) == problems
    if problems:
        with pytest.raises(ConnectionError):
            Http().send("13800000001", "x", "k")


def test_every_adapter_checks_its_settings(settings) -> None:
    settings.DEMO = False
    for name in SMS:
        settings.LIANZHI_SMS = name
        assert api.problems(), name
    settings.DEMO, settings.LIANZHI_SMS = True, "console"
    assert api.problems() == []
    settings.LIANZHI_SMS = "pigeon"
    assert "console, failing, http" in api.problems()[0]


def test_the_failing_adapter_fails() -> None:
    with pytest.raises(ConnectionError):
        SMS["failing"]().send("13800000001", "x", "k")
