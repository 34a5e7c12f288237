"""How long does judging a whole town take, and how fast are its pages?

    LIANZHI_HOME=/tmp/home python bench/safety.py [--scale 1] [--seed 7] [--turns 30]

Wants an empty home: S-town's registers are written past the import (``whole_town.py``), because filling is not measured.
CPU seconds are this process's own; by the clock it is more where others are at work.
"""

import argparse
import os
import resource
import time
from datetime import date, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.demo")
if os.environ.get("LIANZHI_TEST_PG"):
    os.environ["LIANZHI_DATABASE"] = os.environ["LIANZHI_TEST_PG"]
ROWS = 500


def timed(label: str, act):
    start, wall = time.process_time(), time.perf_counter()
    result = act()
    took, waited = time.process_time() - start, time.perf_counter() - wall
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{label:<58}{took:8.2f} CPU s{waited:8.2f} s{memory:8.0f} MB largest so far", flush=True)
    return result


def deliver(scale: float, seed: int) -> int:
    """Kind, inspection and supplier of each cylinder, as a delivery list would say them; written as rows."""
    from random import Random

    from lianzhi.safety import api as safety
    from lianzhi.safety.models import Cylinder, Supplier
    from lianzhi.simulation.people import plan
    from lianzhi.simulation.registers import make_registers
    from lianzhi.simulation.registers.sheets import sheet
    from lianzhi.simulation.town import make_town

    columns = sheet(make_registers(make_town(seed, scale), scale, seed, date.today()), "things")  # noqa: DTZ011
    details = dict(zip(columns["number"].tolist(), columns["_detail"].tolist(), strict=True))
    listed, dice = plan()["gas_suppliers"], Random(seed)  # noqa: S311
    Supplier.objects.bulk_create(Supplier(code=s["code"], name=s["name"]) for s in listed if s["listed"])
    known, rows = set(Supplier.objects.values_list("code", flat=True)), list(Cylinder.objects.all())
    for row, each in zip(rows, dice.choices(listed, [s["share"] for s in listed], k=len(rows)), strict=True):
        row.kind, row.supplier_name = safety.kind_in(str(details[row.number])), each["name"]
        row.supplier = each["code"] if each["code"] in known else ""
    Cylinder.objects.bulk_update(rows, ["kind", "supplier", "supplier_name"], batch_size=ROWS)
    return len(rows)


def pages(turns: int) -> None:
    from django.test import Client

    from lianzhi.foundation.access import api as access
    from lianzhi.foundation.access.models import User
    from lianzhi.kernel.actor import system
    from lianzhi.safety.access import PERMISSIONS
    from lianzhi.safety.models import Alert, Risk
    from lianzhi.territory import api as territory

    by, town = system("bench"), territory.town().code
    held = [*PERMISSIONS, "registry.read", "registry.figures", "cases.see"]
    access.save_unit("bench", name_zh="测", kind="department", area_code=town, by=by)
    access.save_role("bench", name_zh="测", permissions=held, by=by)
    if not User.objects.filter(username="bench").exists():
        who = access.add_person("bench", name="测", unit="bench", password=None, by=by)
        access.grant(who.id, "bench", area_code=town, unit="", by=by)
    client = Client(SERVER_NAME="localhost")
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
    from django.conf import settings
    from whole_town import fill

    from lianzhi.kernel import clock
    from lianzhi.project.setting_up import setup
    from lianzhi.safety import facts
    from lianzhi.safety.actions.alerting import check_cylinders
    from lianzhi.safety.actions.following import follow
    from lianzhi.safety.actions.recompute import recompute
    from lianzhi.safety.models import Alert, Cylinder, Risk, RiskWarning

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    setup(lambda _text: None)
    timed("fill (not what is measured)", lambda: fill(scale, seed))
    timed("cylinders followed for the first time", follow)
    timed("cylinders delivered (not what is measured)", lambda: deliver(scale, seed))
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
