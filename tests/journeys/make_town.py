"""Makes the small S-town of the journeys in a home of its own and says on standard output what stands where.

Run as a process: python make_town.py. LIANZHI_HOME names the home.
"""

import json
import sys

import django

django.setup()

from shapely.geometry import shape  # noqa: E402

from lianzhi.foundation.access import api as access  # noqa: E402
from lianzhi.kernel.actor import system  # noqa: E402
from lianzhi.project.setting_up import setup  # noqa: E402
from lianzhi.simulation import api as simulation  # noqa: E402
from lianzhi.territory import api as territory  # noqa: E402
from lianzhi.territory.models import Area  # noqa: E402

SCALE, DAYS, HISTORY = 0.02, 2, 10


def main() -> None:
    setup(lambda text: None)
    simulation.make_demo(
        scale=SCALE, days=DAYS, history=HISTORY, say=lambda text: print(text, file=sys.stderr)
    )
    by, town = system("journeys"), territory.town().code
    both = access.add_person(
        "both", name="演示·兼职核查", unit="city-management", password=simulation.PASSWORD, by=by
    )
    access.grant(both.id, "staff", area_code=town, unit="city-management", by=by)
    access.grant(both.id, "checker", area_code=town, unit="", by=by)
    grid = next(g for g in access.grants() if g.username == "grid" and g.role == "grid").area_code
    worker = next(p for p in access.people() if p.username == "grid")
    point = shape(json.loads(Area.objects.get(code=grid).geometry)).representative_point()
    unit = access.unit(worker.unit)
    print(json.dumps({"town": town, "grid": grid, "lon": point.x, "lat": point.y,
                      "unit": unit.code, "unit_name": unit.name_zh}))  # fmt: skip


main()
