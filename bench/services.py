"""School places and elders alone at the size of a whole town: the projection, the list, one household, pages.

    LIANZHI_HOME=<empty directory> python bench/services.py [--persons 330000]
    LIANZHI_HOME=<empty directory> bash .ci/postgres python bench/services.py

Persons, homes and registrations are made up and written by the database itself, without sealed fields: what is read here
are addresses, birthdays and links. CPU of this process beside the clock, which says little where others are at work.
"""

import argparse
import os
import statistics
import time
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.demo")
if os.environ.get("LIANZHI_TEST_PG"):
    os.environ["LIANZHI_DATABASE"] = os.environ["LIANZHI_TEST_PG"]
SIZES = (1, 2, 2, 3, 3, 4)
PAGES = 30


def timed(label, act):
    wall, cpu = time.perf_counter(), time.process_time()
    done = act()
    print(
        f"{label:<58}{time.perf_counter() - wall:8.2f} s{time.process_time() - cpu:8.2f} CPU s   {done}",
        flush=True,
    )
    return done


PERSON = """INSERT INTO registry_person (code, name, sex, birth, kind, place, grid_code, source, recorded_at, changed_at,
former_name, ethnic, identity_kind, identity_sealed, identity_blind, phone_sealed, phone_blind, account_sealed, account_blind,
origin, education, political, marital, occupation, employer, merged_into) VALUES (%s, %s, '1', %s, %s, %s, %s, 'bench',
CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '')"""
LINK = """INSERT INTO registry_link (subject, relation, object, note, since, source, recorded_at)
VALUES (%s, %s, %s, %s, %s, 'bench', CURRENT_TIMESTAMP)"""


def fill(count: int) -> int:
    """Homes of one to four in the buildings of S-town; ages from 0 to 94; a tenth of the homes moved within the year."""
    import random

    from django.db import connection, transaction

    from lianzhi.territory import api as territory

    buildings = [(line.code, line.grid_code) for line in territory.buildings()]
    dice, made, home = random.Random(7), 0, 0  # noqa: S311
    first, last = date(1932, 1, 1).toordinal(), date(2026, 11, 1).toordinal()
    while made < count:
        people, links = [], []
        while len(people) < 20_000 and made < count:
            building, grid = buildings[home % len(buildings)]
            nth = home // len(buildings)
            room = f"{building}{1 + nth // 40:02}{1 + nth // 2 % 20:02}{1 + nth % 2:02}"
            mobile, moved = dice.random() < 0.45, dice.random() < 0.1
            since = date(2026, 1 + dice.randrange(10), 5) if moved else date(2015, 5, 5)
            for _member in range(dice.choice(SIZES)):
                made += 1
                code, born = f"P{made:012}", date.fromordinal(dice.randrange(first, last))
                kind, note = ("mobile", "rent") if mobile else ("registered", "own")
                people.append((code, f"P{made}", born, kind, room, grid))
                links.append((f"person:{code}", "lives_in", room, note, max(since, born)))
                if not mobile:
                    links.append((f"person:{code}", "registered_in", room, "", None))
            home += 1
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(PERSON, people)
            cursor.executemany(LINK, links)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return made


def make_town() -> None:
    from django.conf import settings

    from lianzhi.project.setting_up import setup
    from lianzhi.simulation.town import make_town as plan
    from lianzhi.territory import api as territory

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    setup(lambda _text: None)
    if not territory.areas("grid"):
        territory.load_town(plan(7, 1.0))


def schools(by) -> int:
    """Each of the map's schools, each grid to the nearest of its stage; places for 500 a year."""
    from lianzhi.services import api as services
    from lianzhi.simulation.schooling import SOURCE, _near, _stage
    from lianzhi.simulation.town import make_town as plan
    from lianzhi.territory import api as territory

    lived = dict.fromkeys((area.code for area in territory.areas("grid")), 1)
    made, places = 0, [place for place in plan(7, 1.0).places if place.kind == "school"]
    for stage in services.Stage:
        for place, grids in _near([p for p in places if _stage(p) == stage], lived).items():
            code = services.save_school(place.code, stage, source=SOURCE, by=by).code
            services.set_places(code, 2027, 500, source=SOURCE, by=by)
            services.set_area(code, services.NewArea(areas=grids), source=SOURCE, by=by)
            made += 1
    return made


def pages() -> None:
    from django.test import Client

    from lianzhi.foundation.access import api as access
    from lianzhi.foundation.access.models import User
    from lianzhi.kernel.actor import system
    from lianzhi.services.models import Elder, School
    from lianzhi.territory import api as territory

    root, town = system("bench"), territory.town().code
    access.save_unit("bench", name_zh="量", kind="command", area_code=town, by=root)
    access.save_role(
        "bench",
        name_zh="量",
        permissions=[p for p in access.declared() if "services" in p or "registry" in p],
        by=root,
    )
    who = access.add_person("bench", name="量", unit="bench", password=None, by=root)
    access.grant(who.id, "bench", area_code=town, by=root)
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="bench"))
    school, elder = School.objects.first().code, Elder.objects.filter(until=None).first()
    for url in (
        "/services/schools/", f"/services/schools/{school}/", "/services/schools/map/", "/services/elders/",
        f"/services/elders/?area={elder.grid_code}", f"/services/elders/{elder.pk}/", "/g/visits/", "/r/schools/?q=1幢",
        f"/registry/grid/{elder.grid_code}/", f"/registry/building/{elder.place[:18]}/",
    ):  # fmt: skip
        took, spent = [], []
        for _each in range(PAGES):
            wall, cpu = time.perf_counter(), time.process_time()
            answer = client.get(url)
            took.append(1000 * (time.perf_counter() - wall))
            spent.append(1000 * (time.process_time() - cpu))
            if answer.status_code != 200:
                raise SystemExit(f"{url}: {answer.status_code}")
        p95 = sorted(took)[int(len(took) * 0.95) - 1]
        said = f"p50 {statistics.median(took):6.0f} ms  p95 {p95:6.0f} ms  CPU {statistics.median(spent):6.0f} ms"
        print(f"{url.split('?')[0][:46]:<48} {said}", flush=True)


def main(count: int) -> None:
    import django

    django.setup()
    from lianzhi.flows.registry_to_services import follow_persons
    from lianzhi.kernel.actor import system
    from lianzhi.registry import api as registry
    from lianzhi.services import api as services
    from lianzhi.services.models import Elder

    make_town()
    by = system("bench")
    timed(f"{count:,} persons written", lambda: fill(count))
    timed("schools of the map entered", lambda: schools(by))
    timed("projection of the whole town, first", lambda: _short(services.project(by=by)))
    timed("projection of the whole town, again", lambda: _short(services.project(by=by)))
    timed("list of elders, whole, first", lambda: len(services.follow(by=by).on))
    timed("list of elders, whole, nothing new", lambda: services.follow(by=by))
    alone = Elder.objects.filter(until=None, home="elders").values_list("person", flat=True).first()
    registry.end(alone, on=date(2026, 11, 29), reason="去世", source="bench", by=by)
    timed("one household followed", lambda: follow_persons(alone))
    timed("visits that fall due today opened", lambda: services.open_due(by=by))
    pages()


def _short(done) -> str:
    return f"{done.schools} schools, {done.children:,} children, {len(done.warned)} warnings"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--persons", type=int, default=330_000)
    main(parser.parse_args().persons)
