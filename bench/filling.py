"""Make a town with very many cases, fast: some real ones, then copies of them by SQL.

    LIANZHI_HOME=<empty directory> [LIANZHI_DATABASE=...] python bench/filling.py --cases 1000000
    LIANZHI_HOME=... [LIANZHI_DATABASE=...] python bench/filling.py --top-up   (a town that is there: bench/topping.py)

The real ones are S-town's past month, written through the actions, so every row has the shape of the version at
hand: items, parts, moves, signals, ratings, words for the search. A copy is moved back in time, three years in all,
and gets its own number, token and keys; what is still open is copied only until ``OPEN`` matters are open. The trail
is copied too, so that its table and indexes have their true size; copied entries do not chain, and ``audit verify``
says so.
"""

import argparse
import os
import time
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.demo")
REAL, DAYS, YEARS, OPEN = 1000, 30, 3, 4000
STEP = 40  # copies of all real cases in one statement


def base(real: int = REAL, scale: float = 0.3) -> None:
    """S-town with its past month, if it is not there yet."""
    from django.conf import settings

    from lianzhi.cases.models import Case
    from lianzhi.project.setting_up import setup
    from lianzhi.simulation.demo import make_demo

    settings.AUDIT_FSYNC = False
    setup(lambda text: None)
    if not Case.objects.exists():
        make_demo(scale=scale, history=real, days=DAYS)


class Copying:
    """Copies of the real rows. All keys of copy ``n`` are the real key + n * ``stride``."""

    def __init__(self, copies: int, stride: int) -> None:
        from django.db import connection

        self.connection, self.lite = connection, connection.vendor == "sqlite"
        self.copies, self.stride = copies, stride
        self.aside: set[str] = set()
        self.seconds = int(YEARS * 365 * 86400 / max(1, copies))

    def key(self, column: str) -> str:
        return f"{column} + n.n * {self.stride}"

    def past(self, column: str) -> str:
        """The oldest copy first, so that keys and times rise together."""
        back = f"(({self.copies} - n.n) * {self.seconds})"
        if self.lite:
            return f"strftime('%Y-%m-%d %H:%M:%f', {column}, '-' || {back} || ' seconds')"
        return f"{column} - make_interval(secs => {back})"

    def copy(self, model, first: int, last: int, where: str, **own: str) -> None:
        from django.db import models

        columns, values = [], []
        for field in model._meta.concrete_fields:
            column = f't."{field.column}"'
            columns.append(f'"{field.column}"')
            if field.column in own:
                values.append(own[field.column].format(t=column))
            elif field.primary_key:
                values.append(self.key(column))
            elif isinstance(field, models.DateTimeField):
                values.append(self.past(column))
            else:
                values.append(column)
        table = model._meta.db_table
        numbers = f"(WITH RECURSIVE c(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM c WHERE n < {last}) SELECT n FROM c)"
        self.run(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "
            f"FROM {self.kept(model)} t CROSS JOIN {numbers} n WHERE {where} ORDER BY n.n"
        )

    def kept(self, model) -> str:
        """The real rows, set aside once: the table itself grows under the statement."""
        table = model._meta.db_table
        if table not in self.aside:
            columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
            self.run(f"CREATE TEMPORARY TABLE real_{table} AS SELECT {columns} FROM {table}")
            if not self.lite:
                self.run(f"ANALYZE real_{table}")
            self.aside.add(table)
        return f"real_{table}"

    def run(self, sql: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(sql)


def fill(cases: int) -> None:
    """Copies until about ``cases`` are there."""
    from django.db import connection, transaction

    from lianzhi.cases.models import Case

    real = Case.objects.count()
    closed, opened = (Case.objects.filter(item__closed_at__isnull=gone).count() for gone in (False, True))
    if cases <= real:
        return
    copies, open_copies = max(1, round((cases - real) / closed)), max(0, round(OPEN / max(1, opened)) - 1)
    copying = Copying(copies, _stride())
    with transaction.atomic():
        copying.run("CREATE TEMPORARY TABLE closed_one AS SELECT c.id AS case_id, c.item_id FROM cases_case c "
                    "JOIN worklist_item i ON i.id = c.item_id WHERE i.closed_at IS NOT NULL")  # fmt: skip
        copying.run("CREATE TEMPORARY TABLE every_one AS SELECT id AS case_id, item_id FROM cases_case")
        top = {table: _top(table) for table in ("audit_entry",)}
    if connection.vendor == "postgresql":
        copying.run("SET session_replication_role = replica")  # foreign keys are right by construction
        copying.run("SET synchronous_commit = off")
        copying.run("SET work_mem = '64MB'")
    indexes = _take_down(copying)
    for first in range(1, copies + 1, STEP):
        last = min(copies, first + STEP - 1)
        fresh = copies - open_copies
        with transaction.atomic():
            if first <= fresh:
                _copy_all(copying, "closed_one", first, min(last, fresh), top)
            if last > fresh:
                _copy_all(copying, "every_one", max(first, fresh + 1), last, top)
        print(f"  {last}/{copies} copies", flush=True)
    months = import_module("lianzhi.cases.migrations.0022_search_months").SQL
    copying.run(months[connection.vendor])  # copies came in at another time, so they are of another month
    if connection.vendor == "postgresql":
        _sequences()
        copying.run("SET maintenance_work_mem = '512MB'")
    for index in indexes:
        copying.run(index)
    if connection.vendor == "postgresql":
        copying.run("VACUUM ANALYZE")
    else:
        copying.run("ANALYZE")
        copying.run("PRAGMA wal_checkpoint(TRUNCATE)")


def _take_down(copying: Copying) -> list[str]:
    """Drop the indexes of the copied tables; answer the statements that put them back: one sort beats a million inserts."""
    tables = "'" + "', '".join(model._meta.db_table for model in _copied()) + "'"
    if copying.lite:
        asked = f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql > '' AND tbl_name IN ({tables})"
    else:
        asked = (
            f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({tables}) "
            "AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)"
        )
    with copying.connection.cursor() as cursor:
        cursor.execute(asked)
        found = cursor.fetchall()
    for name, _ in found:
        copying.run(f'DROP INDEX "{name}"')
    return [sql for _, sql in found]


def _copied() -> list:
    from lianzhi.cases.models import Case, Rating, SearchRow, Signal
    from lianzhi.foundation.audit.models import Entry
    from lianzhi.foundation.worklist.models import Item, Move, Task

    return [Item, Case, Task, Move, Signal, Rating, SearchRow, Entry]


def _copy_all(copying: Copying, chosen: str, first: int, last: int, top: dict[str, int]) -> None:
    from lianzhi.cases.models import Case, Rating, SearchRow, Signal
    from lianzhi.foundation.audit.models import Entry
    from lianzhi.foundation.worklist.models import Item, Move, Task

    key, lite = copying.key, copying.lite
    of_item = f"t.item_id IN (SELECT item_id FROM {chosen})"
    of_case = f"t.case_id IN (SELECT case_id FROM {chosen})"
    mine = f"'case:' || ({key('CAST(substr(t.subject, 6) AS bigint)')})"
    copying.copy(Item, first, last, f"t.id IN (SELECT item_id FROM {chosen})", subject=mine)
    copying.copy(
        Case, first, last, f"t.id IN (SELECT case_id FROM {chosen})", item_id=key("t.item_id"),
        number="'LZ' || (10000000 + n.n) || '-' || t.id", token="'b' || n.n || '-' || t.id",
    )  # fmt: skip
    copying.copy(Task, first, last, of_item, item_id=key("t.item_id"))
    copying.copy(Move, first, last, of_item, item_id=key("t.item_id"))
    copying.copy(
        Signal, first, last, of_case, case_id=key("t.case_id"), external_id="'b' || n.n || '-' || t.id"
    )
    copying.copy(Rating, first, last, of_case, case_id=key("t.case_id"))
    words = "substr({t}, 9) || ' lz' || (10000000 + n.n) || ' ' || (10000000 + n.n) || ' ' || t.rowid"
    if not lite:
        words = (
            "array_to_tsvector(ARRAY(SELECT w FROM unnest(tsvector_to_array({t})) AS w WHERE left(w, 1) <> '¢') || "
            "ARRAY['lz' || (10000000 + n.n), (10000000 + n.n)::text, t.rowid::text])"
        )
    copying.copy(
        SearchRow,
        first,
        last,
        f"t.rowid IN (SELECT case_id FROM {chosen})",
        rowid=key("t.rowid"),
        words=words,
    )
    entry = top["audit_entry"]
    copying.copy(
        Entry, first, last, f"t.seq <= {entry} AND t.subject IN (SELECT 'case:' || case_id FROM {chosen})",
        seq=f"t.seq + n.n * {entry}", subject=mine,
    )  # fmt: skip


def _stride() -> int:
    return 1 + max(_top(table) for table in ("cases_case", "worklist_item", "worklist_task", "worklist_move",
                                             "cases_signal", "cases_rating"))  # fmt: skip


def _top(table: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max({'seq' if table == 'audit_entry' else 'id'}) FROM {table}")
        return cursor.fetchone()[0] or 0


def _sequences() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table in (
            "cases_case",
            "worklist_item",
            "worklist_task",
            "worklist_move",
            "cases_signal",
            "cases_rating",
        ):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )


def heads() -> None:
    """The head of the trail must stand behind the copied entries, or the next entry takes a number that is there."""
    from django.db import connection

    from lianzhi.foundation.audit import sealing
    from lianzhi.foundation.audit.models import Entry, Head
    from lianzhi.foundation.audit.rules.verify import head_text

    last = Entry.objects.order_by("-seq").first()
    if last is not None:
        head = Head.objects.get(pk=1)
        head.seq, head.hash = last.seq, last.hash
        head.mark = sealing.marker().mark(head_text(head.seq, head.hash, head.seals))
        head.save()
    connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=0)
    parser.add_argument("--real", type=int, default=REAL)
    parser.add_argument("--top-up", action="store_true")
    asked = parser.parse_args()
    import django
    import topping

    django.setup()
    began = time.monotonic()
    if not asked.top_up:
        base(asked.real)
        print(f"real cases: {time.monotonic() - began:.0f} s", flush=True)
        fill(asked.cases)
        heads()
    topping.top_up()
    print(f"all: {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
