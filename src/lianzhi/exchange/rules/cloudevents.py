"""What happened to a case, as a CloudEvent 1.0.  R-087.  No title, no text, no place, no person.  Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lianzhi.foundation.events.contracts import Happening
from lianzhi.kernel.errors import N_, BadInput

TOLD = "case.changed"
"""The one event that every change of a case emits, with the verb in it."""
ALL = "*"
BATCH = "application/cloudevents-batch+json"
SINGLE = "application/cloudevents+json"
_KIND = re.compile(r"case\.[a-z_]{2,30}")
SHOWN = ("number", "state", "end", "category")


def cloud_event(event: Happening, town: str) -> dict[str, Any]:
    """``id`` is stable and ``sequence`` sorts; the same event is the same text in the feed and in every webhook."""
    dot: Mapping[str, Any] = event.payload["case"]
    return {
        "specversion": "1.0",
        "id": str(event.id),
        "source": f"urn:lianzhi:town:{town}",
        "type": f"lianzhi.{kind(event)}",
        "subject": dot["number"],
        "time": event.at.isoformat(),
        "datacontenttype": "application/json",
        "sequence": f"{event.id:020d}",
        "data": {name: dot.get(name) for name in SHOWN}
        | {"area": event.area_code, "verb": event.payload["verb"]},
    }


def kind(event: Happening) -> str:
    return f"case.{event.payload['verb']}"


def wanted(event: Happening, kinds: Iterable[str]) -> bool:
    return event.name == TOLD and (ALL in kinds or kind(event) in kinds)


def checked(text: str) -> list[str]:
    """Kinds separated by blanks or commas; ``*`` for all. Raises BadInput."""
    found = list(dict.fromkeys(re.split(r"[\s,，、]+", text.strip())))
    if not text.strip() or any(each != ALL and not _KIND.fullmatch(each) for each in found):
        raise BadInput(
            "exchange.kinds",
            N_("These kinds of events cannot be read."),
            way_out=N_("Write * for all, or kinds such as case.reported case.dispatch case.close."),
            field="kinds",
        )
    return [ALL] if ALL in found else found
