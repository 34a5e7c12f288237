"""Kinds of members, states of what is opened to a circle, what may be shown of contributions.  R-122, R-130.  Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lianzhi.kernel.masking import mask_personal


class MemberKind(StrEnum):
    VOLUNTEER = "volunteer"
    PARTY_MEMBER = "party_member"
    OWNER = "owner"
    MERCHANT = "merchant"
    RESIDENT = "resident"


class WarningState(StrEnum):
    PROPOSED = "proposed"
    SENT = "sent"
    DISMISSED = "dismissed"


def personal(text: str) -> bool:
    """Numbers of persons stand in it: phones, papers, cards, plates."""
    return mask_personal(text) != text


def scope_of(cell: str) -> list[str]:
    """Codes of areas whose warnings reach a micro-grid: itself, its grid, its community, its town."""
    return list(dict.fromkeys([cell, cell[:15], cell[:12], cell[:9] + "000"]))


@dataclass(frozen=True, slots=True)
class Counted:
    """What members did. ``named``: those who agreed to stand in the list; the others are one sum. Nobody is ranked."""

    named: tuple[tuple[str, int], ...]
    others: int
    members: int


def contributions(rows: Iterable[tuple[str, bool, int]]) -> Counted:
    """``rows``: (name, agreed to be listed, how many). Named ones in the order of their names: a list, no ranking."""
    found = list(rows)
    named = sorted((name, n) for name, listed, n in found if listed and n)
    return Counted(tuple(named), sum(n for _name, listed, n in found if not listed), len(found))
