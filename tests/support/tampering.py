"""What somebody with full rights on the database, but without the key, can do to the trail.

Each act is raw SQL (or a text edit of the seal log) on a chain of 24 entries, two to a transaction.
"""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.test import TestCase

from lianzhi.foundation.audit import api
from lianzhi.foundation.audit.rules.marks import GENESIS, Row, digest
from lianzhi.kernel import towns
from lianzhi.kernel.actor import Actor

LENGTH = 24
FIELDS = ("at", "actor_id", "actor_name", "action", "subject", "detail")


def fill(transactions: int = LENGTH // 2) -> None:
    """Each transaction is sealed as after a commit, though the test's own rolls all of it back."""
    for n in range(transactions):
        with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
            api.record(Actor("staff:1", "王小明"), "cases.dispatch", f"case:{n}", {"to": "城管", "n": n})
            api.record(Actor("staff:2", "李娜"), "cases.finish", f"case:{n}", {"text": "已清理", "n": n})


def at(n: int) -> int:
    """The number of the n-th entry: a town's trail begins at the town's first key (ADR 0007)."""
    return towns.base(settings.TOWN_ID) + n


def place(seq: int) -> int:
    """Which entry of this town's trail that is, from 1 on; numbers of seals are told as they are."""
    return seq - at(0) if seq >= at(0) else seq


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rows() -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT seq, {', '.join(FIELDS)}, prev, hash, mark FROM audit_entry ORDER BY seq")
        return [Row(*row) for row in cursor.fetchall()]


def put(row: Row) -> None:
    marks = ", ".join(["%s"] * len(row))
    sql(f"INSERT INTO audit_entry (seq, {', '.join(FIELDS)}, prev, hash, mark) VALUES ({marks})", *row)


def edit(field: str, value: object, seq: int = 10) -> Callable[[Path], None]:
    return lambda _log: sql(f"UPDATE audit_entry SET {field} = %s WHERE seq = %s", value, at(seq))


def delete(first: int, last: int) -> Callable[[Path], None]:
    return lambda _log: sql("DELETE FROM audit_entry WHERE seq BETWEEN %s AND %s", at(first), at(last))


def exchange(a: int, b: int) -> Callable[[Path], None]:
    """Put whole entries in each other's place."""

    def act(_log: Path) -> None:
        sql("UPDATE audit_entry SET seq = -1 WHERE seq = %s", at(a))
        sql("UPDATE audit_entry SET seq = %s WHERE seq = %s", at(a), at(b))
        sql("UPDATE audit_entry SET seq = %s WHERE seq = -1", at(b))

    return act


def exchange_told(a: int, b: int) -> Callable[[Path], None]:
    """Exchange what two entries tell and leave links and digests where they are."""

    def act(_log: Path) -> None:
        old = {place(row.seq): row for row in rows()}
        for here, there in ((a, b), (b, a)):
            for field in FIELDS:
                edit(field, getattr(old[there], field), here)(_log)

    return act


def replace_with_digest(seq: int) -> Callable[[Path], None]:
    """Change an entry and redo its own digest, not those behind it."""

    def act(_log: Path) -> None:
        row = rows()[seq - 1]._replace(actor_name="somebody else")
        edit("actor_name", row.actor_name, seq)(_log)
        edit("hash", digest(*row[:8]), seq)(_log)

    return act


def recompute(seq: int, *, head: bool = True) -> Callable[[Path], None]:
    """Change an entry and redo every digest from there to the end, and the head."""

    def act(_log: Path) -> None:
        prev = ""
        for row in rows()[seq - 1 :]:
            row = row._replace(prev=prev or row.prev)
            row = row._replace(actor_name="somebody else") if row.seq == at(seq) else row
            prev = digest(*row[:8])
            sql(
                "UPDATE audit_entry SET actor_name=%s, prev=%s, hash=%s WHERE seq=%s",
                *(row.actor_name, row.prev, prev, row.seq),
            )
        if head:
            sql("UPDATE audit_head SET hash = %s", prev)

    return act


def insert_between(seq: int, how_many: int = 1) -> Callable[[Path], None]:
    """Renumber what follows and put well-formed entries into the gap."""

    def act(_log: Path) -> None:
        old = rows()
        for row in reversed(old[seq - 1 :]):
            sql("UPDATE audit_entry SET seq = %s WHERE seq = %s", row.seq + how_many, row.seq)
        prev = old[seq - 2].hash
        for new in range(at(seq), at(seq + how_many)):
            prev = _forge(new, prev)

    return act


def append(how_many: int) -> Callable[[Path], None]:
    """Add well-formed entries at the end and move the head."""

    def act(_log: Path) -> None:
        prev = rows()[-1].hash
        for seq in range(at(LENGTH + 1), at(LENGTH + 1 + how_many)):
            prev = _forge(seq, prev)
        sql("UPDATE audit_head SET seq = %s, hash = %s", at(LENGTH + how_many), prev)

    return act


def append_then_live_on(_log: Path) -> None:
    """A forged entry at the end, and the platform goes on writing behind it."""
    append(1)(_log)
    fill(1)


def _forge(seq: int, prev: str) -> str:
    told = ("2026-11-22T00:00:00.000000Z", "staff:9", "nobody", "cases.close", "case:1", "{}")
    made = digest(seq, *told, prev)
    put(Row(seq, *told, prev, made, "f" * 64))
    return made


def close_gap(first: int, last: int) -> Callable[[Path], None]:
    """Delete entries and renumber what follows, so that no number is missing."""

    def act(_log: Path) -> None:
        delete(first, last)(_log)
        for row in rows()[first - 1 :]:
            sql("UPDATE audit_entry SET seq = %s WHERE seq = %s", row.seq - (last - first + 1), row.seq)
        sql("UPDATE audit_head SET seq = %s", at(LENGTH - (last - first + 1)))

    return act


def truncate(keep: int, *, head: bool) -> Callable[[Path], None]:
    def act(_log: Path) -> None:
        delete(keep + 1, LENGTH)(_log)
        if head:
            sql("UPDATE audit_head SET seq = %s, hash = %s", at(keep), rows()[-1].hash if keep else GENESIS)

    return act


def truncate_then_live_on(_log: Path) -> None:
    """Cut two entries off with the head, and let the platform write new ones under their numbers."""
    truncate(LENGTH - 2, head=True)(_log)
    fill(1)


def head(field: str, value: object) -> Callable[[Path], None]:
    """``value`` of ``seq`` is a place in this town's trail."""
    return lambda _log: sql(
        f"UPDATE audit_head SET {field} = %s", at(int(str(value))) if field == "seq" else value
    )


def head_gone(_log: Path) -> None:
    sql("DELETE FROM audit_head")


def seal_lines(change: Callable[[list[str]], list[str]]) -> Callable[[Path], None]:
    return lambda log: log.write_text("".join(f"{line}\n" for line in change(log.read_text().splitlines())))


def seal_word(number: int, place: int, value: str) -> Callable[[Path], None]:
    def change(lines: list[str]) -> list[str]:
        words = lines[number - 1].split(" ")
        words[place] = value
        lines[number - 1] = " ".join(words)
        return lines

    return seal_lines(change)


def seals_gone_then_live_on(log: Path) -> None:
    log.unlink()
    fill(1)


def recompute_and_cut_seals(log: Path) -> None:
    """The best an intruder without the key can do: rewrite history and drop the seal lines that tell."""
    recompute(10)(log)
    seal_lines(lambda lines: lines[:4])(log)
