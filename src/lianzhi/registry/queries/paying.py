"""Who is to be paid, to which account, and where he is told of it: for the room that pays (R-101, R-233)."""

from collections.abc import Collection, Mapping

from lianzhi.registry import protecting
from lianzhi.registry.contracts import Payee
from lianzhi.registry.finding import merged_from
from lianzhi.registry.models import Person


def payees(codes: Collection[str]) -> Mapping[str, Payee]:
    """Code -> the entry that stands for this person today, after merges; codes that are nobody are left out.

    Three queries whatever the number. No person looks here, so no look is kept; the calling room's audit says what for.
    """
    asked = {row.code: row for row in Person.objects.filter(code__in=codes)}
    stands = {row.merged_into or row.code for row in asked.values()}
    group = list(Person.objects.filter(code__in={*stands, *merged_from(stands)}))
    also: dict[str, list[str]] = {}
    for row in group:
        also.setdefault(row.merged_into or row.code, []).append(row.code)
    found = {row.code: _payee(row, tuple(also[row.code])) for row in group if row.code in stands}
    return {code: found[row.merged_into or code] for code, row in asked.items()}


def _payee(row: Person, also: tuple[str, ...]) -> Payee:
    account = protecting.unseal("person", "account", row.code, row.account_sealed)
    return Payee(row.code, row.name, row.grid_code, row.valid_to, also, account)


def phone_of(code: str) -> str:
    """The number that a decision about this person is told to, in clear; empty for nobody, and for who died or left.

    Telling somebody what was decided about him is a duty and needs no word of his; the message itself is sealed.
    """
    row = Person.objects.filter(code=code).first()
    row = Person.objects.filter(code=row.merged_into).first() if row and row.merged_into else row
    if row is None or row.valid_to is not None or not row.phone_sealed:
        return ""
    return protecting.unseal("person", "phone", row.code, row.phone_sealed)
