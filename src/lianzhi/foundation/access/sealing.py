"""Sealing of personal data in fields: the key service of this installation (GB/T 39786 8.4 d, e).

The key files lie beside the session key, outside the database: ``fields.key`` is key 1, ``fields.2.key`` key 2 and so on;
``fields.current`` says which of them seals. All of them open, so that a rotation (``lianzhi keys rotate``) runs while the
platform works; every process notices the new current key at its next act. A hardware key service comes behind this same
door. ``context`` names table, column and, where the room gives it, the row, so that a sealed value that was moved does
not open.

Digests by which a sealed value is found again follow a rotation of their own (``rotating_search``): ``search.keys`` holds the
key that new ones are made with and, while it runs, the one before; both are looked for. Digests of what is kept nowhere
(tries, one-time codes) keep key 1 for good.
"""

import os
import re
from functools import cache
from pathlib import Path

from django.conf import settings

from lianzhi.kernel.checksums import keyed_sm3, sm3
from lianzhi.kernel.keys import kept_secret
from lianzhi.kernel.seal import SealBroken, Sealer

_FIRST, _CURRENT, _SEARCH = "fields.key", "fields.current", "search.keys"
DIGEST = 64
"""Characters of a digest; of a later key its number and a dot come first."""
_NAMED = re.compile(r"fields\.(\d+)\.key")
_held: dict[str, tuple[object, Sealer]] = {}


def folder() -> Path:
    return Path(settings.HOME) / "keys"


def _file(number: int) -> Path:
    return folder() / (_FIRST if number == 1 else f"fields.{number}.key")


@cache
def _key(purpose: str, home: str, number: int) -> bytes:
    return bytes.fromhex(sm3(f"{purpose}:{kept_secret(_file(number))}".encode()))


def numbers() -> list[int]:
    """The keys that lie here; key 1 always does."""
    found = (_NAMED.fullmatch(path.name) for path in folder().glob("fields.*.key"))
    return sorted({1, *(int(name[1]) for name in found if name)})


def current() -> int:
    try:
        return int((folder() / _CURRENT).read_text())
    except FileNotFoundError:
        return 1


def make_key() -> int:
    """A new key that opens but does not seal yet; on several machines it is copied to all of them first."""
    number = numbers()[-1] + 1
    kept_secret(_file(number))
    return number


def use_key(number: int) -> None:
    """From now on every process seals with this key."""
    if number not in numbers():
        raise LookupError(f"there is no key {number} here")
    half = folder() / f"{_CURRENT}.part"
    half.write_text(f"{number}\n")
    half.replace(folder() / _CURRENT)


def _mark() -> object:
    """Another value whenever another key became current: the file is put there anew."""
    try:
        found = os.stat(f"{settings.HOME}/keys/{_CURRENT}")
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def _sealer(*, anew: bool = False) -> Sealer:
    home, mark = str(settings.HOME), _mark()
    held = _held.get(home)
    if held is None or anew or held[0] != mark:
        keys = {number: _key("seal", home, number)[:16] for number in numbers()}
        held = _held[home] = (mark, Sealer(keys, current=current()))
    return held[1]


def seal(text: str, context: str) -> str:
    return _sealer().seal(text, context)


def unseal(sealed: str, context: str) -> str:
    """The text again. Raises SealBroken. A key this process has not met yet is looked for once."""
    try:
        return _sealer().unseal(sealed, context)
    except SealBroken:
        return _sealer(anew=True).unseal(sealed, context)


def is_current(sealed: str) -> bool:
    return _sealer().is_current(sealed)


def search_keys() -> tuple[int, ...]:
    """The key that digests for search are made with; behind it the one before, while a rotation runs."""
    try:
        return tuple(map(int, (folder() / _SEARCH).read_text().split()))
    except FileNotFoundError:
        return (1,)


def use_search_keys(*found: int) -> None:
    """Noticed by every process at its next digest."""
    if not set(found) <= set(numbers()):
        raise LookupError(f"not all of the keys {found} lie here")
    half = folder() / f"{_SEARCH}.part"
    half.write_text(" ".join(map(str, found)) + "\n")
    half.replace(folder() / _SEARCH)


def search_since() -> float:
    """When these keys came into use, as seconds since 1970; 0 for a town that never rotated them."""
    try:
        return (folder() / _SEARCH).stat().st_mtime
    except FileNotFoundError:
        return 0.0


def search_mark(number: int) -> str:
    """How the digests of a key begin; those of key 1 have no mark."""
    return "" if number == 1 else f"{number}."


def search_digests(text: str, context: str) -> tuple[str, ...]:
    """Every digest by which a sealed value may be found now: the one to write first; 64 characters each."""
    return tuple(_search_digest(text, context, number) for number in search_keys())


def search_digest(text: str, context: str) -> str:
    """The digest to write beside a sealed value."""
    return _search_digest(text, context, search_keys()[0])


def _search_digest(text: str, context: str, number: int) -> str:
    made = keyed_sm3(_key("blind", str(settings.HOME), number), f"{context}:{text}".encode())
    return f"{search_mark(number)}{made}"[:DIGEST]


def blind(text: str, context: str) -> str:
    """A keyed digest of what is kept nowhere, under key 1 for good; 64 hex characters."""
    return keyed_sm3(_key("blind", str(settings.HOME), 1), f"{context}:{text}".encode())
