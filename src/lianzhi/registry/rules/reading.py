"""What a cell or a form field says, as the value that is kept.  Every refusal names field, reason and way out (R-087). Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from lianzhi.kernel import rooms
from lianzhi.kernel.errors import N_, BadInput, Bilingual
from lianzhi.kernel.text import clean
from lianzhi.registry.rules import credit

NOTHING = frozenset(["", "无", "/", "-", "—", "null", "NULL", "None"])
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?|(\d{4})(\d{2})(\d{2})", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LATIN = re.compile(r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ ,.'’\-]*")
_LETTER = re.compile(r"[A-Za-z]")
_DOTS = dict.fromkeys(map(ord, "•‧∙・.．"), "·")
_LANDLINE = re.compile(r"0\d{9,11}|[2-8]\d{6,7}|400\d{7}", re.ASCII)
FIRST_DAY, LAST_DAY = date(1850, 1, 1), date(2200, 12, 31)


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a closed list."""

    code: str
    zh: str
    en: str
    also: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    def name(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a register. ``choices``: every accepted spelling -> code."""

    field: str
    zh: str
    en: str
    type: str
    need: bool = False
    size: int = 80
    sealed: bool = False
    link: bool = False
    also: tuple[str, ...] = ()
    listed: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    most: int = 0

    @property
    def named(self) -> Bilingual:
        return Bilingual(self.zh, self.en)

    def name(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


def read(column: Column, raw: Any, today: date) -> Any:
    """The value of one cell; None when nothing stands there. Raises BadInput."""
    text = raw.strip() if type(raw) is str else _plain(raw)
    if text in NOTHING:
        if column.need:
            raise _bad(
                column,
                "empty",
                N_("“%(column)s” is empty."),
                N_("Fill it in; the row is not taken without it."),
            )
        return None
    return _READERS[column.type](column, text, today)


def _plain(raw: Any) -> str:
    if raw is None:
        return ""
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return raw.strip() if isinstance(raw, str) else str(raw)


def _text(column: Column, text: str, today: date) -> str:
    return " ".join(clean(text, column.size, field=column.field).split())


def _name(column: Column, text: str, today: date) -> str:
    """Names are compared: blanks inside Chinese names go, the dot of Xinjiang and Tibetan names is one dot."""
    name = _text(column, text, today).translate(_DOTS)
    return name if _LETTER.search(name) else name.replace(" ", "")


def _latin(column: Column, text: str, today: date) -> str:
    """In capitals, as in the lines that machines read of a passport."""
    name = _text(column, text, today).upper()
    if not _LATIN.fullmatch(name):
        raise _bad(
            column, "latin", N_("“%(column)s”: %(text)s is not in Latin letters."),
            N_("Write it as in the passport; the Chinese name has a column of its own."), text=text[:40],
        )  # fmt: skip
    return name


def _code(column: Column, text: str, today: date) -> str:
    return clean("".join(text.split()), column.size, field=column.field).upper()


def _date(column: Column, text: str, today: date) -> date:
    found = _DATE.fullmatch(text)
    parts = [part for part in found.groups() if part] if found else []
    try:
        day = date(*map(int, parts))
    except (ValueError, TypeError):
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise _bad(
            column,
            "date",
            N_("“%(column)s”: %(text)s is no date."),
            N_("Write it as 2026-01-31 or 20260131."),
            text=text[:40],
        )
    return day


def _list(column: Column, text: str, today: date) -> str:
    code = column.choices.get(text) or column.choices.get(text.casefold())
    if code is None:
        raise _bad(
            column, "list", N_("“%(column)s”: %(text)s is not in the list."),
            N_("Use one of: %(known)s."), text=text[:40], known=column.choices[""],
        )  # fmt: skip
    return code


def _phone(column: Column, text: str, today: date) -> str:
    if _MOBILE.fullmatch(text):
        return text
    digits = re.sub(r"[\s\-()（）—]", "", text.translate(_NARROW))
    digits = re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", digits)
    if not (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)):
        raise _bad(
            column, "phone", N_("“%(column)s”: this is no telephone number."),
            N_("Write the 11 digits of a mobile number, or area code and number of a landline."),
        )  # fmt: skip
    return digits


def _account(column: Column, text: str, today: date) -> str:
    digits = re.sub(r"[\s\-]", "", text)
    if not (digits.isascii() and digits.isdigit() and 8 <= len(digits) <= 30):
        raise _bad(
            column,
            "account",
            N_("“%(column)s”: this is no account number."),
            N_("Write its 8 to 30 digits only."),
        )
    return digits


def _number(column: Column, text: str, today: date) -> Decimal:
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        value = Decimal(-1)
    if not (value.is_finite() and 0 <= value < 10_000_000):
        raise _bad(
            column,
            "number",
            N_("“%(column)s”: %(text)s is no number."),
            N_("Write digits only."),
            text=text[:40],
        )
    return round(value, 2)


def _count(column: Column, text: str, today: date) -> int:
    return int(_number(column, text, today))


def _whole(column: Column, text: str, today: date) -> int:
    """A whole number up to the column's ``most``."""
    value = _number(column, text, today)
    if value != int(value) or value > column.most:
        raise _beyond(column, str(column.most), text)
    return int(value)


def _fen(column: Column, text: str, today: date) -> int:
    """Written in yuan with two places at most, kept as whole fen."""
    try:
        value = Decimal(text.replace(",", "")) * 100
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or value != int(value) or not 0 <= value <= column.most:
        raise _beyond(column, f"{column.most // 100}", text)
    return int(value)


def _beyond(column: Column, most: str, text: str) -> BadInput:
    return _bad(
        column, "beyond", N_("“%(column)s”: %(text)s is not a number from 0 to %(most)s."),
        N_("Write digits only; money in yuan with two places at most, all else in whole numbers."),
        text=text[:40], most=most,
    )  # fmt: skip


def _place(column: Column, text: str, today: date) -> str:
    """A code, or an address in words, which the load resolves."""
    code = "".join(text.split()).upper()
    if not rooms.is_place(code) and _IN_WORDS.search(code):
        return " ".join(text.split())[:200]
    if not rooms.is_place(code):
        raise _bad(
            column, "place", N_("“%(column)s”: %(text)s is no code of a building, unit or room."),
            N_("A building has 18 characters, a unit 20, a room 24. Or write the address in words."), text=text[:40],
        )  # fmt: skip
    return code


def _credit(column: Column, text: str, today: date) -> str:
    code = credit.clean_credit(text)
    if not (code.isascii() and code.isalnum() and 15 <= len(code) <= 18):
        raise _bad(
            column,
            "credit",
            N_("“%(column)s”: this is no credit code."),
            N_("Write its 18 characters, or leave it empty."),
        )
    return code


def _bad(column: Column, code: str, message: str, way_out: str, **params: object) -> BadInput:
    told = {"column": column.named, **params}
    return BadInput(f"registry.{code}", message, way_out=way_out, field=column.field, params=told)


_IN_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
_NARROW = {ord("０") + i: str(i) for i in range(10)} | {ord("＋"): "+", ord("－"): "-"}
_READERS = {
    "text": _text, "name": _name, "latin": _latin, "code": _code, "date": _date, "list": _list, "phone": _phone,
    "account": _account,
    "number": _number, "count": _count, "place": _place, "credit": _credit, "identity": _code, "document": _code,
    "holder": _code, "whole": _whole, "fen": _fen,
}  # fmt: skip
