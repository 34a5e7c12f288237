"""SM3 digests (GB/T 32905-2016) over bytes and over canonical JSON."""

import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac


def sm3(data: bytes) -> str:
    """The SM3 digest of ``data`` as 64 hex characters."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def sm3_file(path: Path) -> str:
    """The SM3 digest of a file of any size."""
    digest = hashes.Hash(hashes.SM3())
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.finalize().hex()


def keyed_sm3(key: bytes, data: bytes) -> str:
    """HMAC-SM3 as 64 hex characters."""
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(data)
    return mac.finalize().hex()


def canonical(value: Any) -> str:
    """One text for one value: sorted keys, no spaces, no escapes. Floats must be finite."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
