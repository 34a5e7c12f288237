"""A policy as the catalogue shows it: its bounds with document, issuer and whether somebody verified them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lianzhi.benefits import books
from lianzhi.benefits.rules.library import Bound
from lianzhi.benefits.rules.policies import Policy
from lianzhi.kernel.errors import Bilingual


@dataclass(frozen=True, slots=True)
class Level:
    """A standard on a day: one value, or a table, in fen."""

    name: Bilingual
    value: int | None
    table: Mapping[int | str, int]
    document: str
    issuer: str
    since: date
    verified: bool


def page_of(code: str, day: date) -> Bound | None:
    book = books.library().on(day)
    return book.policies[book.at[code]] if code in book.at else None


def levels(policy: Policy, day: date) -> list[Level]:
    rows = [
        (policy.standards[name].name, policy.standards[name].on(day, "")) for name in sorted(policy.uses())
    ]
    return [
        Level(name, row.value, row.table or {}, row.document, row.issuer, row.since, row.verified)
        for name, row in rows
        if row is not None
    ]
