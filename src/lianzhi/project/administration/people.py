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
    area_field,
    choices,
    code_field,
    day_field,
    named,
    unit_field,
)
from lianzhi.project.administration.register import Column, Register
from lianzhi.territory import api as territory

KINDS = {
    "leadership": N_("Leadership"),
    "command": N_("Command room"),
    "department": N_("Department"),
    "community": N_("Community"),
    "team": N_("Team"),
    "partner": N_("Partner"),
}


class UnitForm(forms.Form):
    code = code_field()
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: [(k, gettext(v)) for k, v in KINDS.items()])
    parent = unit_field(_("Belongs to"), required=False)
    area_code = area_field(_("Area it works in"))
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class PersonForm(forms.Form):
    username = forms.RegexField(
        r"^[a-z0-9._-]{3,60}$",
        label=_("User name"),
        help_text=_("Small letters, digits, . _ -; it never changes afterwards."),
    )
    name = forms.CharField(label=_("Name"), max_length=60)
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
    permissions = forms.MultipleChoiceField(
        label=_("May"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(code, gettext(label)) for code, label in sorted(access.declared().items())],
    )


class GrantForm(forms.Form):
    person = forms.ChoiceField(
        label=_("Person"),
        choices=choices(lambda: [(p.id, f"{p.name} ({p.username})") for p in access.people()]),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=choices(lambda: [(r.code, named(r.name_zh, r.name_en)) for r in access.roles()]),
    )
    area_code = area_field(_("In this area"))
    unit = unit_field(_("Only for matters of this unit"), required=False)
    valid_from = day_field(_("From"))
    valid_to = day_field(_("Until"))


def _save_unit(data: Mapping[str, Any], key: str, by: Actor) -> object:
    return access.save_unit(by=by, **data)


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


def _unit_name(code: str) -> str:
    names = {u.code: named(u.name_zh, u.name_en) for u in access.units(closed=True)}
    return names.get(code, code)


def _area_name(code: str) -> str:
    found = territory.area(code)
    return named(found.name_zh, found.name_en) if found else code


UNITS = Register(
    code="units", title=N_("Units"), lead=N_("Every body that can be given work, and the area it works in."),
    see="access.see", edit="access.edit", icon="home", order=10, new=N_("New unit"), fixed=("code",),
    columns=[
        Column(N_("Code"), lambda u: u.code),
        Column(N_("Name"), lambda u: named(u.name_zh, u.name_en)),
        Column(N_("Kind"), lambda u: gettext(KINDS[u.kind])),
        Column(N_("Belongs to"), lambda u: u.parent),
        Column(N_("Area"), lambda u: u.area_code),
        Column(N_("In use"), lambda u: gettext("yes") if u.active else gettext("no")),
    ],
    rows=lambda: access.units(closed=True), key=lambda u: u.code, form=UnitForm,
    initial=lambda u: {f: getattr(u, f) for f in ("code", "name_zh", "name_en", "kind", "parent", "area_code", "active")},
    save=_save_unit,
)  # fmt: skip

PEOPLE = Register(
    code="people", title=N_("People"), lead=N_("Members of staff. What they may do stands under “Grants”."),
    see="access.see", edit="access.edit", icon="user", order=20, new=N_("New person"), fixed=("username",),
    columns=[
        Column(N_("User name"), lambda p: p.username),
        Column(N_("Name"), lambda p: p.name),
        Column(N_("Unit"), lambda p: p.unit),
        Column(N_("Roles"), lambda p: ", ".join(p.roles)),
        Column(N_("May log in"), lambda p: gettext("yes") if p.active else gettext("no")),
    ],
    rows=lambda: access.people(closed=True), key=lambda p: p.username, form=PersonForm,
    initial=lambda p: {"username": p.username, "name": p.name, "unit": p.unit, "active": p.active}, save=_save_person,
)  # fmt: skip

ROLES = Register(
    code="roles", title=N_("Roles"), lead=N_("A role is a named bundle of permissions."),
    see="access.see", edit="access.edit", icon="list", order=30, new=N_("New role"), fixed=("code",),
    columns=[
        Column(N_("Code"), lambda r: r.code),
        Column(N_("Name"), lambda r: named(r.name_zh, r.name_en)),
        Column(N_("Permissions"), lambda r: len(r.permissions), number=True),
    ],
    rows=access.roles, key=lambda r: r.code, form=RoleForm,
    initial=lambda r: {"code": r.code, "name_zh": r.name_zh, "name_en": r.name_en, "permissions": list(r.permissions)},
    save=_save_role,
)  # fmt: skip

GRANTS = Register(
    code="grants", title=N_("Grants"), lead=N_("Who has which role, in which area, perhaps only for one unit's matters."),
    see="access.see", edit="access.edit", icon="list", order=40, new=N_("New grant"),
    fixed=("person", "role", "area_code", "unit"),
    columns=[
        Column(N_("Person"), lambda g: f"{g.person_name} ({g.username})"),
        Column(N_("Role"), lambda g: g.role),
        Column(N_("Area"), lambda g: g.area_code),
        Column(N_("Only unit"), lambda g: g.unit or "—"),
        Column(N_("From"), lambda g: g.valid_from),
        Column(N_("Until"), lambda g: g.valid_to or "—"),
    ],
    rows=access.grants, key=lambda g: str(g.id), form=GrantForm,
    initial=lambda g: {
        "person": g.person, "role": g.role, "area_code": g.area_code, "unit": g.unit,
        "valid_from": g.valid_from, "valid_to": g.valid_to,
    },
    save=_save_grant, remove=lambda key, by: access.revoke(int(key), by=by),
)  # fmt: skip

REGISTERS = [UNITS, PEOPLE, ROLES, GRANTS]
