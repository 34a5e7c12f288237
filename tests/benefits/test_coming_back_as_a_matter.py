"""A payment that came back is one matter in the person's grid, without his name.  Issue 5 part 5."""

import pytest
from support.paying import GRID, ROOT, payee, sent

from lianzhi.benefits import api as benefits
from lianzhi.benefits.actions.ordering import take_back
from lianzhi.benefits.actions.taking import fetch_results
from lianzhi.benefits.models import Payment
from lianzhi.cases import api as cases
from lianzhi.cases.models import Case
from lianzhi.flows.benefits_to_cases import open_returned
from lianzhi.scenarios import api as scenarios


@pytest.fixture
def bounced(money) -> str:
    cases.load_categories(ROOT)
    cases.publish_flows(ROOT)
    scenarios.install(by=ROOT)
    sent(money, payee(1, "0004"))
    fetch_results(by=money.clerk)
    money.bank.come_late()
    fetch_results(by=money.clerk)
    row = Payment.objects.get()
    assert row.state == "returned"
    return row.code


def test_what_came_back_is_one_matter_in_the_grid_without_a_name(bounced, money) -> None:
    case = open_returned(bounced)
    assert open_returned(bounced).number == case.number
    row = Case.objects.get()
    assert row.area_code == GRID and row.category.code == "social-security"
    assert bounced in case.text and "示例1" not in case.text + case.title


def test_what_was_given_up_opens_none(bounced, money) -> None:
    take_back(bounced, reason="不再发放", by=money.clerk)
    assert open_returned(bounced) is None and not Case.objects.exists()


def test_the_reason_is_the_town_s_word_or_the_bank_s_own() -> None:
    assert benefits.returned_word("完全没见过的原因") == "完全没见过的原因"
