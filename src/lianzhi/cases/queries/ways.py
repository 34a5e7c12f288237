"""Ways in: by what door a report came, in words.  R-091.

Doors of the platform have their names here; a table of messages that was imported is called by the name it was given.
"""

from django.utils.translation import gettext as _

from lianzhi.cases.models import Case
from lianzhi.cases.queries.in_use import in_use
from lianzhi.kernel.errors import N_
from lianzhi.kernel.remembering import for_a_moment

MESSAGE = "message"
DOORS = {
    "phone": N_("Phone call"),
    "counter": N_("Counter"),
    "resident": N_("Resident's phone"),
    "grid": N_("Grid worker"),
    "split": N_("Part of another case"),
    "api": N_("Another bureau's system"),
    "open311": N_("Another city's system"),
    "sensing": N_("Cameras and sensors"),
    "safety": N_("Risk and gas cylinders"),
    "services": N_("Schools and elders"),
    "benefits": N_("Payments of policies"),
    "circles": N_("Circles and street matters"),
    "simulation": N_("Simulated"),
}


def door(source: str) -> str:
    """The code a rule may ask for: every imported table is ``message``."""
    return source if source in DOORS else MESSAGE


def called(source: str) -> str:
    return _(DOORS[source]) if source in DOORS else _("Imported: %(name)s") % {"name": source}


def ways() -> dict[str, str]:
    """What a list can be narrowed to, in words: all doors, then the imports that became cases."""
    return {code: called(code) for code in [*DOORS, *(name for name in _in_use() if name not in DOORS)]}


@for_a_moment
def _in_use() -> tuple[str, ...]:
    return in_use(Case, "source")
