"""Recipient and values are sealed for their own row: ``dedupe`` is unique, so nothing can be exchanged."""

from lianzhi.foundation.access import api as access


def seal(text: str, field: str, dedupe: str) -> str:
    return access.seal(text, f"notify.message.{field}:{dedupe}")


def unseal(sealed: str, field: str, dedupe: str) -> str:
    return access.unseal(sealed, f"notify.message.{field}:{dedupe}")


TO = "notify.message.to"


def blind(to: str) -> str:
    return access.search_digest(to, TO)


def blinds(to: str) -> tuple[str, ...]:
    """Every digest by which the recipient may be found now."""
    return access.search_digests(to, TO)
