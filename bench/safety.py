"""How long does judging a whole town take, and how fast are its pages?

    LIANZHI_HOME=/tmp/home python bench/safety.py [--scale 1] [--seed 7] [--turns 30]

Wants an empty home: it makes S-town's registers and writes them past the import, because filling is not what is measured.
CPU seconds are this process's own; by the clock it is more where others are at work.
"""

import argparse
import os
import resource
import time
from datetime import date, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.base")
ROWS = 5000


def timed(label: str, act):
    start, wall = time.process_time(), time.perf_counter()
    result = act()
    took, waited = time.process_time() - start, time.perf_counter() - wall
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{label:<58}{took:8.2f} CPU s{waited:8.2f} s{memory:8.0f} MB largest so far", flush=True)
    return result


def fill(scale: float, seed: int) -> None:
    from lianzhi.registry import lists
    from lianzhi.registry.models import Enterprise, House, Person, Thing, Venue
    from lianzhi.registry.rules.reading import read
    from lianzhi.simulation.registers import make_registers
    from lianzhi.simulation.registers.sheets import sheet
    from lianzhi.simulation.town import make_town
    from lianzhi.territory import api as territory

    town = make_town(seed, scale)
    territory.load_town(town)
    found = make_registers(town, scale, seed, date.today())  # noqa: DTZ011
    grids = {place.code: place.grid_code for place in town.places}
    today = date.today()  # noqa: DTZ011
    for kind, model, wanted in (
        ("persons", Person, ("birth", "kind")),
        ("houses", House, ("use", "state", "structure", "area_m2")),
        ("enterprises", Enterprise, ("name", "industry")),
        ("venues", Venue, ("name", "kind")),
        ("things", Thing, ("kind", "number", "made", "check_due")),
    ):
        columns, rows = sheet(found, kind), []
        said = lists.columns(kind)
        cells = zip(columns["place"].tolist(), *(columns[name].tolist() for name in wanted), strict=True)
        for serial, (place, *values) in enumerate(cells):
            read_in = {
                n: v
                for n, raw in zip(wanted, values, strict=True)
                if (v := read(said[n], raw, today)) is not None
            }
            rows.append(
                model(
                    code=f"{model.LETTER}{serial:012}",
                    place=place,
                    grid_code=grids[place[:18]],
                    source="bench",
                    **read_in,
                )
            )
            if len(rows) == ROWS:
                model.objects.bulk_create(rows)
                rows.clear()
        model.objects.bulk_create(rows)
        print(kind, model.objects.count(), flush=True)


def pages(turns: int) -> None:
    from django.conf import settings
    from django.test import Client

    from lianzhi.foundation.access import api as access
    from lianzhi.foundation.access.models import User
    from lianzhi.kernel.actor import system
    from lianzhi.safety.access import PERMISSIONS
    from lianzhi.safety.models import Alert, Risk
    from lianzhi.territory import api as territory

    settings.ALLOWED_HOSTS = ["testserver"]
    by, town = system("bench"), territory.town().code
    held = [*PERMISSIONS, "registry.read", "registry.figures", "cases.see"]
    access.save_unit("bench", name_zh="测", kind="department", area_code=town, by=by)
    access.save_role("bench", name_zh="测", permissions=held, by=by)
    who = access.add_person("bench", name="测", unit="bench", password=None, by=by)
    access.grant(who.id, "bench", area_code=town, unit="", by=by)
    client = Client()
    client.force_login(User.objects.get(username="bench"))
    worst = Risk.objects.order_by("-rank").first()
    alert = Alert.objects.select_related("cylinder").first()
    for path in (
        "/safety/", "/safety/?level=green&page=200", "/safety/?reason=cylinder-overdue", "/safety/?look=warned",
        f"/safety/at/{worst.code}/", f"/safety/at/{worst.area_code}/", f"/safety/at/{town}/", "/safety/cylinders/",
        "/safety/cylinders/?look=overdue", f"/safety/cylinders/{alert.cylinder.number}/", f"/g/cylinder/?n={alert.cylinder.number}",
        f"/registry/grid/{town}/", f"/registry/building/{worst.code}/",
    ):  # fmt: skip
        spent, waited = [], []
        for turn in range(turns + 1):
            start, wall = time.process_time(), time.perf_counter()
            assert client.get(path).status_code == 200, path
            if turn:
                spent.append((time.process_time() - start) * 1000)
                waited.append((time.perf_counter() - wall) * 1000)
        spent.sort(), waited.sort()
        at = int(turns * 0.95) - 1
        print(
            f"{path:<50} CPU p50 {spent[turns // 2]:6.0f} p95 {spent[at]:6.0f} ms   clock p95 {waited[at]:6.0f} ms",
            flush=True,
        )


def main(scale: float, seed: int, turns: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from lianzhi.kernel import clock
    from lianzhi.safety import facts
    from lianzhi.safety.actions.alerting import check_cylinders
    from lianzhi.safety.actions.following import follow
    from lianzhi.safety.actions.recompute import recompute
    from lianzhi.safety.models import Alert, Cylinder, Risk, RiskWarning

    call_command("migrate", verbosity=0)
    timed("fill (not what is measured)", lambda: fill(scale, seed))
    timed("cylinders followed for the first time", follow)
    timed("rules over all cylinders, first time", check_cylinders)
    timed("rules over all cylinders, nothing new", check_cylinders)
    timed("columns of all buildings", facts.buildings)
    timed("all buildings judged, first time", recompute)
    timed("all buildings judged again, nothing new", recompute)
    with clock.at(clock.now() + timedelta(days=1)):
        timed("all judged a day later", recompute)
    one = Risk.objects.order_by("-rank").first()
    timed("one building judged", lambda: recompute(code=one.code))
    timed("its grid judged", lambda: recompute(one.area_code))
    levels = {level: Risk.objects.filter(level=level).count() for level in ("red", "yellow", "green")}
    counted = [model.objects.count() for model in (Risk, RiskWarning, Cylinder, Alert)]
    print("{} buildings, {} warnings, {} cylinders, {} alerts".format(*counted), levels)
    pages(turns)


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--scale", type=float, default=1)
    given.add_argument("--seed", type=int, default=7)
    given.add_argument("--turns", type=int, default=30)
    said = given.parse_args()
    main(said.scale, said.seed, said.turns)
