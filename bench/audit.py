"""How long does it take to verify the audit trail, and to write an entry?

    LIANZHI_HOME=<empty directory> python bench/audit.py [--entries 1000000] [--acts 500]

Fills a fresh database with well-formed entries (two to a seal line), verifies it in this process, then
writes entries one transaction each with the seal synced to disk, as the platform does.
"""

import argparse
import os
import resource
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.base")


def fill(count: int) -> None:
    from django.db import connection, transaction

    from lianzhi.foundation.audit import sealing
    from lianzhi.foundation.audit.models import Head
    from lianzhi.foundation.audit.rules import seals
    from lianzhi.foundation.audit.rules.marks import GENESIS, digest
    from lianzhi.foundation.audit.rules.verify import head_text

    marker, prev, at = sealing.marker(), GENESIS, "2026-11-22T00:00:00.000000Z"
    statement = f"INSERT INTO audit_entry VALUES ({','.join(['%s'] * 10)})"
    columns = "seq,at,actor_id,actor_name,action,subject,detail,prev,hash,mark"
    statement = statement.replace("audit_entry", f"audit_entry ({columns})")
    sealing.seal_path().parent.mkdir(parents=True, exist_ok=True)
    line_mark, batch = GENESIS, []
    with sealing.seal_path().open("w") as log, transaction.atomic(), connection.cursor() as cursor:
        for seq in range(1, count + 1):
            told = (at, f"staff:{seq % 300}", "王小明", "cases.dispatch", f"case:{seq // 7}")
            told = (*told, '{"deadline":"2026-11-23T09:30:00Z","note":"请于今日内到场处置","to":"urban"}')
            made = digest(seq, *told, prev)
            batch.append((seq, *told, prev, made, marker.mark(made)))
            prev = made
            if seq % 2 == 0 or seq == count:
                line = seals.compose((seq + 1) // 2, seq - 1 + seq % 2, seq, made, at, line_mark, marker)
                line_mark = line[-64:]
                log.write(line + "\n")
            if len(batch) == 10_000 or seq == count:
                cursor.executemany(statement, batch)
                batch = []
        lines = (count + 1) // 2
        Head.objects.create(
            pk=1, seq=count, hash=prev, seals=lines, mark=marker.mark(head_text(count, prev, lines))
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--acts", type=int, default=500)
    chosen = parser.parse_args()

    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from lianzhi.foundation.audit import api
    from lianzhi.kernel.actor import Actor

    call_command("migrate", "audit", verbosity=0, skip_checks=True)
    start = time.perf_counter()
    fill(chosen.entries)
    print(f"filled {chosen.entries} entries in {time.perf_counter() - start:.1f} s ({connection.vendor})")
    wall, cpu = time.perf_counter(), time.process_time()
    report = api.verify()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"verified {report.entries} entries: ok={report.ok}, {wall:.1f} s wall, {cpu:.1f} s cpu, peak {peak} MB"
    )
    start = time.perf_counter()
    for number in range(chosen.acts):
        with transaction.atomic():
            api.record(Actor("staff:1", "王小明"), "cases.file", f"case:{number}", {"n": number})
    spent = (time.perf_counter() - start) / max(chosen.acts, 1)
    print(f"wrote {chosen.acts} entries, one transaction each with a synced seal: {spent * 1000:.2f} ms each")
    print(f"verifies afterwards: {api.verify().ok}")


if __name__ == "__main__":
    main()
