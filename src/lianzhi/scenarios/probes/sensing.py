"""Given detections at one place, judgements and how the matter ends; then how they stand.  R-114..R-119, SC-13..SC-20."""

from datetime import timedelta
from typing import Any

from lianzhi.cases import api as cases
from lianzhi.flows.sensing_to_cases import open_matter
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import Refused
from lianzhi.kernel.geo import metres_per_degree
from lianzhi.scenarios.rules.example import STARTS, minute
from lianzhi.scenarios.world import ROOT, make_units
from lianzhi.sensing import api as sensing
from lianzhi.territory import api as territory

CODE, OWNER = "rehearsal-eye", "rehearsal-eyes"


class Play:
    def __init__(self, given: dict[str, Any]) -> None:
        self.at = minute(STARTS).replace(tzinfo=SHANGHAI)
        grid = territory.areas("grid")[0]
        self.lon, self.lat, self.kind = grid.lon, grid.lat, given.get("device", "camera")
        self.views: list[sensing.DetectionView] = []
        self.numbers: list[str] = []
        make_units([OWNER])

    def run(self, given: dict[str, Any]) -> None:
        with clock.at(self.at):
            high = 100.0 if self.kind == "sky_eye" else 6.0
            new = sensing.NewDevice(
                CODE, self.kind, "示例镜头", self.lon, self.lat, OWNER, "rehearsal", high, None, None, 3000.0
            )
            sensing.save_device(new, by=ROOT)
        for number, said in enumerate(given["detections"]):
            self.see(number, said)
        for view, said in zip(list(self.views), given.get("judged", []), strict=False):
            sensing.judge(view.id, yes=said["right"], klass=said.get("class", ""), by=ROOT)
            self.matter(view.id)
        if how := given.get("ends"):
            for code in list(self.numbers):
                sensing.case_ended(code, how, by=ROOT)

    def see(self, number: int, said: dict[str, Any]) -> None:
        at = self.at + timedelta(minutes=said.get("at", 0))
        east, _north = metres_per_degree(self.lat)
        here = (
            {"lon": self.lon + said.get("east", 0) / east, "lat": self.lat} if "bearing" not in said else {}
        )
        new = sensing.NewDetection(
            CODE, said.get("id", f"d{number}"), said["class"], said["confidence"], at, bearing=said.get("bearing"),
            tilt=said.get("tilt"), **here,
        )  # fmt: skip
        with clock.at(at):
            view = sensing.take_detection(new, by=ROOT)
            if view.new:
                self.views.append(view)
            self.matter(view.id)

    def matter(self, detection: int) -> None:
        """What the event would do: the track's matter, once."""
        view = sensing.detection(detection, ROOT)
        case = open_matter(view.track, view.id) if view.track else None
        self.numbers += [case.number] if case else []


def play(given: dict[str, Any], then: dict[str, Any]) -> list[str]:
    here, refused = Play(given), ""
    try:
        here.run(given)
    except Refused as refusal:
        refused = refusal.code
    if refused or then.get("refused"):
        wanted = then.get("refused", "")
        return (
            []
            if refused == wanted
            else [f"refused is {refused or 'nothing'}, should be {wanted or 'nothing'}"]
        )
    found = _found(here)
    return [
        f"{name} is {found[name]}, should be {value}" for name, value in then.items() if found[name] != value
    ]


def _found(here: Play) -> dict[str, Any]:
    views = [sensing.detection(view.id, ROOT) for view in here.views]
    tracks = sensing.tracks_of([view.id for view in views])
    found = [cases.visible(number, ROOT) for number in here.numbers]
    return {
        "states": [str(view.state) for view in views], "placed": [str(view.placed_by) for view in views],
        "verdicts": sensing.verdicts_of([view.id for view in views]), "tracks": len(tracks),
        "sightings": sum(sightings for sightings, _closed in tracks), "open": sum(not closed for _sightings, closed in tracks),
        "matters": sorted(case.category.code for case in found if case.category),
    }  # fmt: skip
