"""Taking a list away: rows a second and memory, at 10,000 and at 100,000 rows, for both kinds of file.

    LIANZHI_HOME=<directory> python bench/exports.py --rows 100000           the writers alone, on made-up rows
    LIANZHI_HOME=<home made by bench/filling.py> python bench/exports.py --cases     the real list of cases

Memory is the peak of a process of its own for each file (``ru_maxrss``): the same for a tenth of the rows and for all
of them, because no row is held.
"""

import argparse
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.demo")


def peak() -> float:
    """MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)


def made_up(rows: int):
    """Rows of the width and the kinds of the list of cases."""
    from lianzhi.foundation.exports.api import Column, Table

    at = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    one = ("LZ20261122-000001", "路灯不亮" * 3, "小区北门的路灯从周一开始就不亮了。" * 6, "道路破损", "智慧执法", "处置中",
           "云杉社区", "第三网格", "文一路北门", 120.01, 30.01, "居民手机", "李某", "138****0001", at, at, at, None, "市政所", 0,
           "路灯已修好，谢谢您的提醒。", "满意", "几盏 3")  # fmt: skip
    return Table([Column(f"c{n}") for n in range(len(one))], (one for _ in range(rows)), total=rows)


def real(rows: int):
    from lianzhi.cases.exporting import cases_table
    from lianzhi.foundation.access.models import User
    from lianzhi.kernel.actor import Actor

    user = User.objects.get(username="duty")
    return cases_table(Actor(f"staff:{user.pk}", user.name, user.unit.code), "")


def write(kind: str, form: str, rows: int, out) -> None:
    import django

    django.setup()
    from lianzhi.foundation.exports.writers import WRITERS

    table = {"made-up": made_up, "cases": real}[kind](rows)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / f"x.{form}"
        writer = WRITERS[form](place, "x", table.columns)
        began, count = time.perf_counter(), 0
        cpu = time.process_time()
        for row in table.rows:
            if count == rows:
                break
            writer.add(row)
            count += 1
        writer.close()
        took = time.perf_counter() - began
        out.put((count, took, time.process_time() - cpu, peak(), place.stat().st_size / 1e6))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--cases", action="store_true")
    chosen = asked.parse_args()
    kind = "cases" if chosen.cases else "made-up"
    ways = multiprocessing.get_context("spawn")
    print(f"{kind} rows, {os.cpu_count()} cores")
    for form in ("csv", "xlsx"):
        for rows in (chosen.rows // 10, chosen.rows):
            out = ways.Queue()
            one = ways.Process(target=write, args=(kind, form, rows, out))
            one.start()
            count, took, cpu, grown, size = out.get()
            one.join()
            print(
                f"{form:5} {count:7,} rows  {took:6.1f} s  {count / took:8,.0f} rows/s  cpu {cpu:6.1f} s"
                f"  peak {grown:5.0f} MB  file {size:6.1f} MB"
            )


if __name__ == "__main__":
    main()
