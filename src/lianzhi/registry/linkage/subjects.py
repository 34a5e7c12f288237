"""The two kinds of entries that are compared: which columns make a card, and by which of its own indexes each is found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q

from lianzhi.registry.linkage import model
from lianzhi.registry.linkage.cards import Card, card, firm_card
from lianzhi.registry.models import Enterprise, Person


@dataclass(frozen=True, slots=True)
class Subject:
    """``fields``: the table's columns in the order in which ``card`` takes them. ``named``: the column of the table that holds
    the card's frequent one. ``near``: the candidates of a card, each part by one index.
    """

    code: str
    kind: str
    model: type[Any]
    fields: tuple[str, ...]
    card: Callable[..., Card]
    named: str
    near: Callable[[Card, Mapping[str, str]], list[Q]]


def _person(
    code: str, name: str, former: str, identity: str, phone: str, sex: str, birth: Any, place: str
) -> Card:
    return card(
        code, name=name, former=former, identity=identity, phone=phone, sex=sex, birth=birth, place=place
    )


def _firm(
    code: str, name: str, kind: str, credit: str, legal: str, phone: str, industry: str, place: str
) -> Card:
    return firm_card(
        code, name=name, kind=kind, credit=credit, legal=legal, phone=phone, industry=industry, place=place
    )


def _near(same: Mapping[str, str], one: Card, also: Mapping[str, str]) -> list[Q]:
    """``also``: a digest of before -> the one of now, while digests are made anew."""
    before = {now: then for then, now in also.items()}
    wanted = [
        Q(**{f"{field}__in": _either(one[column], before)}) & ~Q(**{field: ""})
        for column, field in same.items()
        if one[column] is not None
    ]
    if one.get("day") is not None:
        wanted.append(Q(birth=date(one["year"], one["month"], one["dom"])))
    return wanted


def _either(value: Any, before: Mapping[str, str]) -> list[Any]:
    return [value, before[value]] if value in before else [value]


SUBJECTS: Mapping[str, Subject] = {
    model.PERSON: Subject(
        model.PERSON, "persons", Person,
        ("code", "name", "former_name", "identity_blind", "phone_blind", "sex", "birth", "place"), _person, "name",
        partial(_near, {"identity": "identity_blind", "phone": "phone_blind", "place": "place"}),
    ),
    model.FIRM: Subject(
        model.FIRM, "enterprises", Enterprise,
        ("code", "name", "kind", "credit", "legal_person", "phone_blind", "industry", "place"), _firm, "core",
        partial(_near, {"credit": "credit", "name": "core", "legal": "legal_person", "phone": "phone_blind", "place": "place"}),
    ),
}  # fmt: skip
OF_KIND: Mapping[str, Subject] = {each.kind: each for each in SUBJECTS.values()}


def of_row(row: Any) -> Subject | None:
    """The subject of an entry; None for one that is not compared."""
    return next((each for each in SUBJECTS.values() if isinstance(row, each.model)), None)
