"""What the codes of this room are called."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ASKED_ZH = "请自行整改，并把结果告诉我们。"
ASKED_EN = "Please put it right and tell us what was done."
WORDS: dict[str, Mapping[str, Any]] = {
    "party": {
        "merchant": _("Merchant"), "landlord": _("Landlord"), "property": _("Property firm"), "owners": _("Owners' committee"),
        "community": pgettext_lazy("party", "Community"), "enforcement": _("Enforcement"),
    },
    "answer": {
        "": _("Waits for an answer"), "done": _("Put right by itself"), "unwilling": _("Will not put it right"),
        "unanswered": _("No answer in time"), "taken_back": _("Taken back"),
    },
    "member": {
        "volunteer": _("Volunteer"), "party_member": _("Party member"), "owner": _("Owner of a home"), "merchant": _("Merchant"),
        "resident": _("Resident"),
    },
    "errand": {
        "open": _("Open to be taken"), "taken": _("Somebody does it"), "done": _("To be confirmed"),
        "confirmed": _("Done and counted"), "withdrawn": _("Taken back"),
    },
    "warning": {"proposed": _("To be confirmed"), "sent": _("Sent"), "dismissed": _("Not sent")},
}  # fmt: skip
TONES = {
    "": "waiting", "done": "good", "unwilling": "bad", "unanswered": "bad", "taken_back": "neutral", "open": "active",
    "taken": "waiting", "confirmed": "good", "proposed": "waiting", "sent": "good",
}  # fmt: skip


def word(kind: str, code: str) -> str:
    return str(WORDS[kind].get(code, code))


def choices(kind: str) -> list[tuple[str, str]]:
    return [(code, str(text)) for code, text in WORDS[kind].items() if code]
