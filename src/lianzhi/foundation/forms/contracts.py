"""Values that cross the door of forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lianzhi.foundation.forms.rules.spec import FormSpec


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers to one version of a form. ``values`` by field code, plain JSON.

    ``awaited``: ids of pictures among them that are still on their way (a phone announced them).
    """

    form: str
    version: int
    values: Mapping[str, Any] = field(default_factory=dict)
    awaited: frozenset[str] = frozenset()

    def kept(self) -> dict[str, Any]:
        """As a room keeps them in a JSON column."""
        return {"version": self.version, "values": dict(self.values)}


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form in the administrator's list. ``changed``: the draft differs from what is published."""

    code: str
    name_zh: str
    name_en: str
    version: int
    published_at: datetime | None
    fields: int
    subjects: tuple[str, ...]
    active: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """What the editor works on; may be incomplete. ``spec`` is plain JSON in the shape of a form."""

    code: str
    version: int
    spec: Mapping[str, Any]
    subjects: tuple[str, ...]
    active: bool


__all__ = ["Answers", "Draft", "FormRow", "FormSpec"]
