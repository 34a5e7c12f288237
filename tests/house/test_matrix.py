"""Who may do what, where: every address x method x role x own/other area against ``matrix.yaml``.  GB/T 22239 8.1.4.2.

The file is the declaration: an address that is missing there fails, and so does each cell that answers otherwise.
``no`` = 403, ``hidden`` = 404 (another area's things do not exist), ``login`` = sent to the login, ``method`` = 405.
"""

from pathlib import Path

import pytest
import yaml
from django.db import transaction

from support.matrix import METHODS, ROLES, WHO, Address, World, addresses

DECLARED: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "matrix.yaml").read_text(encoding="utf-8"))
GROUPS = {"all": WHO, "staff": ROLES}


def test_every_address_is_declared_and_carries_a_mark() -> None:
    found = {address.name: address.mark for address in addresses()}

    assert sorted(found.keys() ^ DECLARED.keys()) == []
    assert [name for name, mark in found.items() if mark is None] == []


def who_may(words: str) -> set[str]:
    return {who for word in words.split() for who in GROUPS.get(word, [word])}


def expected(address: Address, method: str, who: str, side: str) -> str:
    """The word of one cell, from the declaration."""
    rows = DECLARED[address.name]
    reached = {m: who_may(words) for m, words in rows.items() if m in METHODS}
    if who == "anonymous" and not any(who in people for people in reached.values()):
        return "login"
    if who not in set().union(*reached.values()):
        return "no"
    if method not in reached:
        return rows.get("else", "method")
    if who not in reached[method]:
        return "no"
    return rows.get("other", "hidden") if side == "other" else rows.get("own", "in")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.mark.filterwarnings("default::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("address", list(addresses()), ids=lambda a: a.name)
def test_each_cell_answers_as_declared(world: World, address: Address, django_db_blocker) -> None:
    wrong = []
    for method in METHODS:
        for who in WHO:
            for side in ("own", "other") if address.has_thing else ("own",):
                with django_db_blocker.unblock():
                    before = transaction.savepoint()
                    answer = world.answer(address, method, who, side)
                    transaction.savepoint_rollback(before)
                wanted = expected(address, method, who, side)
                if answer != wanted:
                    wrong.append(f"{method} as {who}, {side} area: {answer}, declared {wanted}")

    assert wrong == []
