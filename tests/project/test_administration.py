"""The administrator's registers through HTTP: list, add, change, remove, refuse; each act with its trail entry."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from support import desk

from lianzhi.cases import api as cases
from lianzhi.cases.models import Category
from lianzhi.foundation.access import api as access
from lianzhi.foundation.access.models import Grant, Role, Unit, User
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.worklist import api as worklist
from lianzhi.territory import api as territory
from lianzhi.territory.models import Area

EDITS = ("access.", "settings.", "duties.", "rules.", "territory.edit", "worklist.calendar", "cases.see")
REGISTERS = ("units", "people", "roles", "grants", "areas", "categories", "duties", "days")
NEW_GRID = desk.WEST + "002"
UNIT = {
    "code": "fire", "name_zh": "消防站", "name_en": "Fire", "kind": "department", "parent": "command",
    "area_code": desk.TOWN, "active": "on",
}  # fmt: skip
PERSON = {"username": "ada", "name": "阿达", "unit": "works", "active": "on", "password": "eine-lange-Losung"}
ROLE = {"code": "clerk", "name_zh": "文员", "name_en": "Clerk", "may_matters": ["cases.see", "signals.see"]}
CATEGORY = {
    "code": "lamp",
    "name_zh": "路灯",
    "module": "livelihood",
    "amount": "2",
    "unit": "work_day",
    "active": "on",
}
DUTY = {
    "category": "noise", "area_code": desk.WEST, "lead": "police", "supports": ["west"],
    "legal_ground": "示例条例第二条", "valid_from": "2026-11-01",
}  # fmt: skip
DAY = {"day": "2027-03-05", "working": "no", "note": "停水"}


@dataclass(frozen=True)
class Settings:
    town: desk.Town
    admin: Client
    reader: Client

    def grant_of(self, username: str) -> dict[str, object]:
        who = User.objects.get(username=username)
        return {"person": f"staff:{who.pk}", "role": "reader", "area_code": desk.EAST, "unit": ""}


@pytest.fixture
def office(db) -> Settings:
    town = desk.build()
    held = [code for code in access.declared() if code.startswith(EDITS)]
    access.save_role("admin", name_zh="管理员", permissions=held, by=desk.ROOT)
    access.save_role(
        "viewer", name_zh="查看", permissions=["access.see", "settings.see", "cases.see"], by=desk.ROOT
    )
    worklist.override_day(date(2027, 3, 1), working=False, note="活动", by=desk.ROOT)
    admin, viewer = (desk._person(name, "command", name) for name in ("admin", "viewer"))
    return Settings(town, desk.browser(admin), desk.browser(viewer))


def last() -> tuple[str, str]:
    """(action, subject) of the newest entry of the trail."""
    entry = Entry.objects.order_by("-seq").first()
    return entry.action, entry.subject


def state() -> tuple[object, ...]:
    models = (Unit, User, Role, Grant, Category, Area)
    rows = tuple(tuple(sorted(map(str, model.objects.values_list()))) for model in models)
    return (*rows, cases.duties(), worklist.overrides(), audit.verify().entries)


@pytest.mark.parametrize("code", REGISTERS)
def test_each_register_lists_its_entries_and_offers_a_new_one(office: Settings, code: str) -> None:
    page = office.admin.get(f"/settings/{code}/")

    assert page.status_code == 200
    assert len(page.context["page"].object_list) > 0
    assert f"/settings/{code}/new/" in page.content.decode()


def test_the_start_page_counts_what_the_administrator_may_see(office: Settings) -> None:
    page = office.admin.get("/settings/").content.decode()

    assert all(f'href="/settings/{code}/"' in page for code in REGISTERS)


def test_names_stand_in_the_columns_with_the_code_beside_them(office: Settings) -> None:
    office.admin.cookies["django_language"] = "zh-hans"
    page = office.admin.get("/settings/duties/").content.decode()

    assert all(name in page for name in ("道路破损", "示例000", "市政所", "西社区", "示例条例第一条"))
    assert "not verified" in page or "未核实" in page


def test_the_search_finds_by_name_and_by_code_and_says_when_nothing_fits(office: Settings) -> None:
    def found(wanted: str) -> int:
        return len(office.admin.get("/settings/units/", {"q": wanted}).context["page"].object_list)

    assert (found("派出"), found("POLICE"), found("xyz")) == (1, 1, 0)


ADDED = [
    ("units", UNIT, "access.save_unit", "unit:fire"),
    ("people", PERSON, "access.add_person", None),
    ("roles", ROLE, "access.save_role", "role:clerk"),
    ("categories", CATEGORY, "cases.save_category", "category:lamp"),
    ("duties", DUTY, "cases.save_duty", "category:noise"),
    ("days", DAY, None, None),
]


@pytest.mark.parametrize(("code", "data", "action", "subject"), ADDED, ids=[row[0] for row in ADDED])
def test_a_new_entry_is_kept_once_and_leaves_a_trail(office: Settings, code, data, action, subject) -> None:
    count = audit.verify().entries
    answer = office.admin.post(f"/settings/{code}/new/", data, follow=True)
    page = answer.content.decode()

    assert answer.redirect_chain == [(f"/settings/{code}/", 302)]
    assert "flash-success" in page
    assert audit.verify().entries == count + 1
    assert action is None or last()[0] == action
    assert subject is None or last()[1] == subject
    entry = Entry.objects.order_by("-seq").first()
    assert entry.actor_name == "admin者"


@pytest.mark.parametrize(
    ("code", "data", "action", "subject"), ADDED[:1] + ADDED[2:], ids=[r[0] for r in ADDED[:1] + ADDED[2:]]
)
def test_a_new_entry_never_overwrites_one_that_is_there(
    office: Settings, code, data, action, subject
) -> None:
    office.admin.post(f"/settings/{code}/new/", data)
    before = state()
    again = office.admin.post(f"/settings/{code}/new/", data)

    assert again.status_code == 422
    assert len(again.context["form"].errors) == 1
    assert state() == before


def test_a_grant_is_given_changed_and_taken_away(office: Settings) -> None:
    office.admin.post("/settings/grants/new/", office.grant_of("east-duty"))
    given = Grant.objects.get(user__username="east-duty", role__code="reader")
    assert last() == ("access.grant", f"staff:{given.user_id}")

    office.admin.post(f"/settings/grants/{given.pk}/", {"valid_from": "2026-01-01", "valid_to": "2030-12-31"})
    given.refresh_from_db()
    assert given.valid_to == date(2030, 12, 31)

    office.admin.post(f"/settings/grants/{given.pk}/remove/")
    assert not Grant.objects.filter(pk=given.pk).exists()
    assert last() == ("access.revoke", f"staff:{given.user_id}")


def test_the_form_asks_before_it_removes(office: Settings) -> None:
    grant = Grant.objects.get(user__username="reader")
    page = office.admin.get(f"/settings/grants/{grant.pk}/").content.decode()

    assert 'data-dialog="remove"' in page
    assert page.index('<dialog id="remove"') < page.index(f"/settings/grants/{grant.pk}/remove/")


def test_nobody_grants_anything_to_oneself(office: Settings) -> None:
    before = state()
    answer = office.admin.post("/settings/grants/new/", office.grant_of("admin"))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["person"]
    assert state() == before


def test_a_unit_keeps_its_code_and_changes_its_name(office: Settings) -> None:
    changed = UNIT | {"code": "other", "name_zh": "市政管理所", "parent": "", "area_code": desk.WEST}
    office.admin.post("/settings/units/works/", changed)

    assert Unit.objects.get(code="works").name_zh == "市政管理所"
    assert not Unit.objects.filter(code="other").exists()
    assert last() == ("access.save_unit", "unit:works")


def test_a_person_changes_unit_without_losing_the_password(office: Settings) -> None:
    office.admin.post("/settings/people/new/", PERSON)
    office.admin.post("/settings/people/ada/", PERSON | {"unit": "police", "password": ""})
    ada = User.objects.get(username="ada")

    assert ada.unit.code == "police"
    assert ada.check_password(PERSON["password"])
    assert last() == ("access.change_person", f"staff:{ada.pk}")


def test_a_role_shows_its_permissions_in_groups_and_keeps_what_is_ticked(office: Settings) -> None:
    page = office.admin.get("/settings/roles/reader/")
    ticked = [name for name, field in page.context["form"].fields.items() if getattr(field, "initial", None)]
    assert ticked == ["may_matters"]

    office.admin.post(
        "/settings/roles/reader/",
        {"name_zh": "读者", "may_matters": ["cases.see"], "may_lists": ["duties.edit"]},
    )
    assert Role.objects.get(code="reader").permissions == ["cases.see", "duties.edit"]
    assert last() == ("access.save_role", "role:reader")


def test_an_area_is_renamed_and_keeps_its_older_version(office: Settings) -> None:
    office.admin.post(
        f"/settings/areas/{desk.EAST}/",
        {"name_zh": "东苑社区", "name_en": "East", "valid_from": "2026-11-20"},
    )

    assert territory.area(desk.EAST).name_zh == "东苑社区"
    assert len(territory.versions(desk.EAST)) == 2
    assert last()[1] == f"area:{desk.EAST}"


def test_an_outline_that_is_no_polygon_is_refused_beside_its_field(office: Settings) -> None:
    before = state()
    data = {"code": NEW_GRID, "name_zh": "新网格", "geometry": "ein Kreis", "valid_from": "2026-11-20"}
    answer = office.admin.post("/settings/areas/new/", data)

    assert answer.status_code == 422
    assert "ein Kreis" in answer.content.decode()
    assert state() == before


def test_other_limits_of_a_category_survive_a_change(office: Settings) -> None:
    limits = {"received": {"value": 4, "unit": "work_hour"}}
    cases.save_category("lamp", name_zh="路灯", name_en="", module="livelihood", limits=limits, by=desk.ROOT)
    office.admin.post("/settings/categories/lamp/", CATEGORY)

    held = next(c.limits for c in cases.categories(closed=True) if c.code == "lamp")
    assert held == limits | {"handle": {"value": 2.0, "unit": "work_day"}}


def test_a_day_is_changed_and_given_back_to_the_calendar(office: Settings) -> None:
    office.admin.post("/settings/days/2027-03-01/", {"working": "no", "note": "停电"})
    assert [d.note for d in worklist.overrides()] == ["停电"]

    office.admin.post("/settings/days/2027-03-01/remove/")
    assert worklist.overrides() == []


WRONG = [
    ("units", UNIT | {"code": "not a code"}, "code"),
    ("units", UNIT | {"area_code": "999999999999"}, "area_code"),
    ("people", PERSON | {"username": "ADA"}, "username"),
    ("people", PERSON | {"username": "duty"}, "username"),
    ("people", PERSON | {"password": "1"}, "password"),
    ("roles", ROLE | {"may_matters": ["cases.everything"]}, "may_matters"),
    ("categories", CATEGORY | {"module": "other"}, "module"),
    ("duties", DUTY | {"lead": "nobody"}, "lead"),
    ("days", DAY | {"day": "morgen"}, "day"),
]


@pytest.mark.parametrize(("code", "data", "field"), WRONG)
def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(
    office: Settings, code, data, field
) -> None:
    before = state()
    answer = office.admin.post(f"/settings/{code}/new/", data)
    form = answer.context["form"]

    assert answer.status_code == 422
    assert field in form.errors
    assert all(
        str(form[name].value()) == str(value)
        for name, value in data.items()
        if name in form.fields and name != "active"
    )
    assert state() == before


@pytest.mark.parametrize(
    ("code", "key"), [("units", "works"), ("people", "duty"), ("roles", "reader"), ("areas", desk.WEST)]
)
def test_who_may_only_look_gets_a_form_without_a_save_button(office: Settings, code: str, key: str) -> None:
    answer = office.reader.get(f"/settings/{code}/{key}/")

    assert answer.status_code == 200
    assert all(field.disabled for field in answer.context["form"].fields.values())
    assert '<button class="button button-primary">' not in answer.content.decode()
    assert "data-dialog" not in answer.content.decode()


@pytest.mark.parametrize("code", REGISTERS)
def test_nobody_without_the_permission_changes_anything(office: Settings, code: str) -> None:
    keys = {
        "units": "works", "people": "duty", "roles": "reader", "areas": desk.WEST, "categories": "road",
        "grants": str(Grant.objects.get(user__username="reader").pk), "days": "2027-03-01",
        "duties": f"road/{desk.TOWN}/{cases.duties()[0].valid_from}",
    }  # fmt: skip
    before = state()
    paths = [f"/settings/{code}/new/", f"/settings/{code}/{keys[code]}/"]
    if code in ("grants", "areas", "days"):
        paths.append(f"/settings/{code}/{keys[code]}/remove/")

    assert [office.reader.post(path, UNIT | PERSON | DAY).status_code for path in paths] == [403] * len(paths)
    assert state() == before


def test_an_entry_that_is_gone_says_so(office: Settings) -> None:
    assert office.admin.get("/settings/units/never/").status_code == 404


def _more(code: str, number: int) -> None:
    """One more row of a register, each naming other things than the one before."""
    unit = f"unit-{number}"
    access.save_unit(
        unit, name_zh=f"单位{number}", kind="team", parent="command", area_code=desk.WEST, by=desk.ROOT
    )
    who = access.add_person(f"p{number}", name=f"人{number}", unit=unit, password=None, by=desk.ROOT)
    access.save_role(f"role-{number}", name_zh=f"角色{number}", permissions=["cases.see"], by=desk.ROOT)
    access.grant(who.id, f"role-{number}", area_code=desk.EAST, unit=unit, by=desk.ROOT)
    cases.save_category(f"cat-{number}", name_zh=f"类别{number}", name_en="", module="party", by=desk.ROOT)
    cases.save_duty(f"cat-{number}", desk.EAST, lead=unit, supports=["works"], by=desk.ROOT)
    worklist.override_day(date(2027, 4, number), working=False, note="x", by=desk.ROOT)


@pytest.mark.parametrize("code", REGISTERS)
def test_a_list_costs_no_query_for_each_row(office: Settings, code: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert office.admin.get(f"/settings/{code}/").status_code == 200
        return len(seen)

    _more(code, 1)
    queries()
    before = queries()
    _more(code, 2)
    _more(code, 3)

    assert queries() == before


def save_rule(code: str, condition: str, **more) -> None:
    names = {"name_zh": f"规则{code}", "name_en": f"Rule {code}"}
    cases.save_rule(code, condition=condition, does={"urgency": "urgent"}, by=desk.ROOT, **names, **more)


def close_noise() -> None:
    cases.save_category(
        "noise", name_zh="噪声扰民", name_en="Noise", module="safety", active=False, by=desk.ROOT
    )


def test_the_list_of_rules_says_which_stands_still_and_why(office: Settings) -> None:
    save_rule("loud", "category = 'noise'")
    save_rule("night", "hour >= 22")
    before = office.admin.get("/settings/rules/").content.decode()
    close_noise()

    page = office.admin.get("/settings/rules/", headers={"accept-language": "en"}).content.decode()

    assert "stands still" not in before and "停止运行" not in before
    assert page.count("stands still") == 1 and page.index("stands still") < page.index("Rule night")
    assert "noise" in page.split("stands still")[1].split("</td>")[0]


def test_a_rule_that_is_not_in_use_stands_still_for_no_other_reason(office: Settings) -> None:
    save_rule("loud", "category = 'noise'", active=False)
    close_noise()

    assert [rule.fault for rule in cases.rules()] == [None]


def test_the_start_page_names_the_permissions_that_nobody_holds(office: Settings) -> None:
    def page() -> str:
        return office.admin.get("/settings/", headers={"accept-language": "en"}).content.decode()

    before = page()
    access.save_role("new", name_zh="新", permissions=["exchange.edit"], by=desk.ROOT)
    only_bundled = page()
    leaver = desk._person("leaver", "command", "new")
    granted = page()
    access.change_person(leaver.id, name="走", unit="command", active=False, password="", by=desk.ROOT)

    assert "Nobody holds these permissions yet" in before and "worklist.nobody" not in before
    assert ["exchange.edit" in text for text in (before, only_bundled, granted, page())] == [
        True, True, False, True,
    ]  # fmt: skip


def test_who_may_not_see_roles_is_not_told_what_nobody_may(office: Settings) -> None:
    access.save_role("viewer", name_zh="查看", permissions=["settings.see"], by=desk.ROOT)

    assert "exchange.edit" not in office.reader.get("/settings/").content.decode()


def test_the_roles_of_the_samples_hold_every_permission_between_them(db) -> None:
    from lianzhi.project.administration.unheld import HELD_BY_NO_ROLE
    from lianzhi.simulation import people

    held = {code for _zh, _en, codes in people.ROLES.values() for code in codes}

    left = access.declared().keys() - held - HELD_BY_NO_ROLE
    assert {code for code in left if not code.startswith(people._ADMIN)} == set()


def test_the_trial_names_the_units_that_would_get_it_at_the_same_time(office: Settings) -> None:
    units = [unit.code for unit in access.units()][:2]
    typed = {"condition": "category = 'noise'", "lead": units[0], "joint": units}
    english = {"accept-language": "en"}

    page = office.admin.post("/settings/rules/trial/", typed, headers=english).content.decode()
    assert "would go at the same time to:" in page and page.count(access.unit(units[1]).name_en) == 1
    alone = office.admin.post("/settings/rules/trial/", {"condition": "category = 'noise'"}, headers=english)
    assert "at the same time" not in alone.content.decode()

    names = {"code": "both", "name_zh": "同时", "place": "5", "active": "on"}
    assert office.admin.post("/settings/rules/new/", typed | names).status_code == 302
    page = office.admin.get("/settings/rules/", headers=english).content.decode()
    assert "at the same time to" in page
