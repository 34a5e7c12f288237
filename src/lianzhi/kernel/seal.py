"""Encryption of single fields: SM4-GCM (GB/T 32907-2016) bound to the place the value belongs to.

A sealed text is ``v1.<key id>.<base64url of nonce, ciphertext and tag>``. The place (``context``, for
example ``access.resident.phone``) is authenticated together with the key id, so a value that was moved to
another field, altered, or sealed under another key does not open. The nonce is 96 random bits: keep one key
below 2**32 values, then add a new key as ``current``; older keys go on opening what they sealed. Key
material is passed in. Pure.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_NONCE, _TAG = 12, 16


class SealBroken(ValueError):
    """The text was not sealed here, for this place, or it was altered. Nothing of it can be trusted."""


class Sealer:
    """Seals under the key ``current`` and opens under all ``keys`` (key id 1.. -> 16 bytes)."""

    def __init__(self, keys: Mapping[int, bytes], *, current: int) -> None:
        if current not in keys:
            raise ValueError(f"no key {current}")
        if any(number < 1 or len(key) != 16 for number, key in keys.items()):
            raise ValueError("SM4 keys have 16 bytes and ids from 1")
        self._keys = dict(keys)
        self._current = current

    def seal(self, text: str, context: str) -> str:
        nonce = os.urandom(_NONCE)
        box = Cipher(algorithms.SM4(self._keys[self._current]), modes.GCM(nonce)).encryptor()
        box.authenticate_additional_data(_place(self._current, context))
        body = box.update(text.encode("utf-8", "surrogatepass")) + box.finalize()
        return f"v1.{self._current}.{urlsafe_b64encode(nonce + body + box.tag).decode()}"

    def unseal(self, sealed: str, context: str) -> str:
        """The text again. Raises SealBroken."""
        number, raw = _parse(sealed)
        if number not in self._keys:
            raise SealBroken(f"there is no key {number} here")
        nonce, body, tag = raw[:_NONCE], raw[_NONCE:-_TAG], raw[-_TAG:]
        box = Cipher(algorithms.SM4(self._keys[number]), modes.GCM(nonce, tag)).decryptor()
        box.authenticate_additional_data(_place(number, context))
        try:
            return (box.update(body) + box.finalize()).decode("utf-8", "surrogatepass")
        except InvalidTag as error:
            raise SealBroken("altered, moved from another field, or sealed under another key") from error

    def is_current(self, sealed: str) -> bool:
        """False when the text should be sealed again because a newer key is in use."""
        return _parse(sealed)[0] == self._current


def _place(number: int, context: str) -> bytes:
    return f"v1.{number}.{context}".encode()


def _parse(sealed: str) -> tuple[int, bytes]:
    version, _, rest = sealed.partition(".")
    number, _, body = rest.partition(".")
    try:
        raw = urlsafe_b64decode(body.encode("ascii"))
    except (NotBase64, UnicodeEncodeError) as error:
        raise SealBroken("not a sealed text") from error
    canonical = urlsafe_b64encode(raw).decode() == body and number.isascii() and number.isdigit()
    if version != "v1" or not canonical or len(raw) < _NONCE + _TAG:
        raise SealBroken("not a sealed text")
    return int(number), raw
