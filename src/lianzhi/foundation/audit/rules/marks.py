"""How an entry becomes a digest and a digest a mark. House law 5, R-107.

``digest`` is SM3 over the JSON array of all fields in ``Row`` order up to ``prev`` (compact, UTF-8, no
escapes but those JSON demands), so each entry fixes the one before it; anyone can recompute it. A mark is
HMAC-SM3 under the key of the installation; nobody without the key can make one. Both run a million times
in a verification, so they use the interpreter's OpenSSL directly; a test holds them against
``kernel.checksums``.
"""

import hashlib
from json.encoder import encode_basestring as quoted
from typing import NamedTuple

GENESIS = "0" * 64
_BLOCK = 64


class Row(NamedTuple):
    """One entry as it is stored, in the order of the columns."""

    seq: int
    at: str
    actor_id: str
    actor_name: str
    action: str
    subject: str
    detail: str
    prev: str
    hash: str
    mark: str


Stored = Row | tuple[int, str, str, str, str, str, str, str, str, str]  # plain tuples walk faster

_START = hashlib.new("sm3")


def encode(
    seq: int, at: str, actor_id: str, actor_name: str, action: str, subject: str, detail: str, prev: str
) -> bytes:
    return (
        f"[{seq},{quoted(at)},{quoted(actor_id)},{quoted(actor_name)},{quoted(action)},"
        f"{quoted(subject)},{quoted(detail)},{quoted(prev)}]"
    ).encode()


def digest(
    seq: int, at: str, actor_id: str, actor_name: str, action: str, subject: str, detail: str, prev: str
) -> str:
    """SM3 of the eight fields as ``encode`` writes them. The running state is copied: cheaper than a new one."""
    state = _START.copy()
    state.update(encode(seq, at, actor_id, actor_name, action, subject, detail, prev))
    return state.hexdigest()


class Marker:
    """Makes and checks marks under one key: HMAC (RFC 2104) with both keyed states made once."""

    def __init__(self, key: bytes) -> None:
        block = (key if len(key) <= _BLOCK else hashlib.new("sm3", key).digest()).ljust(_BLOCK, b"\0")
        self._inner = hashlib.new("sm3", bytes(byte ^ 0x36 for byte in block))
        self._outer = hashlib.new("sm3", bytes(byte ^ 0x5C for byte in block))

    def mark(self, text: str) -> str:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(text.encode())
        outer.update(inner.digest())
        return outer.hexdigest()
