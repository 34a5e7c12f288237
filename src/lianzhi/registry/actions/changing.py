"""Change an entry that one has opened: its fields, its end, the day it was last found to be so."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.registry import protecting
from lianzhi.registry.access import EDIT
from lianzhi.registry.actions.recording import refusal
from lianzhi.registry.contracts import Recorded
from lianzhi.registry.finding import keeper, locked
from lianzhi.registry.importing.drafts import CHANGED, Draft, draft
from lianzhi.registry.importing.load import REGISTERS, covered, setting_of
from lianzhi.registry.models import Change, Link, Person
from lianzhi.registry.rules.reading import Column

ENDED_WITH = (
    "lives_in",
    "registered_in",
    "member_of",
    "heads",
    "works_at",
    "rents",
    "located_at",
    "in_use_at",
    "runs",
)


@transaction.atomic
def change(code: str, values: Mapping[str, Any], *, source: str, by: Actor) -> Recorded:
    """Fields of one entry; an empty value empties the field. Its address is changed by ``move``.

    Raises BadInput (with the field), NotAllowed, NotFound, WrongState (another entry has that number).
    """
    row = locked(code, papers=True)
    access.require(by, EDIT, keeper(row))
    kind = row._meta.model_name + "s"
    setting = setting_of(source, by, EDIT)
    register = REGISTERS[kind](setting)
    columns = register.columns
    said = {
        name: value
        for name, value in values.items()
        if name in columns and not columns[name].link and name != "place"
    }
    one = _checked(kind, row, said, columns, setting.today)
    for name in said:
        value = one.values.get(name, _nothing(columns[name], row))
        if difference := register.difference(row, columns[name], value):
            one.differs[name] = difference
    _free(row, register, one)
    one.there, one.fate = row, CHANGED
    if one.differs:
        row.save(update_fields=sorted(set(register.apply(one))))
        Change.objects.bulk_create(register.changes)
        audit.record(
            by, f"registry.change_{row.KIND}", row.ref, {"source": source, "fields": sorted(one.differs)}
        )
        events.emit(
            "registry.changed",
            {"kind": kind, "subject": row.ref, "fields": sorted(one.differs)},
            area=keeper(row).grid_code,
        )
    return Recorded(code, True, bool(one.differs), covered(kind, one), tuple(one.warnings))


def change_person(code: str, values: Mapping[str, Any], *, source: str, by: Actor) -> Recorded:
    return change(code, values, source=source, by=by)


def _checked(
    kind: str, row: Any, said: Mapping[str, Any], columns: Mapping[str, Column], today: date
) -> Draft:
    """What is said together with what is needed and not said, so that the whole is judged."""
    kept = {
        name: _clear(row, column)
        for name, column in columns.items()
        if name not in said and not column.link and (column.need or not column.sealed)
    }
    kept = {name: value for name, value in kept.items() if value not in ("", None)}
    if "identity" in said:
        kept = {name: value for name, value in kept.items() if name not in ("birth", "sex")}
    elif isinstance(row, Person) and row.identity_sealed and {"birth", "sex"} & said.keys():
        kept["identity"] = protecting.unseal("person", "identity", row.code, row.identity_sealed)
    one = draft(kind, 1, {**kept, **said}, today)
    if one.error:
        raise refusal(one.error)
    for name in ("birth", "sex", "identity_kind"):
        if "identity" in said and name in one.values and name in columns:
            said[name] = one.values[name]  # type: ignore[index]
    return one


def _clear(row: Any, column: Column) -> Any:
    """What stands there; of a sealed field in clear, for judging only."""
    if not column.sealed:
        return getattr(row, column.field)
    return protecting.unseal(row.KIND, column.field, row.code, getattr(row, f"{column.field}_sealed"))


def _nothing(column: Column, row: Any) -> Any:
    field = row._meta.get_field(f"{column.field}_sealed" if column.sealed else column.field)
    return None if field.null else field.get_default()


def _free(row: Any, register: Any, one: Draft) -> None:
    """Nobody else has the number."""
    if not isinstance(row, Person) or "identity" not in one.differs or not one.values.get("identity"):
        return
    probe = Draft(1, dict(one.values))
    register.find([probe])
    if probe.there is not None and probe.there.pk != row.pk and probe.there.identity_blind:
        raise WrongState(
            "registry.taken",
            N_("Another entry of the register has this identity number: %(code)s."),
            way_out=N_("Open it; if both are one person, merge them."),
            params={"code": probe.there.code},
        )


@transaction.atomic
def check(code: str, *, by: Actor) -> None:
    """It was looked at and is so (R-095)."""
    row = locked(code)
    access.require(by, EDIT, row)
    row.checked_at = clock.now()
    row.save(update_fields=["checked_at"])
    audit.record(by, "registry.check", row.ref)


@transaction.atomic
def end(code: str, *, on: date, reason: str, source: str, by: Actor) -> None:
    """The entry no longer holds: died, moved out of town, closed, torn down, scrapped. Its open links end with it."""
    row = locked(code)
    access.require(by, EDIT, row)
    setting = setting_of(source, by, EDIT)
    if row.valid_to is not None:
        raise WrongState(
            "registry.ended", N_("This entry has ended already."), way_out=N_("Nothing is left to do.")
        )
    if on > setting.today:
        raise BadInput(
            "registry.end_day",
            N_("This day is still to come."),
            way_out=N_("End it when it has happened."),
            field="on",
        )
    if not reason.strip():
        raise BadInput(
            "registry.reason", N_("Say why."), way_out=N_("A few words are enough."), field="reason"
        )
    register = REGISTERS[row._meta.model_name + "s"](setting)
    register.kept(row.ref, "valid_to", None, f"{on} {reason.strip()[:200]}")
    Change.objects.bulk_create(register.changes)
    row.valid_to, row.changed_at = on, setting.now
    row.save(update_fields=["valid_to", "changed_at"])
    Link.objects.filter(Q(subject=row.ref) | Q(object=row.ref), until=None).update(
        until=on, ended_at=setting.now
    )
    audit.record(
        by, "registry.end", row.ref, {"on": str(on), "reason": reason.strip()[:200], "source": source}
    )
    events.emit(
        "registry.changed", {"kind": row.KIND, "subject": row.ref, "fields": ["valid_to"]}, area=row.grid_code
    )
