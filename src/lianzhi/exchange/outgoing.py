"""Call another system: the address is looked up once, checked, and that very address is called.

So a name that answers with a public address for the check and a private one for the call (DNS rebinding) gains
nothing. No proxy of the environment, no redirect, a time limit, and never more than ``MOST`` bytes of an answer.
"""

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlunsplit

import httpx

from lianzhi.exchange.rules import addresses

SECONDS = 10.0
MOST = 4_000_000


class Unreachable(Exception):
    """No answer, or none that may be fetched; the text says why, for the delivery log."""


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    body: bytes
    took_ms: int


def call(
    method: str,
    url: str,
    *,
    private: bool,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    most: int = MOST,
) -> Answered:
    """Raises Unreachable; BadInput for a URL that may not be called at all."""
    parts = addresses.split(url, private=private)
    target, began = _pinned(parts, private=private), time.monotonic()
    given = {**(headers or {}), "Host": parts.netloc}
    try:
        with (
            httpx.Client(trust_env=False, follow_redirects=False, timeout=SECONDS) as client,
            client.stream(
                method, target, content=body, headers=given, extensions={"sni_hostname": parts.hostname}
            ) as answer,
        ):
            return Answered(answer.status_code, _read(answer, began, most), _since(began))
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise Unreachable(f"{type(error).__name__}: {error}"[:300]) from error


def _pinned(parts: SplitResult, *, private: bool) -> str:
    """The URL with an address in place of the name. Every address the name has must be allowed."""
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"the name {host} is not known") from error
    if not private and not all(addresses.is_public(each) for each in found):
        raise Unreachable(f"{host} is an address inside a private network; the administrator has to allow it")
    address = f"[{found[0]}]" if ":" in found[0] else found[0]
    return urlunsplit((parts.scheme, f"{address}:{port}", parts.path or "/", parts.query, ""))


def _read(answer: httpx.Response, began: float, most: int) -> bytes:
    """At most ``most`` bytes, within the time limit of the whole call: a trickle does not hold the worker."""
    kept = bytearray()
    for chunk in answer.iter_bytes():
        kept += chunk
        if len(kept) > most:
            raise Unreachable("the answer is too long")
        if time.monotonic() - began > 2 * SECONDS:
            raise Unreachable("the answer took too long")
    return bytes(kept)


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
