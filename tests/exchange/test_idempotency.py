"""One create happens once, however often it is sent.  Trust notes R2; R-087."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from support import desk
from support.programs import REPORT, program

from lianzhi.cases.models import Case
from lianzhi.exchange import idempotency
from lianzhi.exchange.models import IdempotencyKey
from lianzhi.kernel import clock

ASKERS = 8


def test_the_same_key_and_body_answers_the_same_and_makes_one_case(town, duty) -> None:
    first, again = (duty.post("cases", REPORT, key="k1") for _ in range(2))

    assert (again.status_code, again.content) == (201, first.content)
    assert again["Idempotent-Replayed"] == "true" and "Idempotent-Replayed" not in first
    assert Case.objects.count() == 1


def test_without_the_key_being_the_same_there_are_two(town, duty) -> None:
    """The control: nothing else makes two equal reports one."""
    for key in ("k1", "k2"):
        duty.post("cases", REPORT, key=key)

    assert Case.objects.count() == 2


def test_the_same_key_with_another_body_is_refused(town, duty) -> None:
    duty.post("cases", REPORT, key="k1")

    answer = duty.post("cases", REPORT | {"place": "南门"}, key="k1")

    assert (answer.status_code, answer.json()["code"]) == (409, "exchange.other_body")
    assert Case.objects.count() == 1


def test_keys_belong_to_the_client(town, duty) -> None:
    duty.post("cases", REPORT, key="k1")
    other = program(town.duty, name="另一个平台")

    assert other.post("cases", REPORT, key="k1").status_code == 201
    assert Case.objects.count() == 2


@pytest.mark.parametrize("key", ["", "k" * 129, "含中文"])
def test_a_create_needs_a_usable_key(town, duty, key) -> None:
    answer = duty.post("cases", REPORT, key=key)

    assert (answer.status_code, answer.json()["code"]) == (422, "exchange.key")
    assert not Case.objects.exists()


def test_a_refusal_is_not_kept_so_that_mending_its_cause_helps(town, duty) -> None:
    from lianzhi.cases import api as cases

    wish = REPORT | {"category": "lamp"}
    assert duty.post("cases", wish, key="k1").status_code == 422
    cases.save_category("lamp", name_zh="路灯", name_en="Lamp", module="enforcement", by=desk.ROOT)

    assert duty.post("cases", wish, key="k1").status_code == 201


def test_keys_are_kept_for_seven_days(town, duty) -> None:
    duty.post("cases", REPORT, key="old")
    duty.post("cases", REPORT, key="new")
    IdempotencyKey.objects.filter(key="old").update(created_at=clock.now() - timedelta(days=7, seconds=1))

    assert idempotency.forget() == 1
    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_with_one_key_make_one_case_and_every_answer_is_that_case_or_wait() -> None:
    duty = program(desk.build().duty)
    start, answers = threading.Barrier(ASKERS), []

    def ask() -> None:
        start.wait()
        try:
            answers.append(duty.post("cases", REPORT, key="k1"))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(ASKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    done = [answer for answer in answers if answer.status_code == 201]
    waiting = [answer for answer in answers if answer.status_code == 409]
    assert len(answers) == ASKERS == len(done) + len(waiting)
    assert len({answer.content for answer in done}) == 1
    assert {(a.json()["code"], a["Retry-After"]) for a in waiting} <= {("exchange.in_flight", "1")}
    assert Case.objects.count() == 1
    assert duty.post("cases", REPORT, key="k1").content == done[0].content
