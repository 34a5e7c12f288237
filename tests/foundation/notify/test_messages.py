"""Queueing and delivering: at least once, never twice without need, never in clear."""

import logging
from datetime import timedelta

import pytest
from django.db import connection, transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.notify import api
from lianzhi.foundation.notify.adapters import Undeliverable
from lianzhi.foundation.notify.models import Message
from lianzhi.foundation.notify.rules.retry import ATTEMPTS, CLAIM
from lianzhi.kernel import clock, yamls
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.errors import NotAllowed, WrongState

PHONE = "13800000001"


def hello(dedupe: str = "one", **more) -> None:
    with transaction.atomic():
        api.queue("sms", PHONE, "test_hello", {"name": "李娜"}, dedupe=dedupe, **more)


def test_a_message_is_sent_once_in_the_recipients_language(db, phone_net) -> None:
    hello("one")
    hello("two", language="en")
    assert api.deliver_due() == 2
    assert api.deliver_due() == 0
    assert phone_net.sent == [
        (PHONE, "您好，李娜，完成 100%", "one"),
        (PHONE, "Hello 李娜, 100% done", "two"),
    ]
    assert api.counts() == {"queued": 0, "sent": 2, "failed": 0}


def test_the_same_message_queued_again_is_not_sent_again(db, phone_net) -> None:
    hello()
    hello()
    api.deliver_due()
    hello()
    api.deliver_due()
    assert phone_net.calls == 1


@pytest.mark.django_db(transaction=True)
def test_a_message_of_a_rolled_back_transaction_never_leaves(phone_net) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        api.queue("sms", PHONE, "test_hello", {"name": "x"}, dedupe="one")
        raise ZeroDivisionError
    assert api.deliver_due() == 0
    with pytest.raises(transaction.TransactionManagementError):
        api.queue("sms", PHONE, "test_hello", {"name": "x"}, dedupe="one")
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("channel", "template", "params"),
    [
        ("pigeon", "test_hello", {"name": "x"}),
        ("sms", "test_goodbye", {"name": "x"}),
        ("sms", "test_hello", {}),
    ],
)
def test_a_mistake_of_the_caller_is_told_at_once(db, channel, template, params) -> None:
    with pytest.raises(LookupError), transaction.atomic():
        api.queue(channel, PHONE, template, params, dedupe="one")
    assert not Message.objects.exists()


def test_neither_number_nor_text_lies_in_the_database_the_outbox_or_the_log(db, settings, caplog) -> None:
    settings.LIANZHI_SMS = "console"
    with caplog.at_level(logging.DEBUG):
        hello()
        api.deliver_due()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM notify_message")
        stored = str(cursor.fetchall())
    for place in (stored, str(api.outbox()), caplog.text):
        assert PHONE not in place
        assert "李娜" not in place
    assert "138****0001" in caplog.text


def test_a_recipient_put_into_another_message_does_not_open(db, phone_net) -> None:
    hello("one")
    hello("two")
    Message.objects.filter(dedupe="two").update(to_sealed=Message.objects.get(dedupe="one").to_sealed)
    assert api.deliver_due() == 1
    assert [key for _to, _text, key in phone_net.sent] == ["one"]
    assert "SealBroken" in Message.objects.get(dedupe="two").error


def test_a_gateway_that_is_down_is_tried_ever_later_and_then_given_up(db, phone_net) -> None:
    phone_net.error = ConnectionError(f"cannot reach {PHONE} at the gateway")
    hello()
    now, waits = clock.now(), []
    for _attempt in range(ATTEMPTS):
        with clock.at(now):
            assert api.deliver_due() == 0
            (row,) = api.outbox()
            waits.append(int((row.next_try - now).total_seconds()))
            now = max(row.next_try, now + timedelta(seconds=1))
    assert waits[:7] == [30, 60, 120, 240, 480, 960, 1920]
    assert (row.state, row.attempts) == ("failed", ATTEMPTS)
    assert row.error == "ConnectionError: cannot reach 138****0001 at the gateway"
    with clock.at(now + timedelta(days=1)):
        assert api.deliver_due() == 0
    assert phone_net.calls == ATTEMPTS


def test_a_message_that_can_never_arrive_is_given_up_at_once(db, phone_net) -> None:
    phone_net.error = Undeliverable("no such number")
    hello()
    api.deliver_due()
    assert [(row.state, row.attempts) for row in api.outbox("failed")] == [("failed", 1)]


def test_a_gateway_that_is_down_is_asked_once_a_pass(db, phone_net) -> None:
    phone_net.error = ConnectionError("down")
    for n in range(5):
        hello(str(n))
    api.deliver_due()
    assert phone_net.calls == 1
    phone_net.error = None
    assert api.deliver_due() == 4


def test_what_a_dying_worker_left_is_sent_again_with_the_same_key(db, phone_net) -> None:
    hello()

    class Killed(BaseException):
        pass

    phone_net.error = Killed()
    with pytest.raises(Killed):
        api.deliver_due()
    phone_net.error = None
    assert api.deliver_due() == 0
    with clock.at(clock.now() + CLAIM):
        assert api.deliver_due() == 1
    assert [key for _to, _text, key in phone_net.sent] == ["one"]


def test_the_administrator_sends_again_what_was_given_up(db, phone_net) -> None:
    phone_net.error = Undeliverable("blocked")
    hello()
    api.deliver_due()
    (row,) = api.outbox("failed")
    with pytest.raises(NotAllowed):
        api.send_again(row.id, by=Actor("staff:404", "nobody"))
    assert api.outbox()[0].state == "failed"
    phone_net.error = None
    api.send_again(row.id, by=system("test"))
    assert api.deliver_due() == 1
    assert [entry.action for entry in audit.trail(f"message:{row.id}")] == ["notify.send_again"]
    with pytest.raises(WrongState):
        api.send_again(row.id, by=system("test"))


def test_the_demo_page_shows_the_last_texts_of_a_phone_and_nothing_elsewhere(db, settings) -> None:
    settings.DEMO = True
    for n in range(3):
        hello(str(n))
    with transaction.atomic():
        api.queue("sms", "13900000002", "test_hello", {"name": "王"}, dedupe="other")
    assert [text.text for text in api.last_texts(PHONE, limit=2)] == ["您好，李娜，完成 100%"] * 2
    settings.DEMO = False
    assert api.last_texts(PHONE) == []


def test_messages_that_are_done_with_are_forgotten_after_a_month(db, phone_net) -> None:
    hello("one")
    api.deliver_due()
    with clock.at(clock.now() + timedelta(days=29)):
        hello("two")
        assert api.forget() == 0
    with clock.at(clock.now() + timedelta(days=31)):
        assert api.forget() == 1
    with clock.at(clock.now() + timedelta(days=90)):
        assert api.forget() == 0  # a message still waiting is never forgotten
    assert [row.state for row in api.outbox()] == ["queued"]


def test_the_outbox_costs_one_query(db, phone_net, django_assert_num_queries) -> None:
    for length in (1, 3):
        while len(api.outbox()) < length:
            hello(str(length * 10 + len(api.outbox())))
        with django_assert_num_queries(1):
            assert len(api.outbox()) == length


def test_every_declared_message_of_the_house_reads_well_in_both_languages() -> None:
    from pathlib import Path

    from lianzhi.cases import apps
    from lianzhi.foundation.notify.rules import wording

    file = Path(apps.__file__).parent / "data" / "messages.yaml"
    for template in wording.read(yamls.read(file), file.name).values():
        for language in ("zh-hans", "en"):
            text = template.text(language, dict.fromkeys(template.values, "123456"))
            assert "%" not in text
            assert len(text) <= 140


def test_a_phone_is_masked_in_the_log() -> None:
    assert access.mask_phone(PHONE) == "138****0001"
