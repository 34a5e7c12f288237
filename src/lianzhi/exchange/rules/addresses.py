"""May the platform call this address?  Server-side request forgery: OWASP ASVS 12.6; GB/T 22239 8.1.4.4.  Pure.

Whoever may enter a URL must not be able to make this server talk to its own neighbours. So an address is refused that
is not a public one, also when it hides in an IPv6 form; the administrator may allow private ones for one target.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from lianzhi.kernel.errors import N_, BadInput

_NAT64 = ip_network("64:ff9b::/96")
LONGEST = 500


def split(url: str, *, private: bool) -> SplitResult:
    """The parts of a URL that may be called. Raises BadInput for anything else."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise _unusable() from error
    schemes = {"https", "http"} if private else {"https"}
    if parts.scheme not in schemes or not parts.hostname or parts.username or parts.password or port == 0:
        raise _unusable()
    if len(url) > LONGEST or not url.strip().isascii() or not url.strip().isprintable() or " " in url.strip():
        raise _unusable()
    return parts


def is_public(address: str) -> bool:
    """True for an address on the open internet."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(each.is_global and not each.is_multicast and not each.is_reserved for each in _faces(found))


def _faces(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """The address itself and every IPv4 address that is wrapped in it."""
    if isinstance(address, IPv4Address):
        return [address]
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
    wrapped = [each for each in inner if each is not None]
    return wrapped if address.ipv4_mapped or address in _NAT64 else [address, *wrapped]


def _unusable() -> BadInput:
    return BadInput(
        "exchange.url",
        N_("This address cannot be called."),
        way_out=N_(
            "Give a full https:// address without user name; inside the own network only with the box below ticked."
        ),
        field="url",
    )
