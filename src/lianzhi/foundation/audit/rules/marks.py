"""How an entry becomes a digest and a digest a mark. House law 5, R-107.

``digest`` is SM3 over the JSON array of all fields in ``Row`` order up to ``prev`` (compact, UTF-8, no
escapes but those JSON demands), so each entry fixes the one before it; anyone can recompute it. A mark is
HMAC-SM3 under the key of the installation; nobody without the key can make one.
"""

from json.encoder import encode_basestring as quoted
from typing import NamedTuple

from cryptography.hazmat.primitives import hashes, hmac

GENESIS = "0" * 64


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


_START = hashes.Hash(hashes.SM3())


def encode(
    seq: int, at: str, actor_id: str, actor_name: str, action: str, subject: str, detail: str, prev: str
) -> bytes:
    return (
        f"[{seq},{quoted(at)},{quoted(actor_id)},{quoted(actor_name)},{quoted(action)},"
        f"{quoted(subject)},{quoted(detail)},{quoted(prev)}]"
    ).encode()


def digest(*fields: int | str) -> str:
    """SM3 of the eight fields of ``encode``. The running state is copied: half the cost of a new one."""
    state = _START.copy()
    state.update(encode(*fields))  # type: ignore[arg-type]
    return state.finalize().hex()


class Marker:
    """Makes and checks marks under one key."""

    def __init__(self, key: bytes) -> None:
        self._start = hmac.HMAC(key, hashes.SM3())

    def mark(self, text: str) -> str:
        state = self._start.copy()
        state.update(text.encode())
        return state.finalize().hex()
