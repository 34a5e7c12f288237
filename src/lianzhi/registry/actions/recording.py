"""Record one entry, or change it. What is there already is recognised and offered, not entered again (R-085)."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import Refused
from lianzhi.registry.access import EDIT
from lianzhi.registry.actions import offering
from lianzhi.registry.avoiding import avoided
from lianzhi.registry.contracts import Recorded, RowError
from lianzhi.registry.finding import locked
from lianzhi.registry.importing import addresses
from lianzhi.registry.importing.drafts import NEW, Draft, draft
from lianzhi.registry.importing.load import REGISTERS, code_of, covered, setting_of, take
from lianzhi.registry.importing.register import Register, Setting

Values = Mapping[str, Any]


def record(
    kind: str, values: Values, *, source: str, by: Actor, over: bool = False, new: bool = False
) -> Recorded:
    """One entry by field names. With ``over`` an entry that is there takes what is new in ``values``.

    Without it the entry that is there is offered: ``already``, nothing written, the avoided entry counted. A person or
    firm that looks like another is offered as ``likely``; ``new`` says that it is none of them, and that is kept.
    An address in words is settled before, so that what is at it is met; where it is not sure, the doubt is kept
    though nothing else is. Raises BadInput (with the field), NotAllowed.
    """
    access.require(by, EDIT, None)
    setting = setting_of(source, by, EDIT)
    one = _sound(draft(kind, 1, values, setting.today))
    addresses.settle(kind, [one], source=source)
    return _record(kind, _sound(one), setting, over=over, new=new)


@transaction.atomic
def _record(kind: str, one: Draft, setting: Setting, *, over: bool, new: bool) -> Recorded:
    source, by = setting.source, setting.by
    if not over and (found := _there(kind, one, setting)) is not None:
        avoided(kind, 1, source=source, by=by, day=setting.today)
        return found
    alike = offering.alike(kind, one, by) if not over else []
    if alike and not new:
        return offering.offered(alike, tuple(one.warnings))
    take(kind, [one], setting)
    _sound(one)
    if one.fate != NEW:
        avoided(kind, 1, source=source, by=by, day=setting.today)
    _tell(kind, one, setting)
    offering.refused(one.there, alike, by)
    return Recorded(code_of(one), one.fate != NEW, True, covered(kind, one), tuple(one.warnings))


def _there(kind: str, one: Draft, setting: Setting) -> Recorded | None:
    """The entry that these values are about, and what they would change in it; looked up, then forgotten.

    What another area keeps is named by its code only.
    """
    probe = Draft(one.number, dict(one.values), extra=dict(one.extra))
    mark = transaction.savepoint()
    register: Register = REGISTERS[kind](setting)
    register.find([probe])
    before = copy(probe.there)
    register.take([probe])
    transaction.savepoint_rollback(mark)
    if probe.fate == NEW:
        return None
    if probe.error:
        return None  # said again, and raised, when it is taken
    ours = setting.reach.reaches(getattr(before, "grid_code", setting.town))
    return Recorded(code_of(probe), True, False, covered(kind, probe) if ours else {}, tuple(one.warnings))


def _sound(one: Draft) -> Draft:
    if one.error:
        raise refusal(one.error)
    return one


def refusal(error: RowError) -> Refused:
    return Refused(
        "registry.refused", error.reason, way_out=error.way_out, field=error.field, params=error.params
    )


def _tell(kind: str, one: Draft, setting: Setting) -> None:
    """The trail names fields, never the values of protected ones."""
    row = one.there
    subject = getattr(row, "ref", None) or getattr(row, "subject", "")
    detail: dict[str, Any] = {"source": setting.source, "fate": one.fate}
    if one.differs:
        detail["fields"] = sorted(one.differs)
    audit.record(setting.by, f"registry.record_{kind}", subject, detail)
    area = getattr(row, "grid_code", "") or one.extra.get("grid_code", "")
    events.emit(
        "registry.changed", {"kind": kind, "subject": subject, "fields": sorted(one.differs)}, area=area
    )


def record_person(
    values: Values, *, source: str, by: Actor, over: bool = False, new: bool = False
) -> Recorded:
    return record("persons", values, source=source, by=by, over=over, new=new)


@transaction.atomic
def take_likely(code: str, *, source: str, by: Actor) -> None:
    """Who was to be entered is the one that was offered: one more entry that nobody had to make."""
    row = locked(code)
    access.require(by, EDIT, row)
    avoided(f"{row.KIND}s", 1, source=source, by=by, day=setting_of(source, by, EDIT).today)
    audit.record(by, "registry.take_likely", row.ref, {"source": source})


def record_house(values: Values, *, source: str, by: Actor, over: bool = False) -> Recorded:
    return record("houses", values, source=source, by=by, over=over)


def record_enterprise(
    values: Values, *, source: str, by: Actor, over: bool = False, new: bool = False
) -> Recorded:
    return record("enterprises", values, source=source, by=by, over=over, new=new)


def record_venue(values: Values, *, source: str, by: Actor, over: bool = False) -> Recorded:
    return record("venues", values, source=source, by=by, over=over)


def record_thing(values: Values, *, source: str, by: Actor, over: bool = False) -> Recorded:
    return record("things", values, source=source, by=by, over=over)


def record_parcel(values: Values, *, source: str, by: Actor, over: bool = False) -> Recorded:
    return record("parcels", values, source=source, by=by, over=over)


def record_certificate(values: Values, *, source: str, by: Actor, over: bool = False) -> Recorded:
    return record("certificates", values, source=source, by=by, over=over)
