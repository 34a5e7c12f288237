"""The town stands in every key, so that rows of many towns can lie side by side.  ADR 0007. Pure.

A key is ``town << 40 | n``: a town has room for 1.1 million million rows a table, and the largest key is below 2^53,
so that it stays exact in JSON and in browsers. Town 0 is an installation that was not told a number.
"""

BITS = 40
MOST = 8191
DIGITS = 17  # a text as long or longer is no key
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for a digit over the phone


def base(town: int) -> int:
    """The key below the town's first one."""
    return town << BITS


def last(town: int) -> int:
    return ((town + 1) << BITS) - 1


def town_of(key: int) -> int:
    return key >> BITS


def prefix(town: int) -> str:
    """How the numbers of the town's cases begin: ``LZ`` for an installation without a number, else three letters."""
    if not town:
        return "LZ"
    size = len(_LETTERS)
    return _LETTERS[town // size // size] + _LETTERS[town // size % size] + _LETTERS[town % size]


def number(text: str) -> int:
    """The town number a setting says. Raises ValueError with what is allowed."""
    found = int(text) if text.strip().isdecimal() else -1
    if not 0 <= found <= MOST:
        raise ValueError(f"LIANZHI_TOWN_ID is {text!r}; it must be a whole number from 0 to {MOST}")
    return found
