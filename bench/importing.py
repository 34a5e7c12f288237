"""A town's register of persons into an empty register: seconds, rows a second, memory; a load that is killed and goes on.

    LIANZHI_HOME=<empty directory> bash .ci/postgres python bench/importing.py --rows 330000
    ... --kill 3         the load is killed with SIGKILL three times on the way and called again; then counted
    ... --bare 0.03      the share of rows without an identity number (a second of somebody just given, or somebody else): they
                         are what new rows are compared for
    ... --uncompared     a control: the same load without that comparison
    ... --pages          afterwards pages of buildings and grids, 200 of each (S-town's own shape: ``rooms.py``): p50, p95, and
                         CPU of this process, which says more than the clock where others are at work
    ... --quality        afterwards the nightly count of the data's quality, twice, by the clock and CPU of this process
    ... --rotate         afterwards a rotation of the keys over all that was sealed

Rows are made up: names, numbers that hold, telephones, households of 1 to 5 in the rooms of S-town's buildings, with the
Chinese heads of ``registry/data/columns.yaml``; one row in 500 is broken, one in 300 is given twice.
"""

import argparse
import os
import random
import resource
import signal
import subprocess
import sys
import time
from datetime import date, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.demo")
if os.environ.get("LIANZHI_TEST_PG"):
    os.environ["LIANZHI_DATABASE"] = os.environ["LIANZHI_TEST_PG"]
KEY, SEED = "bench", 20201
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英文华建国小红玉兰春梅"


def rows(count: int, buildings: list[str], bare: float):
    """Always the same rows, one after the other; nothing is held."""
    from lianzhi.registry.rules.identity import check_digit

    dice, last = random.Random(SEED), None  # noqa: S311
    every = round(1 / bare) if bare else 0
    made, home = 0, 0
    while made < count:
        size, home = dice.choice((1, 1, 2, 2, 3, 3, 4, 5)), home + 1
        building = buildings[home % len(buildings)]
        nth = home // len(buildings)
        place = f"{building}{1 + nth // 36 % 4:02}{1 + nth // 2 % 18:02}{1 + nth % 2:02}"
        mobile = dice.random() < 0.45
        for member in range(size):
            made += 1
            if made > count:
                return
            if last and made % 300 == 0:
                yield last
                continue
            if last and every and made % every == 0:
                yield _bare(dice, last, again=made // every % 2 == 0)
                continue
            born = date(1940, 1, 1) + timedelta(days=dice.randrange(30000))
            first = f"330199{born:%Y%m%d}{made % 1000:03}"
            number = first + check_digit(first)
            last = {
                "姓名": dice.choice(FAMILY) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2)))),
                "证件号码": number[:-1] if made % 500 == 0 else number,
                "联系电话": f"1{dice.choice('3578')}{dice.randrange(10**9):09}",
                "人员类别": "流动人口" if mobile else "户籍人口",
                "民族": "汉族",
                "文化程度": dice.choice(("小学", "初中", "高中", "大专", "本科")),
                "婚姻状况": dice.choice(("未婚", "已婚")),
                "居住地址编码": place,
                "居住类型": "租住" if mobile else "自住",
                "居住开始日期": str(date(2010, 1, 1) + timedelta(days=dice.randrange(5800))),
                "户号": f"H{home:07}",
                "与户主关系": "本人" if member == 0 else "其他亲属",
            }
            yield last


def _bare(dice: random.Random, last: dict[str, str], *, again: bool) -> dict[str, str]:
    """A row without a number: of the person before it with another telephone, or of another one of the household."""
    digits = last["证件号码"]
    born = date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    name = last["姓名"] if again else last["姓名"][0] + "".join(dice.choices(GIVEN, k=2))
    born += timedelta(days=0 if again else dice.randrange(-3000, 0))
    phone = f"1{dice.choice('3578')}{dice.randrange(10**9):09}"
    said = {"姓名": name, "证件号码": "", "出生日期": str(born), "联系电话": phone, "与户主关系": "其他亲属"}
    return last | said


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)


def make_town() -> None:
    from django.conf import settings

    from lianzhi.project.setting_up import setup
    from lianzhi.simulation.town import make_town as plan
    from lianzhi.territory import api as territory

    settings.AUDIT_FSYNC = False
    setup(lambda text: None)
    territory.load_town(plan(SEED, 1.0))


def buildings() -> list[str]:
    from lianzhi.territory.models import Place

    return list(Place.objects.filter(code__regex=r"^\d{12}B").order_by("code").values_list("code", flat=True))


def load(count: int, batch: int, bare: float) -> None:
    """Called again it goes on where the last whole batch ended."""
    from lianzhi.kernel.actor import system
    from lianzhi.registry import api as registry

    began, used, marks = time.monotonic(), time.process_time(), []

    def note(part) -> None:
        marks.append(peak())

    told = registry.import_rows(
        "persons",
        rows(count, buildings(), bare),
        source="bench",
        by=system("bench"),
        key=KEY,
        batch=batch,
        each=note,
    )
    seconds, used = time.monotonic() - began, time.process_time() - used
    if not marks:
        print(f"{told.rows} rows were done", flush=True)
        return
    print(
        f"{told.rows} rows: {told.new} new, {told.changed} changed, {told.same} same, {told.refused} refused in "
        f"{seconds:.1f} s, {used:.1f} s CPU of this process ({len(marks) * batch / max(seconds, 0.01):.0f} rows/s of this run); "
        f"memory after the first tenth {marks[len(marks) // 10]:.0f} MB, at the end {marks[-1]:.0f} MB",
        flush=True,
    )


def killed(count: int, batch: int, kills: int, bare: float) -> None:
    """A process of its own, killed on the way; the last one runs to the end."""
    words = [
        sys.executable,
        __file__,
        "--only-load",
        "--rows",
        str(count),
        "--batch",
        str(batch),
        "--bare",
        str(bare),
    ]
    for turn in range(kills):
        process = subprocess.Popen(words)  # noqa: S603
        while process.poll() is None and done() < count * (turn + 1) // (kills + 1):
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        print(f"killed: {done()} rows were safe", flush=True)
    subprocess.run(words, check=True)  # noqa: S603


def done() -> int:
    from lianzhi.registry.models import Load

    return Load.objects.filter(key=KEY).values_list("done", flat=True).first() or 0


def count_up(count: int, bare: float) -> None:
    """What should be there, from the rows themselves, against what is."""
    from lianzhi.kernel.errors import Refused
    from lianzhi.registry.models import Link, Pair, Person
    from lianzhi.registry.rules.identity import read_identity

    wanted, without = set(), set()
    for row in rows(count, buildings(), bare):
        if not row["证件号码"]:
            without.add((row["姓名"], row["出生日期"], row["联系电话"]))
            continue
        try:
            wanted.add(read_identity(row["证件号码"], date(2026, 12, 31)).number)
        except Refused:
            continue
    there = Person.objects.count()
    homes = Link.objects.filter(relation="lives_in", until=None).count()
    print(
        f"distinct good numbers {len(wanted)}, without a number {len(without)}, persons {there}, open homes {homes}: "
        f"lost {len(wanted) + len(without) - there}; pairs found {Pair.objects.count()}",
        flush=True,
    )


def pages(count: int) -> None:
    """The views themselves, with templates, without the network."""
    from django.test import Client

    from lianzhi.foundation.access import api as access
    from lianzhi.foundation.access.models import User
    from lianzhi.kernel.actor import system
    from lianzhi.registry.models import Person
    from lianzhi.territory import api as territory

    by, town = system("bench"), territory.town().code
    access.save_unit("bench", name_zh="bench", kind="command", area_code=town, by=by)
    access.save_role(
        "bench", name_zh="bench", permissions=["registry.read", "registry.figures", "cases.see"], by=by
    )
    if not User.objects.filter(username="bench").exists():
        who = access.add_person("bench", name="bench", unit="bench", password=None, by=by)
        access.grant(who.id, "bench", area_code=town, unit="", by=by)
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="bench"))
    grids = [a.code for a in territory.areas("grid")]
    communities = [a.code for a in territory.areas("community")]
    codes = list(Person.objects.values_list("code", flat=True)[:count])
    for name, paths in (
        ("building", [f"/registry/building/{code}/" for code in buildings()[:count]]),
        ("grid", [f"/registry/grid/{code}/" for code in grids]),
        ("community", [f"/registry/grid/{code}/" for code in communities]),
        ("town", [f"/registry/grid/{town}/"] * 5),
        ("person", [f"/registry/persons/{code}/" for code in codes]),
        ("persons by name", ["/registry/persons/?words=王伟"] * 20),
        ("persons, all", ["/registry/persons/"] * 20),
        (
            "persons of a grid, not checked",
            [f"/registry/persons/?area={code}&look=unchecked" for code in grids[:30]],
        ),
    ):
        times, used = [], time.process_time()
        for path in paths:
            began = time.perf_counter()
            status = client.get(path).status_code
            times.append((time.perf_counter() - began) * 1000)
            assert status == 200, (path, status)
        times.sort()
        used = (time.process_time() - used) * 1000 / len(times)
        print(
            f"{name:32} {len(times):4} pages  p50 {times[len(times) // 2]:6.1f} ms  p95 {times[int(len(times) * 0.95)]:6.1f} ms"
            f"  CPU of this process {used:5.1f} ms each",
            flush=True,
        )


def quality() -> None:
    """The first count writes every flag, the second finds them."""
    from lianzhi.registry import api as registry

    for turn in ("first", "second"):
        began, used = time.monotonic(), time.process_time()
        pairs = registry.count_quality()
        print(
            f"quality, {turn} count: {pairs} pairs of source and register in {time.monotonic() - began:.1f} s, "
            f"CPU of this process {time.process_time() - used:.1f} s",
            flush=True,
        )


def rotate() -> None:
    from lianzhi.foundation.access import rotating, sealing

    began = time.monotonic()
    sealing.use_key(sealing.make_key())
    turned = rotating.rotate()
    print(
        f"rotation: {turned.done} values in {time.monotonic() - began:.1f} s, {len(turned.broken)} broken, left {rotating.older()}"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=330_000)
    options.add_argument("--batch", type=int, default=2000)
    options.add_argument("--kill", type=int, default=0)
    options.add_argument("--bare", type=float, default=0.03)
    for flag in ("--uncompared", "--pages", "--quality", "--rotate", "--only-load"):
        options.add_argument(flag, action="store_true")
    said = options.parse_args()
    import django

    django.setup()
    if said.uncompared:
        from lianzhi.registry.importing import load as loading

        loading._look_alike = lambda kind, drafts: None
    if said.only_load:
        load(said.rows, said.batch, said.bare)
        return
    make_town()
    print(f"load average {os.getloadavg()[0]:.1f}, {len(buildings())} buildings", flush=True)
    if said.kill:
        killed(said.rows, said.batch, said.kill, said.bare)
    else:
        load(said.rows, said.batch, said.bare)
    count_up(said.rows, said.bare)
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    if said.pages:
        pages(200)
    if said.quality:
        quality()
    if said.rotate:
        rotate()


if __name__ == "__main__":
    main()
