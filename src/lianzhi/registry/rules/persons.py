"""What the fields of one person say together, and who is the same person.  R-085, R-087; GB 11643. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from lianzhi.kernel.errors import N_, BadInput
from lianzhi.registry.rules.identity import read_identity

CARD = "card"
_OTHER = re.compile(r"[A-Z0-9()（）]{5,24}", re.ASCII)


def settle(values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The values with what the identity number says filled in. Raises BadInput where they contradict each other."""
    told = dict(values)
    number = told.get("identity")
    if told.get("birth") and told["birth"] > today:
        raise BadInput(
            "registry.unborn",
            N_("The date of birth is still to come."),
            way_out=N_("Correct the year."),
            field="birth",
        )
    if number and told.get("identity_kind") in (None, CARD):
        found = read_identity(number, today)
        told |= {"identity": found.number, "identity_kind": CARD}
        if told.get("birth") not in (None, found.birth):
            raise _differs(
                "birth",
                N_("The date of birth is not the one in the identity number (%(said)s)."),
                str(found.birth),
            )
        if told.get("sex") in ("1", "2") and told["sex"] != found.sex:
            raise _differs("sex", N_("The sex is not the one in the identity number (%(said)s)."), found.sex)
        told |= {"birth": found.birth, "sex": found.sex}
    elif number and not _OTHER.fullmatch(number):
        raise BadInput(
            "registry.document",
            N_("This number of a document cannot be read."),
            way_out=N_("Write letters and digits only, 5 to 24 of them."),
            field="identity",
        )
    if told.get("since") and told["since"] > today:
        raise BadInput(
            "registry.later",
            N_("The person is said to move in on a day that is still to come."),
            way_out=N_("Enter it when it has happened."),
            field="since",
        )
    return told


def weak_key(name: str, birth: date | None, phone_digest: str) -> tuple[str, date, str] | None:
    """Without an identity number: the same name, date of birth and telephone. None when one of them is missing."""
    return (name, birth, phone_digest) if name and birth and phone_digest else None


def moves(here: str, there: str, since: date | None, opened: date | None) -> bool:
    """Is another household a move (it begins later), or a contradiction between two sources?"""
    return here != there and since is not None and (opened is None or since > opened)


def _differs(field: str, message: str, said: str) -> BadInput:
    return BadInput(
        "registry.differs",
        message,
        way_out=N_("Look at the card: one of the two is mistyped."),
        field=field,
        params={"said": said},
    )
