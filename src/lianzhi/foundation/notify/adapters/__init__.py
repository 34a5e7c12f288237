"""The ways out of the house, by channel and name. LIANZHI_SMS chooses the one for text messages.

An adapter is one module here with a class: ``check_config()`` lists what is wrong with its settings in
words for an administrator, ``send(to, text, key)`` returns when the message was taken over. It raises
``Undeliverable`` when trying again is no use, anything else when it may be. ``key`` is the same at each
attempt, so that a gateway that knows it sends once.
"""

from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext

from lianzhi.foundation.notify.adapters.base import Undeliverable
from lianzhi.foundation.notify.adapters.console import Console
from lianzhi.foundation.notify.adapters.failing import Failing
from lianzhi.foundation.notify.adapters.http import Http


class Adapter(Protocol):
    def check_config(self) -> list[str]: ...

    def send(self, to: str, text: str, key: str) -> None: ...


SMS: dict[str, type[Adapter]] = {"console": Console, "failing": Failing, "http": Http}
CHANNELS = {"sms": ("LIANZHI_SMS", SMS)}

__all__ = ["CHANNELS", "Adapter", "Undeliverable", "adapter_for", "problems"]


def adapter_for(channel: str) -> Adapter:
    """Raises LookupError for an unknown channel or adapter."""
    setting, known = CHANNELS[channel]
    return known[getattr(settings, setting)]()


def problems() -> list[str]:
    """What an administrator must put right before messages go out; empty when all is well."""
    found = []
    for setting, known in CHANNELS.values():
        name = getattr(settings, setting)
        found += known[name]().check_config() if name in known else [_unknown(setting, name, known)]
    return found


def _unknown(setting: str, name: str, known: dict[str, type[Adapter]]) -> str:
    message = gettext("%(setting)s is %(name)s, but only these are known: %(known)s.")
    return message % {"setting": setting, "name": name, "known": ", ".join(known)}
