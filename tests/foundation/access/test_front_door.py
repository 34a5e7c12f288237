"""The front door and the login page, as a browser meets them."""

import pytest
from django.test import Client, override_settings

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit.models import Entry
from lianzhi.kernel.actor import system

ROOT = system("test")
TOWN = "330199100000"
PASSWORD = "lianzhi-demo"
pytestmark = pytest.mark.django_db
ROLES = {
    "leader": (["cockpit.see", "cases.see"], "/cockpit/"),
    "duty": (["cases.dispatch", "cockpit.see", "cases.see"], "/desk/"),
    "staff": (["cases.handle", "cases.see"], "/desk/inbox/"),
    "grid": (["cases.report", "cases.handle", "cases.see"], "/g/"),
    "checker": (["cases.check", "cases.see"], "/desk/checks/"),
    "admin": (["access.edit", "access.see"], "/settings/"),
}


@pytest.fixture(autouse=True)
def people() -> None:
    from lianzhi.cases.access import PERMISSIONS as OF_CASES
    from lianzhi.cockpit.access import PERMISSIONS as OF_COCKPIT

    access.declare(OF_CASES | OF_COCKPIT)
    access.save_unit(
        "command", name_zh="指挥室", name_en="Command room", kind="command", area_code=TOWN, by=ROOT
    )
    for name, (permissions, _home) in ROLES.items():
        access.save_role(name, name_zh=name, permissions=permissions, by=ROOT)
        who = access.add_person(name, name=name, unit="command", password=PASSWORD, by=ROOT)
        access.grant(who.id, name, area_code=TOWN, by=ROOT)


def log_in(client: Client, username: str, password: str = PASSWORD, **more):
    return client.post("/login/", {"username": username, "password": password, **more})


@pytest.mark.parametrize("name", ROLES)
def test_everybody_lands_where_the_own_work_is(client, name) -> None:
    assert log_in(client, name).headers["Location"] == ROLES[name][1]
    assert client.get("/").headers["Location"] == ROLES[name][1]
    assert client.get("/login/").headers["Location"] == ROLES[name][1]


def test_who_was_sent_to_the_login_comes_back_to_the_page_but_never_to_another_site(client) -> None:
    assert log_in(client, "duty", next="/desk/case/LZ1/").headers["Location"] == "/desk/case/LZ1/"
    client.post("/logout/")
    assert log_in(client, "duty", next="https://elsewhere.example/").headers["Location"] == "/desk/"


def test_a_wrong_password_is_explained_beside_the_field_and_what_was_typed_stays(client) -> None:
    answer = log_in(client, "duty", "wrong")

    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session
    page = answer.content.decode()
    assert 'value="duty"' in page
    assert 'aria-invalid="true"' in page
    assert "wrong" not in page.split("<form", 1)[1].split("</form>")[0].replace(
        "User name or password is wrong", ""
    )


def test_nothing_typed_is_asked_for_again_and_counts_as_no_try(client) -> None:
    answer = log_in(client, "", "")

    assert answer.status_code == 422
    assert not Entry.objects.filter(action="access.login_failed").exists()


def test_the_sixth_try_is_refused_with_the_minutes_to_wait(client) -> None:
    for _ in range(5):
        log_in(client, "duty", "wrong")
    answer = log_in(client, "duty")

    assert answer.status_code == 422
    assert "15" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_logging_out_takes_a_press_of_the_button_and_ends_the_session(client) -> None:
    log_in(client, "duty")
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").headers["Location"] == "/"
    assert "_auth_user_id" not in client.session
    assert Entry.objects.filter(action="access.logout").count() == 1


def test_the_demo_shows_one_account_per_role_and_what_each_is_for(client) -> None:
    for page in ("/", "/login/"):
        text = client.get(page).content.decode()
        assert [text.index(f'value="{name}"') for name in ROLES] == sorted(
            text.index(f'value="{name}"') for name in ROLES
        )
        assert PASSWORD in text


@override_settings(DEMO=False)
def test_outside_the_demo_no_account_is_shown(client) -> None:
    for page in ("/", "/login/"):
        text = client.get(page).content.decode()
        assert PASSWORD not in text
        assert 'value="leader"' not in text


def test_the_home_page_leads_residents_and_staff_to_their_doors(client) -> None:
    text = client.get("/").content.decode()

    assert 'href="/r/"' in text
    assert 'href="/login/"' in text


def test_a_login_without_the_page_s_own_token_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)

    assert log_in(strict, "duty").status_code == 403
    assert "_auth_user_id" not in strict.session


@pytest.mark.parametrize(
    ("hops", "forwarded", "seen"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 10.1.1.1", "10.1.1.1"),
        (2, "10.2.2.2, 10.1.1.1", "10.2.2.2"),
        (1, "", "127.0.0.1"),
    ],
)
def test_the_address_is_the_one_our_own_proxy_saw(client, settings, hops, forwarded, seen) -> None:
    settings.PROXIES = hops
    client.post("/login/", {"username": "duty", "password": PASSWORD}, headers={"x-forwarded-for": forwarded})

    assert Entry.objects.filter(action="access.login", detail__contains=f'"{seen}"').count() == 1
