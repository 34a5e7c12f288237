"""Schools of S-town into the demo, and elders on the list: made of the register that is loaded. All of it invented.

The demo registers a few grids only, so a school gets the loaded grids that lie nearest to it, and its places are about the
children of a year there, a little more or less by dice: one of them runs short. The smallest towns have no school. Nothing is
any real school's area or number.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from random import Random

from lianzhi.kernel.actor import Actor
from lianzhi.registry import api as registry
from lianzhi.services import api as services
from lianzhi.simulation.registers.lists import words
from lianzhi.territory import api as territory
from lianzhi.territory.contracts import PlacePlan, TownPlan

SOURCE = "simulation"
AGES = {"kindergarten": (3, 6), "primary": (6, 12), "middle": (12, 15)}
SIZES = (1.5, 1.1, 0.62)
"""Places for one year's children: roomy, just enough, too few; drawn in this order, so that one is always short."""
VISITED = 12


@dataclass(frozen=True, slots=True)
class Schooled:
    schools: int
    short: int
    elders: int
    visits: int


def load_schools(town: TownPlan, *, seed: int, today: date, by: Actor) -> Schooled:
    """Safe to repeat: the same seed gives the same places."""
    children = registry.children(date(today.year - 16, 1, 1), today)
    lived = Counter(child.grid_code for child in children)
    plans = [(place, stage) for place in town.places if place.kind == "school" and (stage := _stage(place))]
    dice, made = Random(seed), 0  # noqa: S311  a simulation
    for stage in AGES:
        schools = _near([place for place, of in plans if of == stage], lived)
        sizes = dice.sample(SIZES, len(SIZES))
        for number, (place, grids) in enumerate(sorted(schools.items(), key=lambda pair: pair[0].code)):
            _enter(place, stage, grids, children, today, sizes[number % len(sizes)], by)
            made += 1
    projected = services.project(by=by)
    followed = services.follow(by=by)
    return Schooled(made, len(projected.warned), len(followed.on), services.open_due(by=by, most=VISITED))


def _stage(place: PlacePlan) -> str:
    return next((code for code, suffix in words()["levels"].items() if place.name.endswith(suffix)), "")


def _near(places: list[PlacePlan], lived: Counter[str]) -> dict[PlacePlan, list[str]]:
    """Each grid in which somebody lives goes to the nearest school of the stage."""
    found: dict[PlacePlan, list[str]] = {}
    for grid in sorted(lived):
        area = territory.area(grid)
        if area is not None and places:
            near = min(places, key=lambda p: ((p.lon - area.lon) * 0.863) ** 2 + (p.lat - area.lat) ** 2)
            found.setdefault(near, []).append(grid)
    return found


def _enter(
    place: PlacePlan, stage: str, grids: list[str], children: list[registry.Child], today: date, size: float, by: Actor
) -> None:  # fmt: skip
    first, last = AGES[stage]
    mine = sum(
        child.grid_code in grids and first <= (today - child.birth).days / 365.25 < last for child in children
    )
    places = max(5, round(mine / (last - first) * size / 5) * 5)
    view = services.save_school(place.code, stage, source=SOURCE, by=by)
    services.set_places(view.code, today.year + 1, places, source=SOURCE, by=by)
    services.set_area(
        view.code, services.NewArea(areas=grids, since=date(today.year, 1, 1)), source=SOURCE, by=by
    )
