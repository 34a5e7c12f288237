"""Identifiers: case numbers people read out over the phone, and random public tokens."""

import hashlib
import secrets
from datetime import date

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_ROOM = len(_ALPHABET) ** 12


def case_number(prefix: str, day: date, sequence: int) -> str:
    """``ST20261122-0042``: prefix, the town's local date, the day's running number."""
    return f"{prefix}{day:%Y%m%d}-{sequence:04d}"


def token(length: int = 10) -> str:
    """A random code without look-alike letters (no 0 O 1 I L): 49 bits at the default length."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def derived(seed: str, length: int = 24) -> str:
    """The same code for the same seed, in the signs of ``token``; as hard to guess as the seed is."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest(), "big")
    signs = []
    for _ in range(length):
        number, place = divmod(number, len(_ALPHABET))
        signs.append(_ALPHABET[place])
    return "".join(signs)


def code(letter: str) -> str:
    """The code of an entry of a register: a letter that says its kind, and 59 random bits. The same in no two towns."""
    number, size, letters = secrets.randbelow(_ROOM), len(_ALPHABET), []
    for _place in range(12):
        number, rest = divmod(number, size)
        letters.append(_ALPHABET[rest])
    return letter + "".join(letters)


def digits(length: int = 6) -> str:
    """A one-time code of decimal digits."""
    return "".join(secrets.choice("0123456789") for _ in range(length))
