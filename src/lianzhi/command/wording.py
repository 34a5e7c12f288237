"""What the codes of this room are called."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WORDS: dict[str, Mapping[Any, Any]] = {
    "kind": {
        "flood": _("Typhoon and flood"), "fire": pgettext_lazy("emergency", "Fire"), "gas": pgettext_lazy("emergency", "Gas leak"),
        "crowd": _("Crowd"), "epidemic": _("Epidemic"), "other": pgettext_lazy("emergency", "Other"),
    },
    "level": {1: _("Level I"), 2: _("Level II"), 3: _("Level III"), 4: _("Level IV")},
    "state": {"draft": _("Draft"), "published": _("In force"), "retired": _("Replaced")},
}  # fmt: skip


def word(kind: str, code: Any) -> str:
    return str(WORDS[kind].get(code, code))


def choices(kind: str) -> list[tuple[Any, str]]:
    return [(code, str(text)) for code, text in WORDS[kind].items()]
