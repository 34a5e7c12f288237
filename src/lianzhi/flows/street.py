"""What the two meetings of cases and circles share: the words in which a case tells its way, and where it is.  R-120."""

from functools import cache
from pathlib import Path
from typing import Any

from lianzhi.cases import api as cases
from lianzhi.circles import api as circles
from lianzhi.kernel import yamls
from lianzhi.kernel.actor import system

MACHINE = system("parties")
OWN = "own"


@cache
def words() -> dict[str, Any]:
    return yamls.read(Path(__file__).parent / "street.yaml")


def spot_of(case: cases.CaseView) -> circles.Spot:
    return circles.Spot(case.area_code, case.place_code, case.lon, case.lat)


def said(chosen: circles.Chosen, until: str) -> dict[str, str]:
    return {
        "party": chosen.name,
        "kind": words()["kinds"][chosen.kind],
        "target": chosen.target_name,
        "until": until,
    }
