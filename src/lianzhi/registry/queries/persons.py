"""Search for persons: by name, number, phone, code or address; numbers are found by digest and stand in no address bar."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from lianzhi.kernel import clock, rooms
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import Refused
from lianzhi.registry import protecting
from lianzhi.registry.contracts import PersonLine
from lianzhi.registry.models import Person
from lianzhi.registry.queries.paging import Page, page_of
from lianzhi.registry.queries.reach import at_or_under, inside, reachable
from lianzhi.registry.rules.identity import read_identity

STALE = timedelta(days=180)
RECENT = timedelta(days=30)
_CODE = re.compile(r"P[2-9A-HJ-NP-Z]{12}", re.ASCII)
_DOCUMENT = re.compile(r"(?=.*\d)(?=.*[A-Z])[A-Z0-9]{7,15}", re.ASCII)
"""A passport or permit; a code of an entry is none."""
_PHONE = re.compile(r"(?:1[3-9]\d{9}|0\d{9,11})", re.ASCII)
_LATIN = re.compile(r"[A-ZÀ-ÖØ-Þ]")
_FOUND = re.compile(r"(identity|phone):([0-9a-f.]{64}(?:,[0-9a-f.]{64})?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of persons is asked for. ``found``: what a typed number became, ``identity:<digest>``."""

    words: str = ""
    found: str = ""
    area: str = ""
    kind: str = ""
    sex: str = ""
    look: str = ""


def asked(text: str) -> dict[str, str]:
    """What was typed as parameters of the list's address: numbers as digests."""
    typed = "".join(text.split())
    if _PHONE.fullmatch(typed):
        return {"found": f"phone:{','.join(protecting.digests('phone', typed))}"}
    if typed.isascii() and len(typed) in (15, 18) and typed[:-1].isdigit():
        try:
            typed = read_identity(typed, timezone.localdate(clock.now())).number
        except Refused:
            typed = typed.upper()
        return {"found": f"identity:{','.join(protecting.digests('identity', typed))}"}
    if _DOCUMENT.fullmatch(typed.upper()) and not _CODE.fullmatch(typed.upper()):
        return {"found": f"identity:{','.join(protecting.digests('identity', typed.upper()))}"}
    return {"words": text.strip()} if text.strip() else {}


def search(by: Actor, wanted: Wanted, query: Mapping[str, str]) -> Page:
    """One page of persons within reach; three queries whatever their number."""
    rows = Person.objects.filter(reachable(by), _where(wanted), merged_into="")
    page = page_of(rows, query)
    page.object_list[:] = [line(row) for row in page.object_list]
    return page


def _where(wanted: Wanted) -> Q:
    q = Q() if wanted.look == "ended" else Q(valid_to=None)
    if wanted.area:
        q &= inside(wanted.area)
    if match := _FOUND.fullmatch(wanted.found):
        field = f"{match[1]}_blind"
        q &= Q(**{f"{field}__in": match[2].split(",")}) & ~Q(**{field: ""})
    if wanted.words:
        q &= _words(wanted.words)
    for name in ("kind", "sex"):
        if value := getattr(wanted, name):
            q &= Q(**{name: value})
    now = clock.now()
    return q & _looks(now).get(wanted.look, Q())


def _words(words: str) -> Q:
    typed = "".join(words.split()).upper()
    if rooms.is_place(typed):
        first, last = at_or_under(typed)
        return Q(place__gte=first, place__lte=last)
    if _CODE.fullmatch(typed):
        return Q(code=typed)
    latin = " ".join(words.split()).upper()
    return (
        Q(name__startswith=words) | Q(latin_name__startswith=latin)
        if _LATIN.match(latin)
        else Q(name__startswith=words)
    )


def _looks(now: datetime) -> dict[str, Q]:
    return {
        "changed": Q(changed_at__gte=now - RECENT),
        "unchecked": Q(checked_at=None) | Q(checked_at__lt=now - STALE),
        "homeless": Q(place=""),
        "ended": Q(valid_to__isnull=False),
    }


def line(row: Person) -> PersonLine:
    return PersonLine(
        row.code, row.name, row.latin_name, row.sex, row.birth, row.kind,
        protecting.shown(row, "identity"), protecting.shown(row, "phone"),
        row.place, row.grid_code, row.source, row.changed_at, row.checked_at, row.valid_to,
    )  # fmt: skip
