"""Sealing of personal data in fields: the key service of this installation (GB/T 39786 8.4 d, e).

The key file lies beside the session key, outside the database. Rotation and a hardware key service
come behind this same door. ``context`` names table and column, so that a sealed value moved to another
field does not open.
"""

from functools import cache

from django.conf import settings

from lianzhi.kernel.checksums import keyed_sm3, sm3
from lianzhi.kernel.keys import kept_secret
from lianzhi.kernel.seal import Sealer


@cache
def _key(purpose: str) -> bytes:
    secret = kept_secret(settings.HOME / "keys" / "fields.key")
    return bytes.fromhex(sm3(f"{purpose}:{secret}".encode()))


@cache
def _sealer() -> Sealer:
    return Sealer({1: _key("seal")[:16]}, current=1)


def seal(text: str, context: str) -> str:
    return _sealer().seal(text, context)


def unseal(sealed: str, context: str) -> str:
    return _sealer().unseal(sealed, context)


def blind(text: str, context: str) -> str:
    """A keyed digest by which a sealed value is found again; 64 hex characters."""
    return keyed_sm3(_key("blind"), f"{context}:{text}".encode())
