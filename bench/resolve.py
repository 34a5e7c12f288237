"""How well and how fast are written addresses resolved to codes?

    LIANZHI_HOME=<empty directory> python bench/resolve.py [--addresses 100000] [--unknown 0.2] [--rooms 10000000]

Makes S-town at full size with its registers, loads places, other names and rooms through territory's own doors, and resolves
written addresses whose truth is known (``simulation/registers/dirty.py``). ``--unknown`` measures once more with that share of
all names taken out of the base: how often is a place that is not in it taken for another? ``--rooms`` makes a base beyond one
town instead: as many rooms in about 25 a building, names of three to five characters, and the same kinds of writing errors.
"""

import argparse
import os
import random
import re
import resource
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.base")
AS_OF = date(2026, 11, 29)
SINGLE = 2000


def said(label: str, value: str, bar: str = "") -> None:
    print(f"{label:<58}{value:>14}  {bar}", flush=True)


def megabytes() -> float:
    """What this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def begin() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def town(seed: int, count: int):
    from lianzhi.simulation.registers import make_registers
    from lianzhi.simulation.registers.dirty import dirty_addresses
    from lianzhi.simulation.town import make_town

    plan = make_town(seed, 1.0)
    registers = make_registers(plan, 1.0, seed, AS_OF)
    return plan, registers, dirty_addresses(plan, registers, count, seed)


def load(plan, registers) -> None:
    from lianzhi.kernel.actor import system
    from lianzhi.simulation.registering import other_names
    from lianzhi.simulation.registers.sheets import sheet
    from lianzhi.territory import api as territory

    by = system("bench")
    territory.load_town(plan)
    territory.load_names(other_names(plan, registers), by=by)
    rows = sheet(registers, "rooms")
    cells = zip(rows["code"].tolist(), rows["number"].tolist(), strict=True)
    done = territory.load_rooms((territory.RoomPlan(code, number) for code, number in cells), by=by)
    assert not done.bad, done.errors[:3]


def measured(made, title: str, *, known=lambda building: True) -> list:
    """Print shares by kind. ``known``: is this building in the base?"""
    from lianzhi.simulation.registers.dirty import CLEAN
    from lianzhi.territory import api as territory

    start, clock = time.process_time(), time.perf_counter()
    found = list(territory.resolve_many(text for text, *_ in made))
    cpu, wall = time.process_time() - start, time.perf_counter() - clock
    kinds: dict[str, Counter] = defaultdict(Counter)
    for (_text, building, room, kind), answer in zip(made, found, strict=True):
        for name in (kind, "CLEAN" if kind in CLEAN else "DIRTY", "ALL"):
            tally = kinds[name]
            right = answer.best[:18] == building
            safe = answer.score >= territory.SAFE_SCORE
            tally["n"] += 1
            tally["safe"] += safe
            tally["wrong and safe"] += safe and not right
            tally["in base"] += known(building)
            tally["right"] += right
            tally["room told"] += bool(room) and known(building)
            tally["room right"] += bool(room) and answer.best == room
    print(f"\n{title}\n{'':<20}{'n':>8}{'right':>9}{'room right':>12}{'safe':>9}{'wrong, safe':>13}")
    for name in (*sorted(set(kinds) - {"CLEAN", "DIRTY", "ALL"}), "CLEAN", "DIRTY", "ALL"):
        t = kinds[name]
        room = t["room right"] / t["room told"] if t["room told"] else float("nan")
        print(
            f"{name:<20}{t['n']:>8}{t['right'] / max(1, t['in base']):>9.4f}{room:>12.4f}"
            f"{t['safe'] / t['n']:>9.4f}{t['wrong and safe'] / t['n']:>13.5f}"
        )
    said("batch, one process: addresses/s by CPU", f"{len(made) / cpu:,.0f}")
    said("batch, one process: addresses/s by the clock", f"{len(made) / wall:,.0f}")
    return found


def singles(texts: list[str], bar: float) -> None:
    from lianzhi.territory import api as territory

    territory.resolve(texts[0])
    took = []
    for text in texts[:SINGLE]:
        start = time.perf_counter()
        territory.resolve(text)
        took.append((time.perf_counter() - start) * 1000)
    for share in (50, 95, 99):
        said(
            f"one call with its queries, p{share}, ms",
            f"{np.percentile(took, share):.2f}",
            f"bar: p95 < {bar:g}",
        )


def _share(texts: list[str]) -> int:
    from lianzhi.territory import api as territory

    return sum(1 for _ in territory.resolve_many(texts))


def _ready(_: int) -> int:
    import django

    django.setup()
    return _share(["一"])


def both_cores(texts: list[str]) -> None:
    """As the command does it: each process has the base, texts go out in parts."""
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(_ready, range(8)))
        parts = [texts[at : at + 4000] for at in range(0, len(texts), 4000)]
        start = time.perf_counter()
        count = sum(pool.map(_share, parts))
        wall = time.perf_counter() - start
    said("batch, two processes: addresses/s by the clock", f"{count / wall:,.0f}", "bar: 2,000 on 2 cores")


def take_out(made, share: float):
    """Take a share of all names with their buildings out of the base; gives the test for what is still in it."""
    from lianzhi.territory.models import Place, PlaceName
    from lianzhi.territory.stamps import touch

    end = re.compile(r"\d+(?:号|幢)$")
    stems: dict[str, list[str]] = defaultdict(list)
    for code, name, address in Place.objects.values_list("code", "name", "address"):
        stems[end.sub("", name if code[12] == "B" else name)].append(code)
        if code[12] == "E" and end.search(address):
            stems[end.sub("", address)].append(code)
    numbered = sorted(stem for stem, codes in stems.items() if any(code[12] == "B" for code in codes))
    gone = {
        code for stem in random.Random(3).sample(numbered, int(len(numbered) * share)) for code in stems[stem]
    }
    gone_list = sorted(gone)
    for at in range(0, len(gone_list), 500):
        Place.objects.filter(code__in=gone_list[at : at + 500]).delete()
        PlaceName.objects.filter(code__in=gone_list[at : at + 500]).delete()
    touch("places")
    return lambda building: building not in gone


# ---- a base beyond one town ---------------------------------------------------------------------------------

FIRST = "桂荷星云丹晨雁澄翠碧锦瑞康永和景竹梅兰松柏枫柳桐槐榆银金玉紫红白青蓝湖江河溪泉海山岭峰岩"
SECOND = "溪苑汀帆枫浦渡港湾坪塘堰庭亭阁轩园林原野川洲岸滨明光辉华盛昌兴隆泰安宁福禄寿喜德仁义信"
ENDS = ("小区", "花园", "家园", "公寓", "名苑", "新村", "大厦", "广场")
ROADS = ("路", "街", "巷", "大道")


def wide_base(rooms: int) -> list[tuple[str, str, str, str]]:
    """Districts of towns: quarters whose name is given once, 20 buildings each, 25 rooms a building. Gives made texts."""
    from lianzhi.territory.models import Place, Room
    from lianzhi.territory.stamps import touch

    rng = random.Random(5)
    per_building, per_quarter = 25, 20
    quarters = max(1, rooms // (per_building * per_quarter))
    thirds = SECOND
    names = sorted(
        {a + b + c + e for a in FIRST for b in SECOND for c in ("", *thirds[:9]) for e in ENDS if b != c}
    )
    rng.shuffle(names)
    names = names[:quarters]
    assert len(names) == quarters, "not enough names for so many rooms"
    roads = sorted({a + b + c for a in FIRST for b in SECOND for c in ROADS})
    insert_place, there = [], Room.objects.exists()
    truth: list[tuple[str, str, str, str, int]] = []

    def flush() -> None:
        if not there:
            Place.objects.bulk_create(insert_place, batch_size=500)
        insert_place.clear()

    counts: Counter = Counter()
    for number, name in enumerate(names):
        group = number // 40  # codes grow, so that rows are appended
        community = f"330{group // 400 + 100:03}{group // 20 % 20 + 100:03}{group % 20 + 1:03}"
        road = f"{rng.choice(roads)}{rng.randrange(1, 400)}号"
        counts[community] += 1
        lon, lat = 119.5 + rng.random(), 29.5 + rng.random()
        insert_place.append(
            _place(f"{community}E{counts[community]:05}", "quarter", name, road, lon, lat, community)
        )
        for block in range(1, per_quarter + 1):
            code = f"{community}B{(counts[community] - 1) * per_quarter + block:05}"
            insert_place.append(_place(code, "home", f"{name}{block}幢", road, lon, lat, community))
        if rng.random() < 2 * SINGLE / quarters or number == 0:
            unit = rng.randrange(1, 3)
            floor = rng.randrange(1, 7)
            truth.append(
                (
                    name,
                    road,
                    f"{community}B{(counts[community] - 1) * per_quarter + per_quarter // 2:05}",
                    f"{unit}",
                    floor,
                )
            )
        if len(insert_place) >= 20_000:
            flush()
    flush()
    if not there:
        _write_rooms(per_building)
        touch("places")
        touch("rooms")
    return _texts(truth, rng, 10)


def _write_rooms(per_building: int) -> None:
    from django.db import connection, transaction

    from lianzhi.territory.models import Place, Room

    doors = [(1 + i // 13, 1 + i % 13 // 2, 1 + i % 2) for i in range(per_building)]
    listed = " UNION ALL ".join(
        f"SELECT '{unit:02}{floor:02}{door:02}' AS last, {floor} AS floor, '{floor}{door:02}' AS number"
        for unit, floor, door in doors
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Room._meta.db_table} (code, building, floor, number, name, use, valid_from, scheme) "
            "SELECT p.code || d.last, p.code, d.floor, d.number, '', 'home', %s, 'lianzhi-1' "
            f"FROM {Place._meta.db_table} p CROSS JOIN ({listed}) d WHERE p.kind = 'home' ORDER BY p.code, d.last",
            [AS_OF],
        )


def _place(code, kind, name, address, lon, lat, community):
    from lianzhi.territory.models import Place

    return Place(
        code=code,
        kind=kind,
        name=name,
        address=address,
        lon=lon,
        lat=lat,
        grid_code=f"{community}001",
        aliases=[],
    )


def _texts(truth, rng, block: int) -> list[tuple[str, str, str, str]]:
    from lianzhi.simulation.registers.lists import homophones

    made = []
    for name, road, building, unit, floor in truth:
        room = f"{building}{int(unit):02}{floor:02}01"
        door = f"{floor}01"
        like = homophones().get(name[0], "")
        ways = [
            (f"{name}{block}幢{unit}单元{door}室", "plain"), (f"{name}{block}-{unit}-{door}", "dashes"),
            (f"{road}{name}{block}栋{unit}单元{door}", "with_road"), (f"{door}室，{name}{block}幢{unit}单元", "order"),
            (f"{name[:-1]}{block}幢{unit}单元{door}室", "dropped"), (f"现住{name}{block}号楼{unit}单元{door}室门口", "extra_words"),
        ]  # fmt: skip
        if like:
            ways.append((f"{rng.choice(like)}{name[1:]}{block}幢{unit}单元{door}室", "homophone"))
        text, kind = rng.choice(ways)
        made.append((text, building, room, kind))
    rng.shuffle(made)
    return made


def main(seed: int, count: int, unknown: float, rooms: int) -> None:
    begin()
    if rooms:
        from lianzhi.territory.models import Room

        start = time.perf_counter()
        made = wide_base(rooms)
        said("rooms written, seconds", f"{time.perf_counter() - start:,.0f}")
        said("rooms in the base", f"{Room.objects.count():,}")
    else:
        plan, registers, made = town(seed, count)
        load(plan, registers)
        said("rooms, buildings and other names loaded", f"{len(registers.rooms):,}")
    from lianzhi.territory import api as territory
    from lianzhi.territory import snapshot

    before, start = megabytes(), time.perf_counter()
    territory.resolve("一")
    gazetteer = snapshot.directory().gazetteer
    _ = gazetteer.slips, gazetteer.spoken
    said("the base read into memory, seconds", f"{time.perf_counter() - start:.1f}")
    said("memory for it, MB", f"{megabytes() - before:,.0f}", "bar: 4,000 at 10 million rooms")
    said("names", f"{len(gazetteer.names):,}")
    singles([text for text, *_ in made], 40 if rooms else 20)
    measured(made, f"{len(made):,} addresses")
    both_cores([text for text, *_ in made])
    said("memory of this process at the end, MB", f"{megabytes():,.0f}")
    if unknown and not rooms:
        known = take_out(made, unknown)
        measured(made, f"the same with {unknown:.0%} of the names not in the base", known=known)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--addresses", type=int, default=100_000)
    parser.add_argument("--unknown", type=float, default=0.2)
    parser.add_argument("--rooms", type=int, default=0)
    asked = parser.parse_args()
    main(asked.seed, asked.addresses, asked.unknown, asked.rooms)
