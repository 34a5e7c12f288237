"""files -> cases: a picture that a phone had announced has come (or was given up); open pages show it.  R-113."""

from lianzhi.cases import api as cases
from lianzhi.foundation.events import api as events


def arrived(event: events.Happening) -> None:
    kind, _, key = str(event.payload["subject"]).partition(":")
    if kind == "case" and key.isdigit():
        cases.picture_arrived(int(key))


events.consumer("files.arrived", key="files_to_cases.arrived")(arrived)
