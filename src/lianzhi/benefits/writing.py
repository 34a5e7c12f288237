"""Many entitlements at once: PostgreSQL takes them as one COPY of lines that need no escaping."""

from collections.abc import Sequence

from django.db import connection

from lianzhi.benefits.models import Entitlement, Run
from lianzhi.benefits.rules.standing import Key, Step

FEW = 50
BLOCK = 500
"""Rows of one statement on SQLite, and keys of one on both."""
_COLUMNS = (
    "person, policy, policy_digest, status, fen, before, bits, change, ended_as, area_code, since_run_id"
)


def begin(run: Run, steps: Sequence[Step], town: str) -> None:
    if connection.vendor != "postgresql" or len(steps) <= FEW:
        Entitlement.objects.bulk_create([_row(run, step, town) for step in steps], batch_size=BLOCK)
        return
    lines = [
        f"{one.person}\t{one.policy}\t{one.digest}\t{one.status}\t{one.fen}\t{step.before}\t\\\\x{one.bits.hex()}\t{step.change}\t\t"
        f"{one.area or town}\t{run.pk}\n"
        for step in steps
        for one in (step.standing,)
    ]
    statement = f"COPY {Entitlement._meta.db_table} ({_COLUMNS}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("".join(lines))


def _row(run: Run, step: Step, town: str) -> Entitlement:
    one = step.standing
    return Entitlement(
        person=one.person, policy=one.policy, policy_digest=one.digest, status=one.status, fen=one.fen, before=step.before,
        bits=one.bits, change=step.change, area_code=one.area or town, since_run=run,
    )  # fmt: skip


def end(run: Run, keys: dict[Key, int], ends: dict[Key, str]) -> None:
    """``keys``: the rows' own keys. Before others begin, for a person has one open row for a policy."""
    for how in sorted(set(ends.values())):
        rows = [keys[key] for key, said in ends.items() if said == how]
        for start in range(0, len(rows), BLOCK):
            Entitlement.objects.filter(pk__in=rows[start : start + BLOCK]).update(until_run=run, ended_as=how)
