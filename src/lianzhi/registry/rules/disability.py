"""The number of a disability certificate: identity number, class, grade (field notes B2). Pure."""

import re
from dataclasses import dataclass
from datetime import date

from lianzhi.kernel.errors import N_, BadInput
from lianzhi.registry.rules.identity import read_identity

CLASSES = {
    "1": "sight",
    "2": "hearing",
    "3": "speech",
    "4": "limbs",
    "5": "intellect",
    "6": "mind",
    "7": "several",
}
_FORM = re.compile(r"(\d{17}[\dX])([1-7])([1-4])(B\d)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Disability:
    """``again``: which re-issue it is, as written (B1); the notes have not confirmed that part."""

    identity: str
    kind: str
    grade: int
    again: str


def read_disability(text: str, today: date) -> Disability:
    """Raises BadInput."""
    found = _FORM.fullmatch("".join(text.split()).upper())
    if found is None:
        raise BadInput(
            "disability.form",
            N_(
                "The number of a disability certificate is the identity number, one digit for the class (1-7) and one for "
                "the grade (1-4)."
            ),
            way_out=N_("Compare all 20 digits with the certificate."),
            field="number",
        )
    identity = read_identity(found[1], today)
    return Disability(identity.number, CLASSES[found[2]], int(found[3]), found[4] or "")
