"""Catalogues: load those that come with the house, change entries, map one to another.  R-115, R-119, R-133."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from lianzhi.cases.actions.versions import keep_version
from lianzhi.cases.models import Category, CategoryLink, Standard
from lianzhi.cases.rules.catalogues import TOWN, Exactness, check_code, major_of
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound

EDIT = "duties.edit"


@transaction.atomic
def save_entry(
    standard: str, kind: str, code: str, *, parent: str | None = None, by: Actor, **values: Any
) -> tuple[Category, bool]:
    """Make or change an entry of an official catalogue; (entry, whether anything changed).

    The major class is taken from the code unless named; it must be there.
    """
    access.require(by, EDIT, None)
    if standard == TOWN:
        raise BadInput(
            "cases.town_entry",
            N_("The town's own categories are changed in their register."),
            way_out=N_("Open “Categories” in the administration."),
        )
    check_code(standard, code)
    _check(kind, values)
    above = parent if parent is not None else major_of(standard, code)
    values["parent"] = _major(standard, kind, above) if above else None
    row, made = Category.objects.get_or_create(standard=standard, kind=kind, code=code, defaults=values)
    if not made:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    changed = keep_version(row, by)
    if changed:
        entry = {name: str(value) for name, value in values.items() if name != "parent"} | {"parent": above}
        audit.record(by, "cases.save_entry", f"catalogue:{standard}/{kind}/{code}", entry)
    return row, changed


def _check(kind: str, values: Mapping[str, Any]) -> None:
    if kind not in Category.Kind.values:
        raise BadInput(
            "cases.kind", N_("An entry is a matter or a component."), way_out=N_("Take one of the two."), field="kind"
        )  # fmt: skip
    if not str(values.get("name_zh", "x")).strip():
        raise BadInput(
            "cases.entry_name", N_("The entry has no name."), way_out=N_("Give it its short title."), field="name_zh"
        )  # fmt: skip
    start, end = values.get("valid_from"), values.get("valid_to")
    if start and end and end < start:
        raise BadInput(
            "cases.entry_days",
            N_("The entry would end before it begins."),
            way_out=N_("Correct one of the two days."),
            field="valid_to",
        )


def _major(standard: str, kind: str, code: str) -> Category:
    row = Category.objects.filter(standard=standard, kind=kind, code=code, parent=None).first()
    if row is None:
        raise BadInput(
            "cases.no_major",
            N_("There is no major class %(code)s in this catalogue."),
            way_out=N_("Add the major class first, or put its row before this one."),
            field="code",
            params={"code": code},
        )
    return row


@transaction.atomic
def link(
    source: Category, target: Category, exactness: str, *, verified: bool = False, note: str = "", by: Actor
) -> None:
    """Say what an entry is called in another catalogue."""
    access.require(by, EDIT, None)
    if source.standard == target.standard or exactness not in list(Exactness):
        raise BadInput(
            "cases.link",
            N_("A mapping leads from one catalogue to another."),
            way_out=N_("Choose an entry of another catalogue, and how well it fits."),
            field="target",
        )
    values = {"exactness": exactness, "verified": verified, "note": note, "ended_at": None}
    CategoryLink.objects.update_or_create(source=source, target=target, defaults=values)
    detail = {
        "target": f"{target.standard}/{target.kind}/{target.code}",
        "exactness": exactness,
        "verified": verified,
    }
    audit.record(by, "cases.link", _name(source), detail)


@transaction.atomic
def unlink(link_id: int, *, by: Actor) -> None:
    access.require(by, EDIT, None)
    row = CategoryLink.objects.select_related("source", "target").filter(pk=link_id, ended_at=None).first()
    if row is None:
        raise NotFound("cases.no_link", N_("There is no such mapping."), way_out=N_("Reload the page."))
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    audit.record(by, "cases.unlink", _name(row.source), {"target": _name(row.target)})


def _name(row: Category) -> str:
    return f"catalogue:{row.standard}/{row.kind}/{row.code}"


@transaction.atomic
def verify_standard(code: str, *, verified: bool, by: Actor) -> None:
    """Somebody has read the bought text: the catalogue's notice goes, each entry keeps its own mark."""
    access.require(by, EDIT, None)
    if not Standard.objects.filter(pk=code).update(verified=verified):
        raise NotFound(
            "cases.no_standard", N_("There is no such catalogue."), way_out=N_("Go back to the list.")
        )
    audit.record(by, "cases.verify_standard", f"catalogue:{code}", {"verified": verified})
