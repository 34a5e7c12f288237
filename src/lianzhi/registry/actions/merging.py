"""One person or one firm was found twice: one entry stands for both, and the merge can be taken back.  R-085; a person decides."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.registry import lists, protecting
from lianzhi.registry.access import MERGE
from lianzhi.registry.actions import settling_pairs
from lianzhi.registry.actions.fact_keeping import refresh
from lianzhi.registry.finding import locked, nothing
from lianzhi.registry.importing.load import setting_of
from lianzhi.registry.importing.register import change_of
from lianzhi.registry.importing.settling import settle
from lianzhi.registry.models import SINGLE, Certificate, Consent, Enterprise, Link, Merge, Person
from lianzhi.registry.rules.reading import Column

SOURCE = "merge"
_KINDS: Mapping[type[Any], str] = {Person: "persons", Enterprise: "enterprises"}
_ONE_OPEN: Mapping[type[Any], tuple[str, ...]] = {Person: SINGLE, Enterprise: ("located_at",)}
"""Of these an entry has one that is open at most."""
_TWO_NUMBERS = {
    Person: (
        N_("The two have different identity numbers."),
        N_("Compare both with the card. If one is mistyped, empty it first, then merge."),
    ),
    Enterprise: (
        N_("The two have different credit codes."),
        N_(
            "Compare both with the licence: a branch has its own. If one is mistyped, empty it first, then merge."
        ),
    ),
}


@transaction.atomic
def merge(kept: str, gone: str, *, reason: str, by: Actor) -> int:
    """``gone`` points to ``kept`` from now on; its links, papers and what ``kept`` did not know go over. The merge's id.

    Two persons or two firms.
    Raises WrongState when both have a number (identity, credit code) and the numbers differ, NotAllowed,
    NotFound, BadInput.
    """
    first, second = (locked(code) for code in sorted((kept, gone)))
    one, other = (first, second) if first.code == kept else (second, first)
    for each in (one, other):
        access.require(by, MERGE, each)
    _mergeable(one, other, reason)
    setting = setting_of(SOURCE, by, MERGE)
    moved = {
        "links": _links(one, other, setting.today),
        "papers": _papers(one, other),
        "consents": _consents(one, other),
    }
    other.merged_into, other.changed_at, ended = one.code, setting.now, other.valid_to
    other.valid_to = other.valid_to or setting.today
    other.save(update_fields=["merged_into", "changed_at", "valid_to"])
    filled = _fill(one, other, setting)
    moved |= {"filled": filled, "ended": str(ended or "")}
    settle([one.ref])
    row = Merge.objects.create(
        kept=kept, gone=gone, moved=moved, reason=reason.strip()[:200], at=setting.now, by=by.id
    )
    settling_pairs.merged(row, by)
    refresh({one.code})
    audit.record(by, "registry.merge", one.ref, {"gone": gone, "reason": row.reason, "filled": filled})
    events.emit("registry.merged", {"kept": kept, "gone": gone}, area=one.grid_code)
    return row.pk


@transaction.atomic
def undo_merge(merge_id: int, *, by: Actor) -> None:
    """They are two again: links and papers go back, and what was filled in is emptied if it is still the same."""
    row = Merge.objects.select_for_update().filter(pk=merge_id).first()
    if row is None:
        raise nothing()
    if row.undone_at is not None:
        raise WrongState(
            "registry.undone", N_("This merge was taken back already."), way_out=N_("Nothing is left to do.")
        )
    one, other = locked(row.kept), locked(row.gone)
    for each in (one, other):
        access.require(by, MERGE, each)
    setting = setting_of(SOURCE, by, MERGE)
    _put_back(row.moved, one, other)
    _empty(row.moved["filled"], one, other, setting)
    other.merged_into, other.changed_at = "", setting.now
    other.valid_to = row.moved["ended"] or None
    other.save(update_fields=["merged_into", "changed_at", "valid_to"])
    settle([one.ref, other.ref])
    row.undone_at, row.undone_by = setting.now, by.id
    row.save(update_fields=["undone_at", "undone_by"])
    settling_pairs.parted(one, other, by)
    refresh({one.code, other.code})
    audit.record(by, "registry.undo_merge", one.ref, {"gone": row.gone})
    events.emit("registry.parted", {"kept": row.kept, "gone": row.gone}, area=one.grid_code)


def _mergeable(one: Any, other: Any, reason: str) -> None:
    if type(one) is not type(other) or type(one) not in _KINDS or one.pk == other.pk:
        raise BadInput(
            "registry.two",
            N_("Two entries of persons, or two of firms, are merged."),
            way_out=N_("Choose two."),
            field="gone",
        )
    if not reason.strip():
        raise BadInput(
            "registry.reason", N_("Say why."), way_out=N_("A few words are enough."), field="reason"
        )
    if one.merged_into or other.merged_into:
        raise WrongState(
            "registry.merged",
            N_("One of the two was merged before."),
            way_out=N_("Open the entry that stands for both."),
        )
    if number(one) and number(other) and number(one) != number(other) and not _one_number(one, other):
        said, way_out = _TWO_NUMBERS[type(one)]
        raise WrongState("registry.two_numbers", said, way_out=way_out)


def _one_number(one: Any, other: Any) -> bool:
    """Two digests of one number: while digests are made anew one may be of before."""
    if not isinstance(one, Person):
        return False
    said = [protecting.unseal("person", "identity", row.code, row.identity_sealed) for row in (one, other)]
    return said[0] == said[1]


def number(row: Any) -> str:
    """What says by itself who it is: the digest of the identity number, or the credit code."""
    return str(row.identity_blind if isinstance(row, Person) else row.credit)


def _links(one: Any, other: Any, today: Any) -> dict[str, list[Any]]:
    """Open single links of the other end where the kept one has its own; all others go over."""
    held = set(
        Link.objects.filter(subject=one.ref, relation__in=_ONE_OPEN[type(one)], until=None).values_list(
            "relation", flat=True
        )
    )
    doubled = Link.objects.filter(subject=other.ref, relation__in=held, until=None)
    closed = list(doubled.values_list("pk", flat=True))
    doubled.update(until=today, ended_at=clock.now())
    out = list(Link.objects.filter(subject=other.ref).values_list("pk", flat=True))
    into = list(Link.objects.filter(object=other.ref).values_list("pk", flat=True))
    Link.objects.filter(pk__in=out).update(subject=one.ref)
    Link.objects.filter(pk__in=into).update(object=one.ref)
    return {"out": out, "in": into, "closed": closed}


def _papers(one: Any, other: Any) -> list[int]:
    keys = list(Certificate.objects.filter(holder=other.ref).values_list("pk", flat=True))
    Certificate.objects.filter(pk__in=keys).update(holder=one.ref)
    return keys


def _consents(one: Any, other: Any) -> list[int]:
    """A word that the kept one has given too stays with the other."""
    held = Consent.objects.filter(person=one.code, withdrawn_at=None).values("purpose")
    keys = list(
        Consent.objects.filter(person=other.code)
        .exclude(withdrawn_at=None, purpose__in=held)
        .values_list("pk", flat=True)
    )
    Consent.objects.filter(pk__in=keys).update(person=one.code)
    return keys


def _fill(one: Any, other: Any, setting: Any) -> list[str]:
    """What the kept entry did not know; protected values are sealed anew for its own row."""
    filled, changes, names = [], [], ["changed_at"]
    for column in lists.columns(_KINDS[type(one)]).values():
        if column.link or column.field == "place":
            continue
        name = _column(column)
        if _says(one, name) or not _says(other, name):
            continue
        value: Any = getattr(other, name)
        if column.sealed:
            value = protecting.unseal(
                one.KIND, column.field, other.code, getattr(other, f"{column.field}_sealed")
            )
            setattr(one, f"{column.field}_sealed", protecting.seal(one.KIND, column.field, one.code, value))
            setattr(one, name, getattr(other, name))
            names += [f"{column.field}_sealed", name]
        else:
            setattr(one, name, value)
            names.append(name)
        filled.append(column.field)
        changes.append(change_of(setting, one.ref, column.field, None, value, sealed=column.sealed))
    one.changed_at = setting.now
    one.save(update_fields=names)
    for change in changes:
        change.save()
    return filled


def _column(column: Column) -> str:
    return f"{column.field}_blind" if column.sealed else column.field


def _says(row: Person, name: str) -> bool:
    value = getattr(row, name)
    return value not in ("", None) and (name, value) != ("sex", "0")


def _put_back(moved: dict[str, Any], one: Any, other: Any) -> None:
    Link.objects.filter(pk__in=moved["links"]["out"], subject=one.ref).update(subject=other.ref)
    Link.objects.filter(pk__in=moved["links"]["in"], object=one.ref).update(object=other.ref)
    Link.objects.filter(pk__in=moved["links"]["closed"]).update(until=None, ended_at=None)
    Certificate.objects.filter(pk__in=moved["papers"]).update(holder=other.ref)
    Consent.objects.filter(pk__in=moved["consents"]).update(person=other.code)


def _empty(filled: list[str], one: Any, other: Any, setting: Any) -> None:
    names: list[str] = []
    for field in filled:
        column = lists.columns(_KINDS[type(one)])[field]
        name = _column(column)
        old = getattr(one, name)
        if old != getattr(other, name):
            continue  # changed since: it is the kept one's own now
        if column.sealed:
            old = protecting.unseal(one.KIND, field, one.code, getattr(one, f"{field}_sealed"))
            setattr(one, f"{field}_sealed", "")
            names.append(f"{field}_sealed")
        meta = one._meta.get_field(name)
        setattr(one, name, None if meta.null else meta.get_default())
        names.append(name)
        change_of(setting, one.ref, field, old, None, sealed=column.sealed).save()
    one.changed_at = setting.now
    one.save(update_fields=[*names, "changed_at"])
