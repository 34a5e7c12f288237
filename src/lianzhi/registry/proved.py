"""Which entries a resident has proved in this session (PIPL 45), for his own pages, also those of other rooms."""

from collections.abc import Iterable

from django.http import HttpRequest

from lianzhi.kernel.actor import Actor

_KEY = "register"


def proved_codes(request: HttpRequest, by: Actor) -> list[str]:
    """Of the account that gave the proof, of no other."""
    kept = request.session.get(_KEY, {})
    return list(kept["codes"]) if kept.get("resident") == by.id else []


def keep(request: HttpRequest, by: Actor, codes: Iterable[str]) -> None:
    request.session[_KEY] = {"resident": by.id, "codes": sorted(set(codes))}
