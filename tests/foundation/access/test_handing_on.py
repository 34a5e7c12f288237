"""Who may hand a role on: only what one holds there, never to oneself.  GB/T 22239 8.1.4.2."""

import pytest

from lianzhi.foundation.access import api as access
from lianzhi.foundation.access.models import Grant, Role, User
from lianzhi.foundation.access.rules.handing_on import DELEGATE, beyond
from lianzhi.foundation.access.rules.reach import Reach
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.errors import NotAllowed

TOWN, WEST, EAST = "330199100000", "330199100001", "330199100002"
GRID = WEST + "001"
SEE, EDIT = "access.see", "access.edit"
ROOT = system("test")


@pytest.mark.parametrize(
    ("held", "wanted", "where", "missing"),
    [
        ([({SEE, EDIT}, Reach(TOWN))], {SEE}, Reach(WEST), ()),
        ([({SEE, EDIT}, Reach(WEST))], {SEE, EDIT}, Reach(GRID), ()),
        ([({SEE}, Reach(WEST))], {SEE}, Reach(TOWN), (SEE,)),
        ([({SEE}, Reach(WEST))], {SEE}, Reach(EAST), (SEE,)),
        ([({SEE}, Reach(TOWN))], {SEE, EDIT}, Reach(TOWN), (EDIT,)),
        ([({SEE}, Reach(WEST)), ({EDIT}, Reach(EAST))], {SEE, EDIT}, Reach(WEST), (EDIT,)),
        ([({SEE}, Reach(TOWN)), ({EDIT}, Reach(WEST))], {SEE, EDIT}, Reach(WEST), ()),
        ([({SEE}, Reach(TOWN, "works"))], {SEE}, Reach(TOWN), (SEE,)),
        ([({SEE}, Reach(TOWN, "works"))], {SEE}, Reach(TOWN, "works"), ()),
        ([({SEE}, Reach(TOWN, "works"))], {SEE}, Reach(TOWN, "police"), (SEE,)),
        ([({SEE}, Reach(TOWN))], {SEE}, Reach(TOWN, "works"), ()),
        ([({DELEGATE}, Reach(TOWN))], {SEE, EDIT}, Reach(WEST), ()),
        ([({DELEGATE}, Reach(WEST))], {SEE}, Reach(TOWN), (SEE,)),
        ([({DELEGATE}, Reach(TOWN, "works"))], {SEE}, Reach(TOWN), (SEE,)),
        ([], {SEE}, Reach(TOWN), (SEE,)),
        ([], set(), Reach(TOWN), ()),
    ],
)
def test_only_what_one_holds_over_the_whole_area_is_handed_on(held, wanted, where, missing) -> None:
    assert beyond(wanted, where, held) == missing


def test_delegation_hands_nothing_to_oneself() -> None:
    assert beyond({SEE}, Reach(TOWN), [({DELEGATE}, Reach(TOWN))], to_oneself=True) == (SEE,)


class Office:
    def __init__(self) -> None:
        access.save_unit("command", name_zh="指挥室", kind="command", area_code=TOWN, by=ROOT)
        access.save_unit("west", name_zh="西社区", kind="community", area_code=WEST, by=ROOT)
        access.save_role("keeper", name_zh="西片管理", permissions=[SEE, EDIT], by=ROOT)
        access.save_role("chief", name_zh="总管", permissions=[SEE, EDIT, DELEGATE], by=ROOT)
        access.save_role("mapper", name_zh="制图", permissions=["territory.edit"], by=ROOT)
        access.save_role("looker", name_zh="看", permissions=[SEE], by=ROOT)
        self.keeper = self.person("keeper", WEST, "west")
        self.chief = self.person("chief", TOWN)
        self.mapper = self.person("mapper", TOWN)
        self.looker = self.person("looker", WEST, "west")

    def person(self, role: str, area: str, unit: str = "command") -> Actor:
        who = access.add_person(role, name=role, unit=unit, password="eins-zwei-drei", by=ROOT)
        access.grant(who.id, role, area_code=area, by=ROOT)
        return Actor(who.id, role, unit)


@pytest.fixture
def office(db) -> Office:
    return Office()


def state() -> tuple[object, ...]:
    """Everything an escalation would change, and the length of the trail."""
    grants = sorted(Grant.objects.values_list("user", "role", "area_code", "unit", "valid_to"))
    roles = sorted((code, tuple(held)) for code, held in Role.objects.values_list("code", "permissions"))
    return grants, roles, sorted(User.objects.values_list("username", "password")), audit.verify().entries


def refused(office: Office, code: str, act) -> None:
    before = state()
    with pytest.raises(NotAllowed) as refusal:
        act()
    assert refusal.value.code == code
    assert state() == before


def test_a_keeper_of_one_community_hands_on_what_the_keeper_holds_there(office: Office) -> None:
    access.grant(office.mapper.id, "looker", area_code=GRID, by=office.keeper)

    [entry] = [e for e in audit.trail(office.mapper.id) if e.actor_id == office.keeper.id]
    assert (entry.action, entry.detail["role"], entry.detail["area"]) == ("access.grant", "looker", GRID)


@pytest.mark.parametrize(
    ("role", "area", "code"), [("mapper", WEST, "access.beyond"), ("looker", EAST, "access.lacking")]
)
def test_a_keeper_hands_on_nothing_beyond_that(office: Office, role: str, area: str, code: str) -> None:
    refused(office, code, lambda: access.grant(office.looker.id, role, area_code=area, by=office.keeper))


def test_nobody_changes_their_own_grants(office: Office) -> None:
    own = Grant.objects.get(user__username="chief").pk
    refused(
        office,
        "access.own_grant",
        lambda: access.grant(office.chief.id, "mapper", area_code=TOWN, by=office.chief),
    )
    refused(office, "access.own_grant", lambda: access.revoke(own, by=office.chief))


def test_a_chief_hands_on_what_the_chief_does_not_hold(office: Office) -> None:
    access.grant(office.looker.id, "mapper", area_code=TOWN, by=office.chief)

    assert Grant.objects.filter(user__username="looker", role__code="mapper", area_code=TOWN).exists()


def test_a_role_one_holds_gains_nothing_by_ones_own_hand(office: Office) -> None:
    more = [SEE, EDIT, DELEGATE, "territory.edit"]
    refused(
        office,
        "access.beyond",
        lambda: access.save_role("chief", name_zh="总管", permissions=more, by=office.chief),
    )


def test_a_role_granted_beyond_ones_area_stays_as_it_is(office: Office) -> None:
    refused(
        office,
        "access.beyond",
        lambda: access.save_role("mapper", name_zh="制图", permissions=[], by=office.keeper),
    )


def test_a_role_granted_only_in_ones_area_gains_what_one_holds_there(office: Office) -> None:
    access.save_role("looker", name_zh="看", permissions=[SEE, EDIT], by=office.keeper)

    assert Role.objects.get(code="looker").permissions == [EDIT, SEE]


def test_a_new_password_takes_all_that_the_account_may_do(office: Office) -> None:
    access.grant(office.looker.id, "mapper", area_code=TOWN, by=ROOT)

    refused(
        office,
        "access.beyond",
        lambda: access.change_person(
            office.looker.id, name="x", unit="west", password="neu-neu-neu", by=office.keeper
        ),
    )
    access.change_person(office.looker.id, name="looker", unit="west", by=office.keeper)
    access.change_person(
        office.keeper.id, name="keeper", unit="west", password="neu-neu-neu", by=office.keeper
    )


def test_a_unit_of_another_area_is_not_drawn_into_ones_own(office: Office) -> None:
    refused(
        office,
        "access.lacking",
        lambda: access.save_unit(
            "command", name_zh="指挥室", kind="command", area_code=WEST, by=office.keeper
        ),
    )


def test_a_list_of_people_hands_on_nothing_beyond_either(office: Office) -> None:
    people = [access.NewPerson("new", "新", "west", (access.NewGrant("mapper", WEST),))]
    refused(office, "access.beyond", lambda: access.add_people(people, by=office.keeper))
