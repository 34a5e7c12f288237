"""Pages of the money: empty first, then with payments; each act through its form.  Issue 5 part 5."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from support.desk import browser
from support.paying import LINE, batch, order, payee, sent

from lianzhi.benefits import api as benefits
from lianzhi.benefits import forms
from lianzhi.benefits.actions.taking import fetch_results
from lianzhi.benefits.banks.simulated import Mood
from lianzhi.benefits.models import Batch, BudgetLine, Difference, Payment
from lianzhi.benefits.queries.differences import bank_paid, bank_paid_in_all
from lianzhi.benefits.queries.ledger import paid_by_payment, paid_in_all
from lianzhi.registry.models import Look

PAGES = ("lines", "batches", "payments", "differences", "report")


def get(who, name: str, /, *values, **query) -> str:
    answer = browser(who).get(reverse(f"benefits:{name}", args=values), query)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def post(who, name: str, /, *values, **data):
    return browser(who).post(reverse(f"benefits:{name}", args=values), data)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("batches", "No batch was prepared yet"), ("payments", "No payment was ordered yet"), ("differences", "Nothing differs"),
        ("report", "Nothing was paid in this year"),
    ],
)  # fmt: skip
def test_an_empty_page_says_what_will_come(money, name, says) -> None:
    assert says in get(money.clerk, name)


@pytest.mark.parametrize("name", PAGES)
def test_who_may_not_see_money_sees_none(money, name) -> None:
    assert browser(money.nobody).get(reverse(f"benefits:{name}")).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_pages_in_chinese(money, settings, name) -> None:
    settings.LANGUAGE_CODE = "zh-hans"
    sent(money, payee())
    page = browser(money.clerk).get(reverse(f"benefits:{name}"), headers={"accept-language": "zh-hans"})
    assert page.status_code == 200


def test_from_a_line_to_what_was_paid(money) -> None:
    """A new line, money, an order, a batch, a second person, the bank's results, the report."""
    year = BudgetLine.objects.get().year
    made = post(money.clerk, "new_line", code=f"{year}-x", name="高龄津贴", year=year, policies="a, b")
    assert made.status_code == 302
    assert post(money.clerk, "grant", f"{year}-x", amount="1.234", note="文件").status_code == 422
    assert post(money.clerk, "grant", f"{year}-x", amount="1,234.50", note="文件").status_code == 302
    assert "1,234.50" in get(money.clerk, "line", f"{year}-x")

    benefits.order_payment(order(payee(), fen=12_345), by=money.clerk)
    assert "1 payments of 123.45 yuan" in get(money.clerk, "batches")
    assert post(money.clerk, "prepare").status_code == 302
    key = Batch.objects.get().pk
    assert "somebody else releases it" in get(money.clerk, "batch", key)
    assert post(money.clerk, "release", key).status_code == 403
    assert "Release and send" in get(money.head, "batch", key)
    assert post(money.head, "release", key).status_code == 302

    from lianzhi.foundation.jobs.api import work_once

    while work_once():
        pass
    fetch_results(by=money.clerk)
    assert "123.45" in get(money.clerk, "report") and "All answered" in get(money.clerk, "batch", key)
    assert "Paid by the bank" in get(money.clerk, "line", LINE)


def test_a_payment_that_came_back_is_paid_again_once_however_often_it_is_clicked(money) -> None:
    sent(money, payee(1, "0004"))
    fetch_results(by=money.clerk)
    Payment.objects.update(reason="")
    money.bank.come_late()
    fetch_results(by=money.clerk)
    code = Payment.objects.get().code
    Payment.objects.update(reason="bank_fault")
    page = get(money.clerk, "payment", code)
    assert "The money came back" in page and "A fault of the bank" in page
    key = re.search(r'name="key" value="(\w+)"', page)[1]
    assert post(money.clerk, "again", code, key=key).status_code == 302
    assert post(money.clerk, "again", code, key=key).status_code == 409
    assert Payment.objects.filter(live=True).count() == 1


def test_taking_back_needs_a_reason(money) -> None:
    code = benefits.order_payment(order(payee()), by=money.clerk).payment.code
    assert post(money.clerk, "back", code, reason="").status_code == 422
    assert post(money.clerk, "back", code, reason="认定有误").status_code == 302
    assert "Reversed" in get(money.clerk, "payment", code)


def test_an_unknown_batch_is_settled_by_who_did_not_prepare_it(money) -> None:
    money.bank.mood = Mood.TIMES_OUT
    key = sent(money, payee())
    assert "Nobody knows whether the bank has it" in get(money.head, "batch", key)
    assert post(money.clerk, "settle_unknown", key, arrived="yes").status_code == 403
    assert post(money.head, "settle_unknown", key, arrived="no").status_code == 302
    assert Payment.objects.get().state == "waiting"


def test_a_file_of_the_bank_is_taken_in_and_a_difference_settled(money) -> None:
    sent(money, payee())
    odd = SimpleUploadedFile("r.csv", b"not such a file")
    assert post(money.clerk, "take_file", file=odd).status_code == 302
    page = get(money.clerk, "differences")
    assert "The file cannot be believed" in page and "r.csv" in page
    row = Difference.objects.get().pk
    assert post(money.clerk, "settle", row, note="").status_code == 422
    assert post(money.clerk, "settle", row, note="银行重发").status_code == 302
    assert "银行重发" in get(money.clerk, "differences", look="settled")
    assert post(money.clerk, "reconcile").status_code == 302


def test_the_payments_of_a_person_and_who_looked(money) -> None:
    who = payee()
    sent(money, who)
    page = get(money.clerk, "person", who)
    assert "示例1" in page and Look.objects.get(subject=f"person:{who}").by == money.clerk.id
    assert "Nothing was decided or ordered" in get(money.clerk, "person", "PXXXXXXXXXXXX")


def test_a_batch_of_another_area_does_not_exist(money) -> None:
    from support.register import FAR_ROOM

    key = batch(money, payee(1), payee(2, place=FAR_ROOM))
    answer = browser(money.reader).get(reverse("benefits:batch", args=[key]))
    assert answer.status_code == 404 and Batch.objects.get(pk=key).number not in get(money.reader, "batches")


@pytest.mark.parametrize("name", PAGES)
def test_the_number_of_queries_does_not_grow(money, name) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            get(money.clerk, name)
        return len(seen)

    sent(money, payee(1))
    fetch_results(by=money.clerk)
    one = count()
    for n in (2, 3, 4):
        sent(money, payee(n))
    fetch_results(by=money.clerk)
    assert count() <= one + 1


def test_a_file_that_is_too_large_says_so_and_changes_nothing(money, monkeypatch) -> None:
    monkeypatch.setattr(forms, "LARGEST", 10)
    sent(money, payee())
    answer = post(money.clerk, "take_file", file=SimpleUploadedFile("r.csv", b"eleven byte"))
    assert answer.status_code == 422 and "larger than 50 MB" in answer.content.decode()
    assert not Difference.objects.exists()
    assert post(money.clerk, "take_file", file=SimpleUploadedFile("r.csv", b"ten bytes.")).status_code == 302


def test_what_bank_and_ledger_hold_is_added_up_alike(money) -> None:
    sent(money, payee(1), payee(2))
    fetch_results(by=money.clerk)
    assert (
        paid_in_all()
        == sum(paid_by_payment().values())
        == bank_paid_in_all()
        == sum(bank_paid().values())
        == 20_000
    )
