"""Units, people, roles, grants."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_
from lianzhi.project.administration.fields import (
    KINDS,
    NONE,
    Named,
    area_field,
    choices,
    code_field,
    day_field,
    in_use,
    listed,
    named,
    unit_field,
)
from lianzhi.project.administration.register import Column, Register
from lianzhi.project.administration.unheld import HELD_BY_NO_ROLE

# The groups of the permissions in a role's form, by the part of the code before the dot.
GROUPS = {
    "matters": (N_("Work on cases"), ("cases", "signals")),
    "overview": (N_("Overview and map"), ("cockpit", "live")),
    "lists": (N_("Lists and areas"), ("duties", "rules", "territory", "worklist")),
    "system": (N_("Accounts and system"), ("access", "settings", "notify", "audit", "jobs")),
    "other": (N_("Other"), ()),
}


class UnitForm(forms.Form):
    code = code_field()
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: [(k, gettext(v)) for k, v in KINDS.items()])
    parent = unit_field(_("Belongs to"), required=False)
    area_code = area_field(_("Area it works in"))
    phone = forms.CharField(
        label=_("Duty phone"), max_length=30, required=False,
        help_text=_("A mobile number. A red card goes there as a text message too. Empty: no message."),
    )  # fmt: skip
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class PersonForm(forms.Form):
    username = forms.RegexField(
        r"^[a-z0-9._-]{3,60}$",
        label=_("User name"),
        help_text=_("Small letters, digits, . _ -; it never changes afterwards."),
    )
    name = forms.CharField(label=_("Full name"), max_length=60)
    unit = unit_field(_("Unit"))
    active = forms.BooleanField(label=_("May log in"), required=False, initial=True)
    password = forms.CharField(
        label=_("New password"), required=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 8 characters. Leave it empty to keep the present one."),
    )  # fmt: skip

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password


class RoleForm(forms.Form):
    code = code_field()
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = set(self.initial.get("permissions", ()))
        for group, offered in _permissions().items():
            self.fields[f"may_{group}"] = forms.MultipleChoiceField(
                label=gettext(GROUPS[group][0]), required=False, choices=offered,
                initial=[code for code, _label in offered if code in held],
                widget=forms.CheckboxSelectMultiple(attrs={"data-many": ""}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        groups = {name: value for name, value in self.cleaned_data.items() if name.startswith("may_")}
        rest = {name: value for name, value in self.cleaned_data.items() if name not in groups}
        return rest | {"permissions": [code for chosen in groups.values() for code in chosen]}


def _permissions() -> dict[str, list[tuple[str, str]]]:
    """(code, label) by group, in the order of GROUPS; only groups that hold any."""
    groups: dict[str, list[tuple[str, str]]] = {group: [] for group in GROUPS}
    for code, label in sorted(access.declared().items()):
        room = code.partition(".")[0]
        group = next((name for name, (_label, rooms) in GROUPS.items() if room in rooms), "other")
        if code not in HELD_BY_NO_ROLE:
            groups[group].append((code, gettext(label)))
    return {group: offered for group, offered in groups.items() if offered}


def _person_choices() -> list[tuple[str, Any]]:
    """People by unit; closed accounts too, as a grant may still name one."""
    names = {u.code: named(u.name_zh, u.name_en) for u in access.units(closed=True)}
    groups: dict[str, list[tuple[str, str]]] = {}
    for person in access.people(closed=True):
        groups.setdefault(names[person.unit], []).append((person.id, f"{person.name} ({person.username})"))
    return sorted(groups.items())


class GrantForm(forms.Form):
    person = forms.ChoiceField(label=_("Person"), choices=choices(_person_choices))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=choices(lambda: [(r.code, named(r.name_zh, r.name_en)) for r in access.roles()]),
    )
    area_code = area_field(_("In this area"))
    unit = unit_field(
        _("Only for matters of this unit"), required=False,
        help_text=_("Leave it open for everything in the area; choose a unit for people who only do its part."),
    )  # fmt: skip
    valid_from = day_field(_("From"), help_text=_("Empty: from today."))
    valid_to = day_field(_("Until"), help_text=_("Empty: until it is taken away."))


def _save_unit(data: Mapping[str, Any], key: str, by: Actor) -> object:
    rest = {name: value for name, value in data.items() if name != "phone"}
    return access.save_unit(by=by, duty_phone=data["phone"], **rest)


def _unit_as_it_is(unit: access.UnitView) -> Mapping[str, Any]:
    fields = ("code", "name_zh", "name_en", "kind", "parent", "area_code", "active")
    phone = access.duty_phone(unit.code)
    return {f: getattr(unit, f) for f in fields} | {"phone": access.mask_phone(phone) if phone else ""}


def _save_person(data: Mapping[str, Any], key: str, by: Actor) -> object:
    if not key:
        return access.add_person(
            data["username"], name=data["name"], unit=data["unit"], password=data["password"] or None, by=by
        )
    person = next(p for p in access.people(closed=True) if p.username == key)
    return access.change_person(
        person.id,
        name=data["name"],
        unit=data["unit"],
        active=data["active"],
        password=data["password"],
        by=by,
    )


def _save_role(data: Mapping[str, Any], key: str, by: Actor) -> object:
    return access.save_role(by=by, **data)


def _save_grant(data: Mapping[str, Any], key: str, by: Actor) -> object:
    return access.grant(by=by, **data)


def _told(permissions: tuple[str, ...]) -> str:
    declared = access.declared()
    return listed(gettext(declared[code]) for code in permissions if code in declared)


UNITS = Register(
    code="units", title=N_("Units"), lead=N_("Every body that can be given work, and the area it works in."),
    see="access.see", edit="access.edit", icon="building", order=10, new=N_("New unit"), fixed=("code",),
    columns=[
        Column(N_("Name"), lambda u, _: Named(named(u.name_zh, u.name_en), u.code)),
        Column(N_("Kind"), lambda u, _: gettext(KINDS[u.kind])),
        Column(N_("Belongs to"), lambda u, names: names.unit(u.parent)),
        Column(N_("Area"), lambda u, names: names.area(u.area_code)),
        Column(N_("In use"), lambda u, _: in_use(u.active)),
    ],
    rows=lambda: access.units(closed=True), key=lambda u: u.code, form=UnitForm,
    initial=_unit_as_it_is, save=_save_unit,
)  # fmt: skip

PEOPLE = Register(
    code="people", title=N_("People"), lead=N_("Members of staff. What they may do stands under “Grants”."),
    see="access.see", edit="access.edit", icon="person", order=20, new=N_("New person"), fixed=("username",),
    columns=[
        Column(N_("Full name"), lambda p, _: Named(p.name, p.username)),
        Column(N_("Unit"), lambda p, names: names.unit(p.unit)),
        Column(N_("Roles"), lambda p, names: listed(names.roles.get(r, r) for r in p.roles)),
        Column(N_("May log in"), lambda p, _: in_use(p.active)),
    ],
    rows=lambda: access.people(closed=True), key=lambda p: p.username, form=PersonForm,
    initial=lambda p: {"username": p.username, "name": p.name, "unit": p.unit, "active": p.active}, save=_save_person,
)  # fmt: skip

ROLES = Register(
    code="roles", title=N_("Roles"), lead=N_("A role is a named bundle of permissions."),
    see="access.see", edit="access.edit", icon="shield", order=30, new=N_("New role"), fixed=("code",),
    columns=[
        Column(N_("Name"), lambda r, _: Named(named(r.name_zh, r.name_en), r.code)),
        Column(N_("Permissions"), lambda r, _: _told(r.permissions)),
    ],
    rows=access.roles, key=lambda r: r.code, form=RoleForm,
    initial=lambda r: {"code": r.code, "name_zh": r.name_zh, "name_en": r.name_en, "permissions": list(r.permissions)},
    save=_save_role,
)  # fmt: skip

GRANTS = Register(
    code="grants", title=N_("Grants"), lead=N_("Who has which role, in which area, perhaps only for one unit's matters."),
    see="access.see", edit="access.edit", icon="people", order=40, new=N_("New grant"),
    fixed=("person", "role", "area_code", "unit"),
    columns=[
        Column(N_("Person"), lambda g, _: Named(g.person_name, g.username)),
        Column(N_("Role"), lambda g, names: names.role(g.role)),
        Column(N_("Area"), lambda g, names: names.area(g.area_code)),
        Column(N_("Only unit"), lambda g, names: names.unit(g.unit)),
        Column(N_("From"), lambda g, _: g.valid_from, tight=True),
        Column(N_("Until"), lambda g, _: g.valid_to or NONE, tight=True),
    ],
    rows=access.grants, key=lambda g: str(g.id), form=GrantForm,
    initial=lambda g: {
        "person": g.person, "role": g.role, "area_code": g.area_code, "unit": g.unit,
        "valid_from": g.valid_from, "valid_to": g.valid_to,
    },
    save=_save_grant, remove=lambda key, by: access.revoke(int(key), by=by),
    removing=N_("The person loses this role in this area at once. The trail keeps who had it and since when."),
)  # fmt: skip

REGISTERS = [UNITS, PEOPLE, ROLES, GRANTS]
