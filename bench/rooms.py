"""Every page of the rooms services, safety, registry and territory at the size of a whole town: CPU and clock of each.

    LIANZHI_HOME=<empty directory> bash .ci/postgres python bench/rooms.py          (or without .ci/postgres: SQLite)
    ... --turns 20      how often each page is asked
    ... --pages         the home was made before: only the pages

S-town at scale 1 (``whole_town.py``): 330,000 persons in 7,754 buildings and 180,882 rooms. Then, each timed: schools
projected, elders listed and visits opened, cylinders followed and checked, all buildings judged, grids counted, the quality
counted. CPU is this process's, and on PostgreSQL that of its database process beside it.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.demo")
if os.environ.get("LIANZHI_TEST_PG"):
    os.environ["LIANZHI_DATABASE"] = os.environ["LIANZHI_TEST_PG"]
SEED, CITY, BAR = 7, 1.0, 100


def database_seconds() -> float:
    """CPU that this connection's PostgreSQL process has used; nothing on SQLite, which works in this process."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    said = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def timed(label: str, act: Callable[[], Any]) -> Any:
    wall, cpu, there = time.perf_counter(), time.process_time(), database_seconds()
    done = act()
    print(
        f"{label:<50}{time.process_time() - cpu:7.2f} CPU s + {database_seconds() - there:6.2f} of the database"
        f"{time.perf_counter() - wall:8.2f} s by the clock   {done}",
        flush=True,
    )
    return done


def make() -> None:
    from safety import deliver
    from services import schools
    from whole_town import fill

    from lianzhi.kernel.actor import system
    from lianzhi.registry import api as registry
    from lianzhi.registry.actions.counting import count_grids
    from lianzhi.safety.actions.alerting import check_cylinders
    from lianzhi.safety.actions.following import follow
    from lianzhi.safety.actions.recompute import recompute
    from lianzhi.services import api as services

    by = system("bench")
    fill(CITY, SEED, sealed=True)
    timed("grids counted", count_grids)
    timed("schools of the map entered", lambda: schools(by))
    timed("projection of the whole town", lambda: services.project(by=by).children)
    timed("list of elders, whole", lambda: len(services.follow(by=by).on))
    timed("visits that fall due today opened", lambda: services.open_due(by=by))
    timed("cylinders followed", follow)
    timed("cylinders delivered (not what is measured)", lambda: deliver(CITY, SEED))
    timed("rules over all cylinders", check_cylinders)
    timed("all buildings judged, first time", recompute)
    timed("all buildings judged again", recompute)
    timed("quality, first count", registry.count_quality)
    timed("quality, second count", registry.count_quality)


def reader() -> Any:
    """A client of somebody who may do everything everywhere."""
    from django.test import Client

    from lianzhi.foundation.access import api as access
    from lianzhi.foundation.access.models import User
    from lianzhi.kernel.actor import system
    from lianzhi.territory import api as territory

    root, town = system("bench"), territory.town().code
    access.save_unit("bench", name_zh="量", kind="command", area_code=town, by=root)
    access.save_role("bench", name_zh="量", permissions=list(access.declared()), by=root)
    if not User.objects.filter(username="bench").exists():
        who = access.add_person("bench", name="量", unit="bench", password=None, by=root)
        access.grant(who.id, "bench", area_code=town, by=root)
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="bench"))
    return client


def addresses(turns: int) -> Iterator[tuple[str, list[str]]]:
    """Kind of page -> its addresses: ``turns`` different ones where there are as many, and the fullest."""
    yield from _registry(turns)
    yield from _safety(turns)
    yield from _services(turns)
    yield from _territory(turns)


def _registry(turns: int) -> Iterator[tuple[str, list[str]]]:
    from django.db.models import Count
    from django.db.models.functions import Substr

    from lianzhi.registry.models import Enterprise, House, Person, Thing, Venue
    from lianzhi.territory import api as territory

    town, base = territory.town().code, "/registry"
    full = (
        Person.objects.order_by()
        .annotate(at=Substr("place", 1, 18))
        .values_list("at")
        .annotate(n=Count("pk"))
    )
    buildings = [code for code, _n in full.order_by("-n")]
    yield "building, the fullest", [f"{base}/building/{code}/" for code in buildings[:turns]]
    yield "building, others", [f"{base}/building/{code}/" for code in buildings[:: len(buildings) // turns]]
    for level in ("grid", "community"):
        yield level, [f"{base}/grid/{area.code}/" for area in territory.areas(level)][: 2 * turns]
    yield "town", [f"{base}/grid/{town}/"]
    yield "grids", [f"{base}/grids/"]
    persons = list(Person.objects.values_list("code", flat=True)[: 1000 * turns : 1000])
    yield "person", [f"{base}/persons/{code}/" for code in persons]
    for page in ("edit", "move", "end", "link", "merge"):
        yield f"person, {page}", [f"{base}/entries/{code}/{page}/" for code in persons[:3]]
    for model, name in (
        (Enterprise, "firm"),
        (House, "house"),
        (Venue, "venue"),
        (Thing, "thing"),
    ):
        yield (
            name,
            [f"{base}/entries/{code}/" for code in model.objects.values_list("code", flat=True)[:turns]],
        )
    some = list(territory.areas("grid"))[0].code
    for query in (
        "", "?words=王", "?words=王伟", "?kind=mobile", "?sex=1", "?look=changed", "?look=unchecked", "?look=homeless",
        "?look=ended",
        f"?area={some}", f"?area={some}&look=unchecked", f"?area={some[:12]}&look=changed", f"?words={buildings[0]}",
        "?after=1000", "?words=没有这个人",
    ):  # fmt: skip
        yield f"persons {query}", [f"{base}/persons/{query}"]
    for kind, queries in (
        ("enterprises", ("", "?words=模拟", "?look=changed", "?look=unchecked", f"?area={some}")),
        ("venues", ("", "?kind=food", "?look=unchecked", f"?area={some}", "?look=ended")),
        ("things", ("", "?look=overdue", "?look=soon", "?look=worn", "?kind=gas_cylinder&look=overdue", f"?area={some}")),
        ("certificates", (
            "", "?look=usable", "?look=soon", "?look=lapsed", "?words=王", "?words=没有", f"?area={some}", "?kind=elder",
        )),
    ):  # fmt: skip
        for query in queries:
            yield f"{kind} {query}", [f"{base}/{kind}/{query}"]
    for page in ("pairs/", "marks/", "marks/new/", "once/", "new/persons/", "new/houses/", "quality/",
                 "quality/tickets/", "quality/spots/"):  # fmt: skip
        yield page, [f"{base}/{page}"]
    for kind in ("persons", "houses", "enterprises"):
        yield f"quality of {kind}", [f"{base}/quality/of/{kind}/simulation/"]
    yield "quality, faulty: stale", [f"{base}/quality/faulty/persons/stale/simulation/"]
    yield "quality, faulty: twins", [f"{base}/quality/faulty/enterprises/twins/simulation/"]
    yield "quality, faulty: phone", [f"{base}/quality/faulty/persons/missing-phone/simulation/"]


def _safety(turns: int) -> Iterator[tuple[str, list[str]]]:
    from lianzhi.registry.models import House
    from lianzhi.safety.models import Alert, Risk
    from lianzhi.territory import api as territory

    town, worst = (
        territory.town().code,
        list(Risk.objects.order_by("-rank", "pk").values_list("code", "area_code")[:turns]),
    )
    rooms = [
        House.objects.filter(place__startswith=code).values_list("place", flat=True).first()
        for code, _ in worst
    ]
    numbers = list(Alert.objects.values_list("cylinder__number", flat=True)[:turns])
    for query in (
        "",
        "?level=red",
        "?level=green&page=160",
        "?reason=cylinder-overdue",
        "?look=warned",
        "?look=due",
        "?words=幢",
    ):
        yield f"risks {query}", [f"/safety/{query}"]
    yield "risk of a building", [f"/safety/at/{code}/" for code, _area in worst]
    yield "risk of a room", [f"/safety/at/{room}/" for room in rooms if room]
    yield "risk of a grid", [f"/safety/at/{area}/" for _code, area in worst]
    yield "risk of a community", [f"/safety/at/{area[:12]}/" for _code, area in worst]
    yield "risk of the town", [f"/safety/at/{town}/"]
    yield "inspection", [f"/safety/at/{code}/inspect/" for code, _area in worst[:3]]
    for query in (
        "",
        "?look=overdue",
        "?look=wrong",
        "?look=soon",
        "?page=500",
        "?supplier=gas-one",
        f"?words={worst[0][0]}",
    ):
        yield f"cylinders {query}", [f"/safety/cylinders/{query}"]
    yield "cylinder", [f"/safety/cylinders/{number}/" for number in numbers]
    yield "cylinder, step", [f"/safety/cylinders/{number}/step/" for number in numbers[:3]]
    yield "cylinder on the phone", [f"/g/cylinder/?n={number}" for number in numbers]
    yield "suppliers", ["/safety/suppliers/"]


def _services(turns: int) -> Iterator[tuple[str, list[str]]]:
    from lianzhi.services.models import Elder, School, Visit

    schools = list(School.objects.values_list("code", flat=True))
    elders = list(Elder.objects.filter(until=None).values_list("pk", "grid_code", "place")[:turns])
    for query in ("", "?stage=primary"):
        yield f"schools {query}", [f"/services/schools/{query}"]
    yield (
        "map of school areas",
        [f"/services/schools/map/?stage={s}" for s in ("kindergarten", "primary", "middle")],
    )
    yield "school", [f"/services/schools/{code}/" for code in schools]
    for page in ("area", "places", "end"):
        yield f"school, {page}", [f"/services/schools/{code}/{page}/" for code in schools[:3]]
    yield "new school", ["/services/schools/new/"]
    for query in ("", "?care=high", "?look=due", "?look=gone", "?look=declined", f"?area={elders[0][1]}"):
        yield f"elders {query}", [f"/services/elders/{query}"]
    yield "elder", [f"/services/elders/{pk}/" for pk, _grid, _place in elders]
    yield "visits due", ["/g/visits/", "/g/visits/?page=2"]
    yield (
        "visit",
        [
            f"/g/visits/{pk}/"
            for pk in Visit.objects.filter(ended_at=None).values_list("pk", flat=True)[:turns]
        ],
    )
    yield (
        "school of an address",
        ["/r/schools/?q=1幢", f"/r/schools/?code={elders[0][2][:18]}", "/services/which/?q=1幢"],
    )


def _territory(turns: int) -> Iterator[tuple[str, list[str]]]:
    from lianzhi.territory.models import Room

    rooms = list(Room.objects.values_list("building", "code")[: 200 * turns : 200])
    for layer in ("grids", "communities", "town"):
        yield f"map, {layer}", [f"/map/{layer}.geojson"]
    yield (
        "place while typing",
        [f"/map/place?q={words}" for words in ("禾港", "禾港名苑3幢", "学浜弄18号", "3幢1单元302", "路")],
    )
    yield "what lies at a point", ["/map/at?lon=120.058&lat=30.3199"]
    for query in ("", "?words=禾港", "?q=禾港", f"?q={rooms[0][0]}"):
        yield f"rooms {query}", [f"/rooms/{query}"]
    yield "rooms of a building", [f"/rooms/{building}/" for building, _code in rooms]
    yield "room", [f"/rooms/{building}/{code}/" for building, code in rooms[:3]]
    for page in ("map/", "check/", "tables/"):
        yield f"areas, {page}", [f"/settings/areas/{page}"]
    for page in ("review/", "review/decided/"):
        yield f"addresses, {page}", [f"/settings/addresses/{page}"]


def pages(turns: int) -> None:
    client, over, seen, slow = reader(), 0, 0, 0
    print(
        f"{'page':<44}{'asked':>6}{'p50':>8}{'p95':>8}  CPU each: pages, database (ms)   load {os.getloadavg()[0]:.1f}"
    )
    for name, urls in addresses(turns):
        if not urls:
            print(f"{name:<44} none there")
            continue
        for url in urls[:2]:
            client.get(url)
        times, cpu, there = [], time.process_time(), database_seconds()
        for turn in range(max(turns, len(urls))):
            began = time.perf_counter()
            answer = client.get(urls[turn % len(urls)])
            answer.getvalue()
            times.append((time.perf_counter() - began) * 1000)
            if answer.status_code != 200:
                print(f"{urls[turn % len(urls)]}: {answer.status_code}")
                break
        asked = len(times)
        cpu, there = ((after - before) * 1000 / asked for after, before in
                      ((time.process_time(), cpu), (database_seconds(), there)))  # fmt: skip
        times.sort()
        p95 = times[min(asked - 1, int(asked * 0.95))]
        seen, over, slow = seen + 1, over + (cpu + there > BAR), slow + (p95 > 300)
        mark = "  <- over" if cpu + there > BAR or p95 > 300 else ""
        print(
            f"{name[:43]:<44}{asked:>6}{times[asked // 2]:>8.0f}{p95:>8.0f}{cpu:>10.0f}{there:>8.0f}{mark}",
            flush=True,
        )
    print(
        f"{seen} kinds of pages: {over} over {BAR} ms of CPU, {slow} over 300 ms at p95; load {os.getloadavg()[0]:.1f}"
    )


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--turns", type=int, default=20)
    given.add_argument("--pages", action="store_true")
    said = given.parse_args()
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from lianzhi.project.setting_up import setup

    settings.AUDIT_FSYNC = False
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    setup(lambda _text: None)
    if not said.pages:
        make()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    pages(said.turns)


if __name__ == "__main__":
    main()
