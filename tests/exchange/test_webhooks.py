"""Webhooks: signed, sent again until taken, never to a neighbour of this server.  R-087; screens notes B6."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client
from support import desk
from support.programs import Program, program

from lianzhi.exchange import outgoing
from lianzhi.exchange.models import Webhook, WebhookDelivery
from lianzhi.exchange.rules import addresses, retries, signatures
from lianzhi.exchange.webhooks import sending
from lianzhi.exchange.webhooks import setting_up as acts
from lianzhi.foundation.audit.models import Entry
from lianzhi.kernel import clock
from lianzhi.kernel.errors import BadInput, NotAllowed


class Ear:
    """A receiver on this machine: keeps what it hears and answers what it is told to."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.heard.append(({k.lower(): v for k, v in self.headers.items()}, body))
                status = outer.answers.pop(0) if outer.answers else 200
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                return None

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def ear() -> Iterator[Ear]:
    found = Ear()
    yield found
    found.close()


def hook(duty: Program, ear: Ear, kinds: str = "*", *, private: bool = True) -> tuple[int, str]:
    return acts.make_webhook(duty.id, url=ear.url, kinds=kinds, private=private, by=desk.ROOT)


def later(seconds: float = 0) -> None:
    """The next run of the worker, when every waiting delivery is due."""
    with clock.at(clock.now() + timedelta(seconds=seconds)):
        sending.collect()
        sending.send()


def test_what_happens_is_told_signed_and_without_personal_data(town, duty, ear) -> None:
    _id, secret = hook(duty, ear)
    case = town.report(text="住在3幢502的王女士，电话13812345678，路灯坏了。")
    later()

    (headers, body), *others = ear.heard
    said = json.loads(body)
    assert others == []
    assert (said["specversion"], said["type"], said["subject"]) == (
        "1.0",
        "lianzhi.case.reported",
        case.number,
    )
    assert (
        headers["webhook-id"] == f"evt_{said['id']}"
        and headers["content-type"] == "application/cloudevents+json"
    )
    assert "王女士" not in body.decode() and "138" not in body.decode()
    now = int(clock.now().timestamp())
    assert signatures.holds(secret, headers, body, now)
    assert not signatures.holds(secret, headers, body + b" ", now)
    assert not signatures.holds(secret, headers, body, now + 301)
    assert not signatures.holds("whsec_AAAA", headers, body, now)


def test_only_the_kinds_that_were_asked_for_are_told(town, duty, ear) -> None:
    hook(duty, ear, "case.file, case.close")
    town.filed()
    later()

    assert [json.loads(body)["type"] for _h, body in ear.heard] == ["lianzhi.case.file"]


def test_only_what_the_account_may_know_of_is_told(town, ear) -> None:
    hook(program(town.east_duty), ear)
    town.report()
    later()

    assert ear.heard == []


def test_a_failure_is_tried_again_with_the_same_id_and_body(town, duty, ear) -> None:
    hook(duty, ear)
    ear.answers = [500]
    town.report()
    later()
    later(1)
    assert len(ear.heard) == 1  # not before its time
    later(11)

    (first, body), (second, again) = ear.heard
    assert (first["webhook-id"], body) == (second["webhook-id"], again)
    row = WebhookDelivery.objects.get()
    assert (row.state, row.attempts, row.status) == ("delivered", 2, 200)


def test_after_the_last_attempt_it_lies_on_the_dead_list_until_somebody_sends_it_again(
    town, duty, ear
) -> None:
    hook_id, _secret = hook(duty, ear)
    ear.answers = [503] * (len(retries.WAITS) + 1)
    town.report()
    later()
    for wait in retries.WAITS:
        WebhookDelivery.objects.update(next_try=clock.now() - wait)
        later()
    row = WebhookDelivery.objects.get()
    assert (row.state, row.attempts, row.status) == ("dead", 9, 503)

    assert acts.redeliver(hook_id, by=desk.ROOT) == 1
    later()
    row.refresh_from_db()
    assert (row.state, row.status) == ("delivered", 200)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_only_a_2xx_counts_as_taken_and_no_redirect_is_followed(town, duty, ear, status) -> None:
    hook(duty, ear)
    ear.answers = [status]
    town.report()
    later()

    row = WebhookDelivery.objects.get()
    assert (row.state, row.status) == ("waiting", status)


def test_a_receiver_that_says_gone_is_told_nothing_more(town, duty, ear) -> None:
    hook(duty, ear)
    ear.answers = [410]
    town.report()
    later()

    assert WebhookDelivery.objects.get().state == "dead"
    assert not Webhook.objects.get().active


def test_one_that_hangs_holds_up_nobody_else(town, duty, ear) -> None:
    acts.make_webhook(duty.id, url="http://127.0.0.1:9/", kinds="*", private=True, by=desk.ROOT)
    hook(duty, ear)
    for _ in range(3):
        town.report()
    later()

    assert len(ear.heard) == 3
    assert WebhookDelivery.objects.filter(attempts=1, state="waiting").count() == 1


def test_an_address_inside_is_refused_unless_the_administrator_allowed_it(town, duty, ear) -> None:
    with pytest.raises(BadInput, match="cannot be called"):
        hook(duty, ear, private=False)
    acts.make_webhook(duty.id, url=ear.url.replace("http:", "https:"), kinds="*", by=desk.ROOT)
    town.report()
    later()

    row = WebhookDelivery.objects.get()
    assert ear.heard == [] and "private network" in row.error


@pytest.mark.parametrize(
    "inside",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "ff02::1", "fe80::1%eth0", "nonsense", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_inside_are_known_in_every_dress(inside) -> None:
    assert not addresses.is_public(inside)


@pytest.mark.parametrize(
    "outside", ["8.8.8.8", "114.114.114.114", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_outside_may_be_called(outside) -> None:
    assert addresses.is_public(outside)


def test_the_address_that_was_checked_is_the_one_that_is_called(monkeypatch) -> None:
    """DNS rebinding: a name that changes its answer after the check gains nothing."""
    answers = iter(["8.8.8.8", "127.0.0.1"])
    seen: list[str] = []
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *a, **k: [(0, 0, 0, "", (next(answers), 0))])

    def stream(_self: object, _method: str, url: str, **_more: object) -> None:
        seen.append(url)
        raise outgoing.httpx.ConnectError("no network here")

    monkeypatch.setattr(outgoing.httpx.Client, "stream", stream)
    with pytest.raises(outgoing.Unreachable):
        outgoing.call("POST", "https://rebind.example/x?y=1", private=False)

    assert seen == ["https://8.8.8.8:443/x?y=1"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://a/",
        "http://example.org/",
        "https://u:p@example.org/",
        "https:///x",
        "https://a:99999/",
        "https://例子/",
    ],
)
def test_urls_that_may_not_be_called(town, duty, url) -> None:
    with pytest.raises(BadInput):
        acts.make_webhook(duty.id, url=url, kinds="*", by=desk.ROOT)
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("kinds", ["", "cases", "case.", "*;", "case.file!"])
def test_kinds_that_cannot_be_read(town, duty, kinds) -> None:
    with pytest.raises(BadInput):
        acts.make_webhook(duty.id, url="https://example.org/", kinds=kinds, by=desk.ROOT)


def test_only_who_may_edit_the_doors_makes_one(town, duty) -> None:
    with pytest.raises(NotAllowed):
        acts.make_webhook(duty.id, url="https://example.org/", kinds="*", by=town.duty)
    assert not Webhook.objects.exists()


def test_the_secret_is_sealed_and_the_trail_does_not_hold_it(town, duty, ear) -> None:
    _id, secret = hook(duty, ear)

    assert secret not in Webhook.objects.get().secret
    assert secret not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_a_pause_is_a_pause(town, duty, ear) -> None:
    hook_id, _secret = hook(duty, ear)
    acts.switch_webhook(hook_id, active=False, by=desk.ROOT)
    town.report()
    later()
    acts.switch_webhook(hook_id, active=True, by=desk.ROOT)
    town.report()
    later()

    assert len(ear.heard) == 1


def test_the_log_is_read_and_sent_again_on_the_page(town, duty, ear, settings) -> None:
    from lianzhi.foundation.access import api as access
    from lianzhi.foundation.access.models import User

    access.save_role(
        "doorkeeper", name_zh="接口管理", permissions=["exchange.see", "exchange.edit"], by=desk.ROOT
    )
    who = access.add_person("keeper", name="管理员", unit="command", password=None, by=desk.ROOT)
    access.grant(who.id, "doorkeeper", area_code=desk.TOWN, by=desk.ROOT)
    browser = Client()
    browser.force_login(User.objects.get(username="keeper"))
    made = browser.post(
        "/settings/webhooks/new/", {"client": duty.id, "url": ear.url, "kinds": "*", "private": "on"}
    )
    assert "whsec_" in made.content.decode() and made["Cache-Control"] == "no-store"
    hook_id = Webhook.objects.get().pk
    assert "whsec_" not in browser.get(f"/settings/webhooks/{hook_id}/").content.decode()
    ear.answers = [500]
    town.report()
    later()

    page = browser.get(f"/settings/webhooks/{hook_id}/").content.decode()
    assert "case.reported" in page and "answered 500" in page
    row = WebhookDelivery.objects.get()
    browser.post(f"/settings/webhooks/{hook_id}/redeliver/", {"delivery": row.pk})
    later()
    assert len(ear.heard) == 2 and ear.url in browser.get("/settings/webhooks/").content.decode()
