"""Is this a resident identity number?  GB 11643 (field notes B2): area, date of birth, check digit; digit 17 is the sex. Pure."""

from dataclasses import dataclass
from datetime import date
from operator import mul

from lianzhi.kernel.errors import N_, BadInput

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
_PROVINCES = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91"
PROVINCES = frozenset(_PROVINCES.split())
OLDEST = date(1850, 1, 1)
MALE, FEMALE = "1", "2"


@dataclass(frozen=True, slots=True)
class Identity:
    """A number that holds, with what it says."""

    number: str
    area: str
    birth: date
    sex: str


def check_digit(first17: str) -> str:
    return CHECKS[sum(map(mul, map(int, first17), WEIGHTS)) % 11]


def read_identity(text: str, today: date) -> Identity:
    """The number behind what was written; an old number of 15 digits becomes its 18. Raises BadInput with the reason."""
    number = "".join(text.split()).upper().replace("-", "")
    if len(number) == 15 and number.isascii() and number.isdigit():
        longer = f"{number[:6]}19{number[6:]}"
        number = longer + check_digit(longer)
    if len(number) != 18 or not number.isascii() or not number[:17].isdigit() or number[17] not in CHECKS:
        raise _bad(
            "identity.form",
            N_(
                "An identity number has 18 characters: 17 digits and a digit or X; this one has %(length)d characters."
            ),
            N_("Read it again from the card. Another kind of document needs its kind in “Document”."),
            length=len(number),
        )
    if number[:2] not in PROVINCES:
        raise _bad(
            "identity.area",
            N_("There is no province with the code %(area)s, with which the number begins."),
            N_("Compare the first six digits with the card."),
            area=number[:2],
        )
    birth = _birth(number, today)
    if number[17] != check_digit(number[:17]):
        raise _bad(
            "identity.check",
            N_("The check digit does not fit: a digit of the number is wrong, or two are swapped."),
            N_("Compare all 18 characters with the card."),
        )
    return Identity(number, number[:6], birth, MALE if int(number[16]) % 2 else FEMALE)


def mask_identity(number: str) -> str:
    """The first and the last character. More, beside date of birth and sex, would tell the number."""
    return number[:1] + "*" * max(0, len(number) - 2) + number[-1:] if len(number) > 2 else "*" * len(number)


def _birth(number: str, today: date) -> date:
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    try:
        birth = date(year, month, day)
    except ValueError:
        birth = None
    if birth is None or not OLDEST <= birth <= today:
        raise _bad(
            "identity.date",
            N_("The date of birth in the number, %(written)s, is none."),
            N_("Compare digits 7 to 14 with the card."),
            written=f"{number[6:10]}-{number[10:12]}-{number[12:14]}",
        )
    return birth


def _bad(code: str, message: str, way_out: str, **params: object) -> BadInput:
    return BadInput(code, message, way_out=way_out, field="identity", params=params)
