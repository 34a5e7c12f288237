"""Money in whole fen (CNY 0.01), as people and banks write it in yuan. No float ever holds an amount. Pure."""

import re

_YUAN = re.compile(r"(\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.(\d{1,2}))?", re.ASCII)


def yuan(fen: int) -> str:
    """``1,234.50``; a minus in front of what is owed."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02}"


def plain(fen: int) -> str:
    """As files write it: ``1234.50``."""
    return yuan(fen).replace(",", "")


def fen_of(text: str) -> int:
    """Fen of an amount in yuan. Raises ValueError for what is no amount of whole fen."""
    found = _YUAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return int(found[1].replace(",", "")) * 100 + int((found[2] or "").ljust(2, "0"))
