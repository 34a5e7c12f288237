"""Logging in: one answer for every wrong try, a pause after five, all of it on the trail."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lianzhi.foundation.access import api as access
from lianzhi.foundation.access.logins import Paused, prove_staff
from lianzhi.foundation.access.models import FailedLogins, User
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.audit.models import Entry
from lianzhi.kernel import clock
from lianzhi.kernel.actor import system
from lianzhi.kernel.errors import BadInput

ROOT = system("test")
TOWN = "330199100000"
pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> str:
    access.save_unit("command", name_zh="指挥室", kind="command", area_code=TOWN, by=ROOT)
    return access.add_person("anna", name="安娜", unit="command", password="right-one-9", by=ROOT).id


def fail(username: str = "anna", password: str = "wrong", address: str = "10.0.0.1") -> BadInput:
    with pytest.raises(BadInput) as refused:
        prove_staff(username, password, address=address)
    return refused.value


def actions() -> list[str]:
    return list(Entry.objects.order_by("seq").values_list("action", flat=True))


def test_the_right_password_proves_the_person_and_is_on_the_trail(anna) -> None:
    user = prove_staff("anna", "right-one-9", address="10.0.0.1")

    assert f"staff:{user.pk}" == anna
    last = audit.trail(anna)[-1]
    assert (last.action, last.detail) == ("access.login", {"address": "10.0.0.1"})


def test_five_wrong_tries_pause_the_account_even_for_the_right_password(anna) -> None:
    assert [fail().params["left"] for _ in range(5)] == [4, 3, 2, 1, 0]

    with pytest.raises(Paused) as refused:
        prove_staff("anna", "right-one-9", address="10.0.0.9")
    assert refused.value.status == 429
    assert refused.value.params == {"minutes": 15}
    assert actions()[-2:] == ["access.login_failed", "access.login_paused"]


def test_after_a_quarter_of_an_hour_the_right_password_works_again(anna) -> None:
    for _ in range(5):
        fail()
    with clock.at(timezone.now() + timedelta(minutes=15, seconds=1)):
        assert prove_staff("anna", "right-one-9", address="10.0.0.1").username == "anna"


def test_the_right_password_forgets_the_wrong_tries_before_it(anna) -> None:
    for _ in range(4):
        fail()
    prove_staff("anna", "right-one-9", address="10.0.0.1")

    assert fail().params["left"] == 4


def test_upper_and_lower_case_count_as_one_account(anna) -> None:
    assert [fail(name).params["left"] for name in ("anna", "ANNA", "Anna")] == [4, 3, 2]


def test_an_account_that_does_not_exist_answers_like_one_that_does(anna) -> None:
    there, nowhere = fail(), fail("nobody")

    assert (there.code, there.message, there.params) == (nowhere.code, nowhere.message, nowhere.params)
    assert "nobody" not in str(list(Entry.objects.values_list("subject", "detail")))
    assert "nobody" not in str(list(FailedLogins.objects.values_list("key", flat=True)))


def test_thirty_wrong_tries_from_one_address_pause_that_address_only(anna) -> None:
    for n in range(30):
        fail(f"name-{n}")

    with pytest.raises(Paused):
        prove_staff("anna", "right-one-9", address="10.0.0.1")
    assert prove_staff("anna", "right-one-9", address="10.0.0.2").username == "anna"


def test_a_closed_account_cannot_log_in(anna) -> None:
    User.objects.update(is_active=False)

    assert fail(password="right-one-9").code == "access.wrong_password"


def test_an_account_without_a_password_cannot_log_in(anna) -> None:
    access.add_person("mute", name="无", unit="command", password=None, by=ROOT)

    assert fail("mute", "").code == "access.wrong_password"
