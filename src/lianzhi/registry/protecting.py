"""The protected fields of the register: sealed for table, column and row, found by digest, shown covered (R-101).

A digest does not hold the table, so that one telephone is found as a person's and as a firm's.
"""

from collections.abc import Mapping
from typing import Any

from lianzhi.foundation.access import api as access
from lianzhi.registry.rules.identity import mask_identity

# kind of entry -> its protected fields
PROTECTED: Mapping[str, tuple[str, ...]] = {
    "person": ("identity", "phone", "account"),
    "house": ("owner_phone",),
    "enterprise": ("phone",),
    "venue": ("phone",),
    "certificate": ("number",),
}
_DIGESTS = {"owner_phone": "phone"}


def seal(kind: str, field: str, code: str, value: str) -> str:
    return access.seal(value, place(kind, field, code))


def unseal(kind: str, field: str, code: str, sealed: str) -> str:
    """The value in clear; empty for an empty field. Raises SealBroken for one that was moved here from elsewhere."""
    return access.unseal(sealed, place(kind, field, code)) if sealed else ""


def place(kind: str, field: str, code: str) -> str:
    return f"registry.{kind}.{field}:{code}"


def digest(field: str, value: str) -> str:
    """The digest to write."""
    return access.search_digest(value, _context(field)) if value else ""


def digests(field: str, value: str) -> tuple[str, ...]:
    """Every digest by which the value may be found now, the one to write first: two while digests are made anew."""
    return access.search_digests(value, _context(field)) if value else ()


def older(field: str, value: str) -> dict[str, str]:
    """Digest of before -> the one of now; nothing but while digests are made anew."""
    now, *before = digests(field, value) or ("",)
    return dict.fromkeys(before, now)


def _context(field: str) -> str:
    return f"registry.{_DIGESTS.get(field, field)}"


def covered(field: str, value: str) -> str:
    """How a protected value is shown to who did not say why he looks."""
    if not value:
        return ""
    if field in ("phone", "owner_phone"):
        return access.mask_phone(value) if len(value) == 11 else "*" * (len(value) - 2) + value[-2:]
    return mask_identity(value)


def shown(row: Any, field: str) -> str:
    """The covered value of an entry's field."""
    kind = type(row).KIND
    return covered(field, unseal(kind, field, row.code, getattr(row, f"{field}_sealed")))


def declare() -> None:
    """Tell the key service which columns are sealed, so that a rotation meets them and their digests."""
    for kind, fields in PROTECTED.items():
        for field in fields:
            access.declare_sealed(
                f"registry.{kind.capitalize()}", f"{field}_sealed",
                lambda row, kind=kind, field=field: place(kind, field, row["code"]), needs=("code",),
            )  # fmt: skip
            access.declare_search(
                f"registry.{kind.capitalize()}", f"{field}_blind", f"{field}_sealed", _context(field)
            )
    for side in ("old", "new"):
        access.declare_sealed(
            "registry.Change",
            f"{side}_sealed",
            lambda row, side=side: place("change", side, row["key"]),
            needs=("key",),
        )
