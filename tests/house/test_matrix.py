"""Who may do what, where: every address x method x role x own/other area against ``matrix.yaml``.  GB/T 22239 8.1.4.2.

The file is the declaration: an address that is missing there fails, and so does each cell that answers otherwise.
``no`` = 403, ``hidden`` = 404 (another area's things do not exist), ``login`` = sent to the login, ``method`` = 405.
"""

from pathlib import Path

import pytest
from django.db import transaction
from support.matrix import METHODS, ROLES, WHO, Address, World, addresses

from lianzhi.kernel import yamls

DECLARED: dict[str, dict[str, str]] = yamls.read(Path(__file__).parent / "matrix.yaml")
GROUPS = {"all": WHO, "everyone": ROLES, "workers": [role for role in ROLES if role != "registrar"]}


def test_every_address_is_declared_and_carries_a_mark() -> None:
    found = {address.name: address.mark for address in addresses()}

    assert sorted(found.keys() ^ DECLARED.keys()) == []
    assert [name for name, mark in found.items() if mark is None] == []


def who_may(words: str) -> set[str]:
    return {who for word in words.split() for who in GROUPS.get(word, [word])}


def expected(address: Address, method: str, who: str, side: str) -> str:
    """The word of one cell, from the declaration. PUT and DELETE exist nowhere."""
    rows = DECLARED[address.name]
    may = {m: who_may(words) for m, words in rows.items() if m in METHODS}
    sees = set().union(*may.values(), who_may(rows.get("sees", "")))
    if method not in ("GET", "POST"):
        return "method"
    if address.mark and address.mark.who == "program" and method not in may:
        return "method"
    if who not in sees:
        return "login" if who == "anonymous" else "no"
    if method not in may:
        return "method"
    if side == "other":
        return rows.get("other", "hidden")
    return rows.get("own", "in") if who in may[method] else "no"


@pytest.mark.filterwarnings("default::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.django_db
def test_each_cell_answers_as_declared() -> None:
    """One test over all cells, because they share one world; each cell is undone before the next."""
    world, wrong = World(), []
    for address in addresses():
        for method in METHODS:
            for who in WHO:
                for side in ("own", "other") if address.has_thing else ("own",):
                    before = transaction.savepoint()
                    answer = world.answer(address, method, who, side)
                    transaction.savepoint_rollback(before)
                    wanted = expected(address, method, who, side)
                    if answer != wanted:
                        wrong.append(
                            f"{address.name} {method} as {who}, {side} area: {answer}, declared {wanted}"
                        )

    assert not wrong, "\n".join(wrong)
