"""What the statistics page costs when the town has a long history.

    LIANZHI_HOME=<empty directory> python bench/figures.py [--cases 1000000] [--turns 40]

Fills the rows that statistics are counted from (eight steps for each case, 21,000 cases a month) straight into a fresh
database, makes the sums by day, then times the page as a leader sees it: a month by each dimension, with filters, the
list behind a figure, the export, and catching up with new moves. Prints median and 95th percentile.
"""

import argparse
import os
import time
from datetime import date, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.demo")
A_DAY, STEPS = 700, 8

SERIES = {
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM s WHERE n < {last}) ",
    "postgresql": "WITH s(n) AS (SELECT generate_series({first}, {last})) ",
}
DAY = {
    "sqlite": "date('{start}', '+' || ((n / 8) / 700 + (n % 8) / 3) || ' days')",
    "postgresql": "date '{start}' + ((n / 8) / 700 + (n % 8) / 3)::int",
}
ROWS = """
INSERT INTO cases_stay (move_id, case_id, day, verb, stage, unit, actor, area_code, category, module, source, level,
                        counted, timed, late, lasted, worked, grade)
{series} SELECT 100000000 + n, 100000000 + n / 8, {day},
 CASE n % 8 WHEN 0 THEN 'start' WHEN 1 THEN 'file' WHEN 2 THEN 'dispatch' WHEN 3 THEN 'accept' WHEN 4 THEN 'finish'
   WHEN 5 THEN CASE WHEN (n / 8) % 20 = 0 THEN 'fail' ELSE 'pass' END WHEN 6 THEN 'close' ELSE 'rate' END,
 CASE n % 8 WHEN 0 THEN '' WHEN 1 THEN 'received' WHEN 2 THEN 'filed' WHEN 3 THEN 'dispatched' WHEN 4 THEN 'handling'
   WHEN 5 THEN 'checking' WHEN 6 THEN 'verified' ELSE 'closed' END,
 'unit-' || ((n / 8) * 7919 % 20), 'staff:' || ((n / 8) * 104729 % 400), {town} || {area}, 'kind-' || ((n / 8) * 31 % 32),
 'enforcement', CASE (n / 8) % 4 WHEN 0 THEN 'resident' WHEN 1 THEN 'grid' WHEN 2 THEN 'phone' ELSE 'message' END,
 'town', {yes}, CASE WHEN n % 8 BETWEEN 1 AND 6 THEN {yes} ELSE {no} END,
 CASE WHEN n % 8 BETWEEN 1 AND 6 AND (n / 8) * 13 % 11 = 0 THEN {yes} ELSE {no} END,
 7200 + n % 5000, 3600 + n % 4000, CASE WHEN n % 8 = 7 THEN 1 + (n / 8) % 5 ELSE NULL END FROM s
"""
AREA = {
    "sqlite": "printf('%03d%03d', 1 + (n / 8) * 17 % 9, 1 + (n / 8) * 29 % 15)",
    "postgresql": "lpad((1 + (n / 8) * 17 % 9)::text, 3, '0') || lpad((1 + (n / 8) * 29 % 15)::text, 3, '0')",
}


def fill(count: int, start: date, town: str) -> None:
    from django.db import connection, transaction

    vendor = connection.vendor
    yes, no = ("1", "0") if vendor == "sqlite" else ("true", "false")
    off = "PRAGMA foreign_keys = OFF" if vendor == "sqlite" else "SET session_replication_role = replica"
    with connection.cursor() as cursor:
        cursor.execute(off)
    for first in range(0, count * STEPS, 400_000):
        last = min(first + 400_000, count * STEPS) - 1
        series = SERIES[vendor].format(first=first, last=last)
        day = DAY[vendor].format(start=start)
        sql = ROWS.format(series=series, day=day, town=f"'{town[:9]}'", area=AREA[vendor], yes=yes, no=no)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def timed(call, turns: int) -> tuple[float, float]:
    spent = []
    for _ in range(turns):
        began = time.perf_counter()
        call()
        spent.append((time.perf_counter() - began) * 1000)
    spent.sort()
    return spent[len(spent) // 2], spent[min(len(spent) - 1, int(len(spent) * 0.95))]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=40)
    chosen = parser.parse_args()

    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    from lianzhi.cases.actions.statistics import _mark, refresh_days
    from lianzhi.cases.models import DayCount, Stay
    from lianzhi.foundation.access.models import User
    from lianzhi.project.setting_up import setup
    from lianzhi.simulation import api as simulation
    from lianzhi.territory import api as territory

    setup(print)
    if not User.objects.filter(username="leader").exists():
        simulation.make_demo(scale=0.05, days=1, history=1, say=lambda _text: None)
    days = chosen.cases // A_DAY
    start = date(2026, 10, 31) - timedelta(days=days)
    if Stay.objects.count() < chosen.cases * STEPS:
        began = time.perf_counter()
        fill(chosen.cases, start, territory.town().code)
        print(
            f"{chosen.cases} cases, {chosen.cases * STEPS} steps, filled in {time.perf_counter() - began:.0f} s"
        )
        _mark({start + timedelta(days=n) for n in range(days + 4)})
    began = time.perf_counter()
    if summed := refresh_days():
        print(f"{summed} days summed in {time.perf_counter() - began:.0f} s, {DayCount.objects.count()} sums")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    client = Client()
    client.force_login(User.objects.get(username="leader"))
    month = "first=2026-10-01&last=2026-10-31"
    print(
        f"{connection.vendor}: one month of 21,000 cases, {Stay.objects.count()} steps stored; median / p95 in ms"
    )
    pages = {f"by {by}": f"?{month}&by={by}" for by in ("unit", "area", "category", "post", "day")}
    pages |= {
        "by category of one unit": f"?{month}&by=category&unit=unit-3",
        "by unit of one category": f"?{month}&by=unit&category=kind-3",
        "by person": f"?{month}&by=person",
        "a year by unit": "?first=2025-11-01&last=2026-10-31&by=unit",
        "list behind a figure": f"cases/?{month}&by=unit&measure=late&key=unit-3",
        "a unit's year": "units/command/?year=2026",
    }
    for name, query in pages.items():

        def get(query: str = query) -> None:
            assert (
                client.get(f"/desk/statistics/{query}", headers={"host": "127.0.0.1"}).status_code == 200
            ), query

        get()
        middle, slow = timed(get, chosen.turns)
        print(f"  {name:26} {middle:7.1f} {slow:7.1f}")


if __name__ == "__main__":
    main()
