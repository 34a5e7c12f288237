"""How the platform says no.

A refusal is written for the person who gets it: what is wrong, and what to do. ``message`` and
``way_out`` are English message ids; the pages translate them and fill in ``params``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


def N_(message: str) -> str:  # noqa: N802  the name translators know
    """Mark a text for translation where it is written; it is translated where it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A name that comes from data in both languages, for use in ``params``."""

    zh: str
    en: str

    def pick(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh

    def __str__(self) -> str:
        return self.zh


class Refused(Exception):
    """An act that the platform will not do. Nothing was written."""

    status = 422

    def __init__(
        self,
        code: str,
        message: str,
        *,
        way_out: str = "",
        field: str = "",
        params: Mapping[str, Any] | None = None,
    ) -> None:
        self.code = code
        self.message = message
        self.way_out = way_out
        self.field = field
        self.params = dict(params or {})
        super().__init__(message % self.params if self.params else message)

    def told(self, translate: Callable[[str], str], language: str) -> tuple[str, str]:
        """(what is wrong, what to do) in the reader's language."""
        values = {k: v.pick(language) if isinstance(v, Bilingual) else v for k, v in self.params.items()}
        fill = (lambda text: translate(text) % values) if values else translate
        return fill(self.message), fill(self.way_out) if self.way_out else ""


class BadInput(Refused):
    """A value that cannot be taken; ``field`` names it."""


class WrongState(Refused):
    """The thing is not in a state that allows this move (somebody may have been faster)."""

    status = 409


class NotAllowed(Refused):
    """The actor lacks the permission for this thing."""

    status = 403


class NotFound(Refused):
    """There is no such thing, or it is outside what the actor may see."""

    status = 404
