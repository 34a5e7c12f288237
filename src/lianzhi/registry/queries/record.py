"""Everything that one entry's page shows; protected fields covered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from lianzhi.kernel import clock, rooms
from lianzhi.registry import lists, protecting
from lianzhi.registry.contracts import CertificateView, ChangeView, ConsentView, LinkView, LookView
from lianzhi.registry.importing.holders import ENTRIES
from lianzhi.registry.models import Certificate, Change, Consent, Link, Look, Merge
from lianzhi.registry.rules.floors import door_number, unit_number
from lianzhi.territory import api as territory

MOST = 100
VALID = "01"


@dataclass(frozen=True, slots=True)
class Fact:
    """One field with where it comes from and since when it stands so."""

    field: str
    label: str
    value: Any
    protected: bool
    source: str
    at: datetime


def facts(row: Any) -> list[Fact]:
    """The fields that say something, each with its last source and day."""
    last = {change.field: change for change in Change.objects.filter(subject=row.ref).order_by("at")[:MOST]}
    language = get_language() or lists.LANGUAGE
    found = []
    for column in lists.columns(row._meta.model_name + "s").values():
        if column.link or column.field == "holder":
            continue
        value = protecting.shown(row, column.field) if column.sealed else getattr(row, column.field)
        if value in ("", None):
            continue
        said = last.get(column.field)
        text = lists.named(column.listed, value) if column.listed else value
        found.append(
            Fact(
                column.field, column.name(language), text, column.sealed,
                said.source if said else row.source, said.at if said else row.recorded_at,
            )
        )  # fmt: skip
    return found


def links(ref: str) -> list[LinkView]:
    """Both ways, those that hold first; the far ends are named by one query for each kind."""
    rows = list(Link.objects.filter(Q(subject=ref) | Q(object=ref)).order_by("-pk")[:MOST])
    far = {row.object if row.subject == ref else row.subject for row in rows}
    names = names_of(far)
    found = []
    for row in rows:
        outward = row.subject == ref
        other = row.object if outward else row.subject
        found.append(
            LinkView(
                row.pk, row.relation, outward, other.partition(":")[2] or other, names.get(other, ""), row.note,
                row.since, row.until, row.source,
            )
        )  # fmt: skip
    return sorted(found, key=lambda view: view.until is not None)


def names_of(refs: Sequence[str] | set[str]) -> dict[str, str]:
    """What people call these ends: names of persons and firms, numbers of households, doors of rooms."""
    found: dict[str, str] = {}
    codes = {ref.partition(":")[2]: ref for ref in refs if ":" in ref}
    for letter in {code[0] for code in codes}:
        model = ENTRIES[letter]
        field = "name" if hasattr(model, "name") else "number" if hasattr(model, "number") else "place"
        rows = model.objects.filter(code__in=[code for code in codes if code[0] == letter])
        found |= {codes[code]: name for code, name in rows.values_list("code", field)}
    places = {ref for ref in refs if ":" not in ref}
    names = territory.names_of({rooms.building_of(ref) for ref in places}) if places else {}
    return found | {ref: door(ref, names) for ref in places}


def door(code: str, names: dict[str, str]) -> str:
    """The building's name, unit and room as people write them short: 3-302."""
    unit, number = unit_number(code), door_number(code)
    building = rooms.building_of(code)
    return f"{names.get(building, building)} {f'{unit}-' if unit else ''}{number}".rstrip(" -")


@dataclass(frozen=True, slots=True)
class RoomState:
    """A room that the address base does not have (``ended`` is None) or that ended, with what it went on in."""

    code: str
    ended: date | None
    went_on: tuple[str, ...]


def room_state(place: str) -> RoomState | None:
    """None where there is nothing to say: the room holds, or the address is no room."""
    if not rooms.is_room(place):
        return None
    found, today = territory.room(place), timezone.localdate(clock.now())
    if found is None:
        return RoomState(place, None, ())
    if found.valid_to is None or found.valid_to > today:
        return None
    return RoomState(place, found.valid_to, territory.rooms_went_on([place]).get(place, ()))


def household(ref: str) -> tuple[str, list[LinkView]]:
    """The household by code, and who belongs to it, as links of it; nothing for who belongs to none."""
    home = (
        Link.objects.filter(subject=ref, relation="member_of", until=None)
        .values_list("object", flat=True)
        .first()
    )
    if not home:
        return "", []
    members = [view for view in links(home) if view.relation == "member_of" and view.until is None]
    return home.partition(":")[2], members


def certificates(ref: str, today: date | None = None) -> list[CertificateView]:
    day = today or timezone.localdate(clock.now())
    return [
        CertificateView(
            row.code, row.kind, protecting.shown(row, "number"), row.grade, row.issuer, row.issued, row.expires, row.state,
            row.source, row.state == VALID and (row.expires is None or row.expires >= day),
        )
        for row in Certificate.objects.filter(holder=ref).order_by("kind", "-issued")[:MOST]
    ]  # fmt: skip


def usable_certificate(ref: str, kind: str, today: date | None = None) -> CertificateView | None:
    """The stored document a second application takes instead of asking again; one that has lapsed is not used (R-084)."""
    return next((view for view in certificates(ref, today) if view.kind == kind and view.usable), None)


def changes(ref: str) -> list[ChangeView]:
    """The history, newest first; values of protected fields covered."""
    return [
        ChangeView(row.field, *_sides(row), row.source, row.at, row.by_name)
        for row in Change.objects.filter(subject=ref).order_by("-at", "-pk")[:MOST]
    ]


def _sides(row: Change) -> tuple[str, str]:
    if not (row.old_sealed or row.new_sealed):
        return row.old, row.new
    old, new = (
        protecting.covered(
            row.field, protecting.unseal("change", side, row.key, getattr(row, f"{side}_sealed"))
        )
        for side in ("old", "new")
    )
    return old, new


def looks(ref: str) -> list[LookView]:
    """Who saw protected fields of an entry and of its papers, newest first."""
    papers = [
        f"certificate:{code}"
        for code in Certificate.objects.filter(holder=ref).values_list("code", flat=True)
    ]
    return [
        LookView(row.subject, row.field, row.reason, row.by, row.by_name, row.unit, row.at)
        for row in Look.objects.filter(subject__in=[ref, *papers])[:MOST]
    ]


def consents(code: str) -> list[ConsentView]:
    rows = Consent.objects.filter(person=code).order_by("-given_at")[:MOST]
    return [ConsentView(row.purpose, row.basis, row.given_at, row.withdrawn_at) for row in rows]


def merges(code: str) -> list[Merge]:
    """Merges of this entry that may be taken back."""
    return list(Merge.objects.filter(kept=code, undone_at=None).order_by("-pk")[:20])
