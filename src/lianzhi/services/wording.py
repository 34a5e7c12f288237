"""What the codes of this room are called, and reasons as sentences."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WORDS: dict[str, Mapping[str, Any]] = {
    "stage": {"kindergarten": _("Kindergarten"), "primary": _("Primary school"), "middle": _("Middle school")},
    "supply": {"green": _("Enough places"), "yellow": _("May be short"), "red": _("Will be short")},
    "standing": {
        "registered_owner": _("Registered, own home"), "registered": _("Registered"), "owner": _("Own home, not registered"),
        "permit": _("Residence permit"), "other": _("Tenants and others"),
    },
    "home": {"single": _("Alone"), "elders": _("Only elders"), "dependants": _("With children or disabled only")},
    "care": {"high": _("High care"), "middle": _("Middle care"), "low": _("Ordinary care")},
    "why_on": {
        "found": _("Found in the register"), "left": _("Somebody moved out"), "ended": _("Somebody died or left the register"),
        "moved": _("Moved here"), "age": _("Reached the age"),
    },
    "why_off": {
        "joined": _("Somebody is at home now"), "moved": _("Moved away"), "ended": _("Died or left the register"),
    },
    "word": {"unasked": _("Not asked yet"), "agreed": _("Agrees to visits"), "declined": _("Wants no visits")},
    "outcome": {
        "well": pgettext_lazy("visit", "Well"), "help": _("Needs help"), "absent": _("Nobody met"), "": _("To be visited"),
    },
    "step": {
        "on": _("Came onto the list"), "off": _("Went from the list"), "place": _("Another home"),
        "home": _("Lives otherwise"), "care": _("Another level of care"), "word": _("The person's word"),
    },
    "change": {
        "came": _("moved in"), "went": _("moved away"), "born": _("born"), "new": _("newly recorded"),
        "other": _("corrected, or other borders"), "places": _("places"),
    },
}  # fmt: skip
REASONS = {
    "children": _("%(n)s children at addresses of the area are of that age."),
    "unborn": _(
        "%(share)s %% of that age are not born yet: %(n)s taken from the births of the last twelve months."
    ),
    "moves": _("Movement of %(rate)s %% a year, from the last twelve months."),
    "share": _("%(share)s %% of them are expected to come to this school (assumption by standing)."),
    "no_places": _("Nobody has entered how many places there are."),
    "carried": _("Places of %(year)s are taken, for no others are entered."),
    "short": _("%(n)s children more than places."),
    "high_short": _("If more come than expected, up to %(n)s places lack."),
    "full": _("More than %(share)s %% of the places are expected to be taken."),
    "enough": _("%(n)s places remain."),
}
STEPS = {"on": "why_on", "off": "why_off", "home": "home", "care": "care", "word": "word"}


def word(kind: str, code: str) -> str:
    return str(WORDS[kind].get(code, code))


def reason(why: str, numbers: Mapping[str, Any]) -> str:
    text = REASONS.get(why)
    return str(text) % dict(numbers) if text else why


def choices(kind: str) -> list[tuple[str, str]]:
    return [(code, str(text)) for code, text in WORDS[kind].items() if code]
