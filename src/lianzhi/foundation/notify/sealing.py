"""Recipient and values are sealed for their own row: ``dedupe`` is unique, so nothing can be exchanged."""

from lianzhi.foundation.access import api as access


def seal(text: str, field: str, dedupe: str) -> str:
    return access.seal(text, f"notify.message.{field}:{dedupe}")


def unseal(sealed: str, field: str, dedupe: str) -> str:
    return access.unseal(sealed, f"notify.message.{field}:{dedupe}")


def blind(to: str) -> str:
    return access.blind(to, "notify.message.to")
