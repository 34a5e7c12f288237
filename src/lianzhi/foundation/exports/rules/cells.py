"""A value as it may stand in a cell.  OWASP "CSV injection"; field notes A3 (an export must open in Excel). Pure.

A text that begins with a sign which spreadsheets take for a formula is never executed: in xlsx it is typed as text,
in CSV it gets a leading apostrophe. Long rows of digits (area codes, numbers of documents) get a tab behind them in
CSV, or Excel would show them rounded.
"""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

TOWN_ZONE = ZoneInfo("Asia/Shanghai")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LONGEST = 32_767  # characters Excel takes in a cell
DIGITS = re.compile(r"(0\d+|\d{12,})")

Cell = str | int | float | bool | date | datetime | None


def plain(value: Cell) -> Cell:
    """Without what no file may hold; times in the town's zone. Texts stay texts, numbers stay numbers."""
    if isinstance(value, datetime):
        return value.astimezone(TOWN_ZONE).replace(tzinfo=None, microsecond=0) if value.tzinfo else value
    if not isinstance(value, str):
        return value
    text = UNFIT.sub("", value).replace("\r\n", "\n").replace("\r", "\n")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "\u2026"


def risky(value: Cell) -> bool:
    """Would a spreadsheet take it for a formula?"""
    return isinstance(value, str) and value.lstrip(" ").startswith(FORMULA)


def for_csv(value: Cell) -> str | int | float:
    """As it stands in a CSV file that Excel opens by a double click."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        if risky(value):
            return "'" + value
        return value + "\t" if DIGITS.fullmatch(value) else value
    return value
