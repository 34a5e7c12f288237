"""Who finds faces and plates in a photo: an adapter, chosen by LIANZHI_SCRUB (``local`` or ``off``).

An adapter is one module here with a class: ``check_config()`` lists what it lacks, in words; ``find`` gives boxes.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Protocol

from django.conf import settings
from PIL import Image

from lianzhi.foundation.files.scrubbers.box import Box
from lianzhi.foundation.files.scrubbers.local import Local
from lianzhi.foundation.files.scrubbers.off import Off


class Scrubber(Protocol):
    on: bool

    def check_config(self) -> list[str]: ...

    def find(self, image: Image.Image) -> list[Box]: ...


KNOWN: Mapping[str, Callable[[], Scrubber]] = {"local": Local, "off": Off}


@cache
def _made(name: str) -> Scrubber:
    return KNOWN.get(name, Off)()


def chosen() -> Scrubber:
    """The adapter in force: the one asked for if it can run, else the one that does nothing."""
    asked = _made(settings.SCRUB)
    return asked if asked.on and not asked.check_config() else _made("off")


def scrubbing_is_on() -> bool:
    return chosen().on


def boxes(image: Image.Image) -> list[Box]:
    return chosen().find(image)


def problems() -> list[str]:
    """Why photos are not scrubbed although they should be; empty when they are, or nobody asked for it."""
    return _made(settings.SCRUB).check_config()
