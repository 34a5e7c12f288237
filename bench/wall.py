"""What each reading of the wall costs when the town has a long history.

    LIANZHI_HOME=<empty directory> python bench/wall.py [--cases 100000] [--open 2000] [--plans]

Fills a fresh database with a year of cases (``--open`` of them running, the rest answered and half of those rated)
without going through the actions, then times each reading and the whole page of the wall for a leader of the town.
"""

import argparse
import os
import random
import statistics
import time
from datetime import UTC, datetime, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.demo")
TURNS = 7
MAKE_DAYS, MAKE_HISTORY = 1, 1


def fill(count: int, running: int) -> None:
    from django.db import transaction

    from lianzhi.cases.models import Case, Category, Rating
    from lianzhi.foundation.worklist.models import Flow, Item
    from lianzhi.territory import api as territory

    dice = random.Random(3)  # noqa: S311
    now = datetime.now(UTC)
    flow = Flow.objects.get(code="case")
    kinds, grids = list(Category.objects.all()), territory.areas("grid")
    with transaction.atomic():
        for start in range(0, count, 5000):
            items, cases = [], []
            for n in range(start, min(start + 5000, count)):
                is_open = n >= count - running
                age = (
                    timedelta(days=dice.expovariate(1 / 3))
                    if is_open
                    else timedelta(days=dice.uniform(0.2, 365))
                )
                came = now - age
                due = came + timedelta(days=3)
                state = dice.choice(["received", "filed", "dispatched", "handling", "checking", "verified"])
                ended = None if is_open else min(came + timedelta(days=dice.uniform(0.1, 4)), now)
                grid = dice.choice(grids)
                items.append(
                    Item(flow=flow, subject=f"bench:{n}", state=state if is_open else "rated", area_code=grid.code,
                         opened_at=came, state_since=came, due_at=due if is_open else None, promised_at=due,
                         warn_at=due - timedelta(hours=14) if is_open else None, closed_at=ended)
                )  # fmt: skip
                kind = dice.choice(kinds)
                cases.append(
                    Case(number=f"B{n:08d}", token=f"b{n}", scenario="snap_report", source="resident", title=f"测试 {n}",
                         text="测试", category=kind, category_by="person", module=kind.module, lon=grid.lon, lat=grid.lat,
                         area_code=grid.code, reporter="resident:1", answer="" if is_open else "已处理。", created_at=came)
                )  # fmt: skip
            made = Item.objects.bulk_create(items)
            for case, item in zip(cases, made, strict=True):
                case.item = item
            made_cases = Case.objects.bulk_create(cases)
            Rating.objects.bulk_create(
                [Rating(case=case, round=0, grade=dice.choice([5, 5, 5, 4, 4, 3, 2, 1]), at=case.item.closed_at)
                 for case in made_cases if case.item.closed_at and dice.random() < 0.5]
            )  # fmt: skip


def timed(call) -> float:
    spent = []
    for _ in range(TURNS):
        began = time.perf_counter()
        call()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--open", type=int, default=2_000)
    parser.add_argument("--plans", action="store_true", help="Print how the database runs the slowest query.")
    chosen = parser.parse_args()

    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from lianzhi.cases.api import overview
    from lianzhi.cases.models import Case
    from lianzhi.foundation.access.models import User
    from lianzhi.foundation.access.sessions import staff_actor
    from lianzhi.project.setting_up import setup
    from lianzhi.simulation import api as simulation

    setup(print)
    simulation.make_demo(scale=0.05, days=MAKE_DAYS, history=MAKE_HISTORY, say=lambda _text: None)
    began = time.perf_counter()
    if Case.objects.count() < chosen.cases:
        fill(chosen.cases, chosen.open)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{chosen.cases} cases, {chosen.open} of them open, filled in {time.perf_counter() - began:.0f} s")
    leader = User.objects.get(username="leader")
    now = datetime.now(UTC)
    area = next(iter(overview.open_by_area(overview.look(staff_actor(leader), now))))[:12]
    for days, where in ((1, ""), (30, ""), (30, area)):
        seen = overview.look(staff_actor(leader), now, area=where, days=days)
        print(f"\n{days} day{'s' if days > 1 else ''}, {'community ' + where if where else 'town'}")
        for name in ("standing", "by_state", "open_by_area", "signs", "pulse", "trend", "overdue", "satisfaction",
                     "answered", "newest", "dots"):  # fmt: skip
            read = getattr(overview, name)
            print(f"  {name:14} {timed(lambda read=read, seen=seen: read(seen)):7.1f} ms")
            if chosen.plans:
                with CaptureQueriesContext(
                    connection,
                ) as ran:
                    read(seen)
                for query in ran:
                    print("    ", query["time"], query["sql"][:4000])
                    with connection.cursor() as cursor:
                        cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                        print("\n".join(f"        {row[-1]}" for row in cursor.fetchall()))
    browser = Client(headers={"host": "localhost"})
    browser.force_login(leader)
    print(f"\n  whole page      {timed(lambda: browser.get('/cockpit/')):7.1f} ms, "
          f"{len(browser.get('/cockpit/').content) / 1000:.0f} kB")  # fmt: skip
    print(f"  30 days         {timed(lambda: browser.get('/cockpit/?period=month')):7.1f} ms")
    print(f"  one panel       {timed(lambda: browser.get('/cockpit/panel/now/')):7.1f} ms")


if __name__ == "__main__":
    main()
