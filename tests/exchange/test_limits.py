"""A client sends so many requests a minute, over all processes, without a write for each.  R-087."""

from datetime import UTC, datetime, timedelta

import pytest
from support import desk
from support.open311 import City
from support.programs import REPORT, program

from lianzhi.cases.models import Case
from lianzhi.exchange import bearer, limits
from lianzhi.exchange.actions.clients import limit_client
from lianzhi.exchange.models import Usage
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock

NOON = datetime(2026, 11, 23, 4, 0, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon():
    limits.forget_windows()
    with clock.at(NOON):
        yield
    limits.forget_windows()


def limited(account, most: int):
    made = program(account, name=f"每分钟{most}")
    limit_client(made.id, most, by=desk.ROOT)
    bearer.forget_known()
    return made


def statuses(caller, count: int) -> list[int]:
    return [caller.get("categories").status_code for _ in range(count)]


def test_what_is_over_the_limit_is_refused_until_the_minute_is_over(town) -> None:
    caller = limited(town.duty, 3)

    assert statuses(caller, 4) == [200, 200, 200, 429]
    with clock.at(NOON + timedelta(seconds=45)):
        assert statuses(caller, 1) == [200]


def test_the_refusal_says_how_long_to_wait_and_makes_nothing(town) -> None:
    caller = limited(town.duty, 1)
    statuses(caller, 1)

    answer = caller.post("cases", REPORT, key="k1")

    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Retry-After"] == "45"
    assert answer.json()["code"] == "exchange.too_many"
    assert "1" in answer.json()["message"] and "45" in answer.json()["way_out"]
    assert not Case.objects.exists()


def test_each_client_has_its_own_and_none_is_no_limit(town) -> None:
    first, free = limited(town.duty, 1), program(town.duty, name="不限")
    statuses(first, 2)

    assert statuses(free, 30) == [200] * 30


def test_another_process_is_heard_within_a_share_of_the_limit(town) -> None:
    """A process that has just started knows nothing; what the other one told is in the table."""
    caller = limited(town.duty, 20)
    assert statuses(caller, 10) == [200] * 10
    told = Usage.objects.get().count
    assert told >= 1
    Usage.objects.update(count=20)  # the other process has let in all
    limits.forget_windows()

    assert statuses(caller, 3) == [200, 429, 429]


def test_the_count_is_written_at_most_once_a_second(town, django_assert_num_queries) -> None:
    caller = limited(town.duty, 1000)
    statuses(caller, 60)  # the first fiftieth of the limit is told, and the second has only begun

    with django_assert_num_queries(0):
        limits.take(_caller(caller))
    assert Usage.objects.get().count == 50


def _caller(made):
    return bearer._remembered(made.token)


def test_open311_is_counted_too_and_says_so_in_its_own_form(town) -> None:
    access.save_role("duty", name_zh="duty", permissions=[*desk.ROLES["duty"], "cases.ask"], by=desk.ROOT)
    city = City(limited(town.duty, 1).token)
    city.get("requests", "service_requests")

    assert city.get("requests", "errors", 429)[0]["code"] == 429


def test_counts_of_the_past_are_removed(town) -> None:
    caller = limited(town.duty, 5)
    statuses(caller, 2)
    with clock.at(NOON + timedelta(hours=2)):
        assert limits.forget() == 1

    assert not Usage.objects.exists()


def test_the_administrator_sets_the_limit_and_it_is_on_record(town) -> None:
    admin = desk.browser(town.duty)
    access.save_role(
        "duty",
        name_zh="duty",
        permissions=[*desk.ROLES["duty"], "exchange.see", "exchange.edit"],
        by=desk.ROOT,
    )
    made = program(town.duty, name="城管")

    wrong = admin.post(f"/settings/clients/{made.id}/limit/", {"per_minute": "-1"})
    assert wrong.status_code == 422
    answer = admin.post(f"/settings/clients/{made.id}/limit/", {"per_minute": "30"})

    assert answer.status_code == 302
    assert "30" in admin.get(f"/settings/clients/{made.id}/").content.decode()
    from lianzhi.foundation.audit import api as audit

    assert audit.trail(f"client:{made.id}")[-1].detail["after"] == 30
