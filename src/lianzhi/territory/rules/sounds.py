"""Do two characters sound alike?  R-074: homophones in written addresses.  Pure.

Readings come from pypinyin (ADR 0011), tones left out. What speakers of the Yangtze delta mix up (zh and z, n and l, -in and
-ing ...) counts as nearly alike.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

SAME, NEAR, OTHER = 2, 1, 0
_BLURRED = (
    (re.compile(r"^([zcs])h"), r"\1"),
    (re.compile(r"^n(?=[aeiouü])"), "l"),
    (re.compile(r"(?<=[aei])ng$"), "n"),
)
_TONES = {0x304, 0x301, 0x30C, 0x300}


@lru_cache(maxsize=1)
def _readings() -> dict[int, str]:
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415  half a second: only who resolves addresses pays

    return pinyin_dict  # type: ignore[no-any-return]


@lru_cache(maxsize=8192)
def syllables(character: str) -> tuple[str, ...]:
    """How a character may be read, the usual reading first, without tones; itself where it has no reading."""
    written = _readings().get(ord(character))
    if not written:
        return (character,)
    return tuple(dict.fromkeys(_toneless(reading) for reading in written.split(",")))


def _toneless(reading: str) -> str:
    kept = (c for c in unicodedata.normalize("NFD", reading) if ord(c) not in _TONES)
    return unicodedata.normalize("NFC", "".join(kept))


@lru_cache(maxsize=8192)
def blurred(syllable: str) -> str:
    for pattern, plain in _BLURRED:
        syllable = pattern.sub(plain, syllable)
    return syllable


@lru_cache(maxsize=65536)
def alike(one: str, other: str) -> int:
    """``SAME``, ``NEAR`` or ``OTHER``."""
    a, b = syllables(one), syllables(other)
    if not set(a).isdisjoint(b):
        return SAME
    return OTHER if {blurred(s) for s in a}.isdisjoint(map(blurred, b)) else NEAR


def spoken(word: str) -> str:
    """A word by its usual readings, blurred: what sounds alike gives the same text."""
    return "'".join(blurred(syllables(character)[0]) for character in word)


def initials(word: str) -> str:
    """First letters, as people type them: 荷苑12 is hy12."""
    return "".join(_letter(character) for character in word)


def _letter(character: str) -> str:
    first = syllables(character)[0][:1]
    return first if first.isascii() else character


def all_initials(words: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(initials(word), []).append(word)
    return found
