"""sensing -> cases: what a device was sure of, or a person confirmed, becomes one matter or joins one.  R-114..R-119.

The responsibility list sends it on (``cases_to_dispatch``). Pictures go with it.
"""

from django.db import transaction

from lianzhi.cases import api as cases
from lianzhi.foundation.events import api as events
from lianzhi.foundation.files import api as files
from lianzhi.kernel.actor import system
from lianzhi.kernel.errors import NotFound, WrongState
from lianzhi.sensing import api as sensing

MACHINE = system("sensing")
SOURCE = "sensing"


@events.consumer("sensing.tracked", key="sensing_to_cases.tracked")
def tracked(event: events.Happening) -> None:
    open_matter(event.payload["track"], event.payload["detection"])


@events.consumer("sensing.seen_by_other", key="sensing_to_cases.seen_by_other")
def seen_by_other(event: events.Happening) -> None:
    found = sensing.seen_again(event.payload["track"], event.payload["detection"])
    if found is not None:
        cases.note(cases.visible(found[0], MACHINE).id, found[1], by=MACHINE)


def open_matter(track: int, detection: int) -> cases.CaseView | None:
    """The matter of a track; None when it has one. Near an open one of its kind it is joined to that."""
    said = sensing.track_text(track, detection)
    if said is None:
        return None
    new = cases.NewReport(
        source=SOURCE, external_id=said.key, intake=said.intake, category=said.category, title=said.title, text=said.text,
        lon=said.lon, lat=said.lat, reporter=MACHINE.id, extra={"track": track, "simulated": said.simulated},
    )  # fmt: skip
    case, main = _joined(new, said) or (cases.report(new, by=MACHINE), "")
    if said.images:
        files.share(said.images, said.detection, case.subject, by=MACHINE)
    sensing.case_opened(track, case.number, joined=main, by=MACHINE)
    return case


def _joined(new: cases.NewReport, said: sensing.TrackText) -> tuple[cases.CaseView, str] | None:
    """Merged into the nearest open matter of its kind within the class's metres, if there is one and it may be joined."""
    near = cases.near_open(said.lon, said.lat, said.category, said.text)
    for each in sorted(near, key=lambda found: found.like.metres or 0.0):
        if each.like.metres is not None and each.like.metres <= said.join_m and each.case.number:
            try:
                with transaction.atomic():
                    return cases.support(each.case.number, new, by=MACHINE), each.case.number
            except (NotFound, WrongState):
                continue
    return None
