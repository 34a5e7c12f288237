"""What of an entry is compared: names by sound, dates by their parts, numbers as digests only.  R-085, R-101. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from lianzhi.kernel import rooms
from lianzhi.registry.linkage.firm_names import read_firm_name
from lianzhi.registry.rules.credit import doubt

Card = Mapping[str, Any]
"""One entry by column; None where it says nothing."""

_EPOCH = date(1970, 1, 1).toordinal()
_LETTER = re.compile(r"([A-T])(?![A-Za-z])")
HEAD_OF = 2
"""So many characters of a firm's name are the word it is called by."""
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"))


def card(
    code: str,
    *,
    name: str,
    former: str = "",
    identity: str = "",
    phone: str = "",
    sex: str = "",
    birth: date | None = None,
    place: str = "",
    building: str = "",
) -> Card:
    """``identity`` and ``phone`` are keyed digests: this module never sees a number. A building is no room."""
    syllables = sounds(name)
    building = building or rooms.building_of(place)
    return {
        "code": code, "name": name or None, "former": former or None,
        "sound": " ".join(syllables) or None, "surname": next(iter(syllables), None),
        "given": " ".join(syllables[1:]) or None, "last": syllables[-1] if syllables else None,
        "identity": identity or None, "phone": phone or None, "sex": sex if sex in ("1", "2") else None,
        "day": birth.toordinal() - _EPOCH if birth else None, "year": birth.year if birth else None,
        "month": birth.month if birth else None, "dom": birth.day if birth else None,
        "place": place if place and place != building else None, "building": building or None,
    }  # fmt: skip


def firm_card(
    code: str,
    *,
    name: str,
    kind: str = "",
    credit: str = "",
    legal: str = "",
    phone: str = "",
    industry: str = "",
    place: str = "",
    building: str = "",
) -> Card:
    """``phone`` is a keyed digest. A credit code that does not hold says nothing; a form in the name counts
    only where ``kind`` says none.
    """
    said = read_firm_name(name)
    building = building or rooms.building_of(place)
    return {
        "code": code, "name": said.core or None, "sound": " ".join(sounds(said.core)) or None, "head": said.core[:HEAD_OF] or None,
        "form": kind or said.form or None, "branch": said.branch, "credit": credit if credit and not doubt(credit) else None,
        "legal": legal or None, "legal_sound": " ".join(sounds(legal)) or None, "phone": phone or None,
        "place": place if place and place != building else None, "building": building or None,
        "industry": _industry(industry) or None,
    }  # fmt: skip


def _industry(text: str) -> str:
    """The letter of GB/T 4754 where one is written in front (F 批发和零售业), else what is said."""
    match = _LETTER.match(text)
    return match[1] if match else "".join(text.split())


def sounds(name: str) -> tuple[str, ...]:
    """How a name is heard in a town of the south: a syllable for each character, zh like z, -ng like -n, no tones."""
    return tuple(_syllable(char) for char in name if char.strip() and char != "·")


@cache
def _syllable(char: str) -> str:
    said = _readings().get(ord(char), char).partition(",")[0]
    plain = "".join(c for c in unicodedata.normalize("NFD", said.casefold()) if not unicodedata.combining(c))
    for written, heard in _ALIKE:
        if plain.startswith(written):
            plain = heard + plain[len(written) :]
    return plain[:-1] if plain.endswith("ng") else plain


def _readings() -> Mapping[int, str]:
    """Read when the first name is compared: 42,000 characters that no page needs at its start."""
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415

    found: Mapping[int, str] = pinyin_dict
    return found
