"""Many writers, one chain: on the SQLite file and on PostgreSQL."""

from pathlib import Path

import pytest
from support.processes import ON_BOTH, finish, place

WRITE = """
import sys, threading
from django.db import connection, transaction
from lianzhi.foundation.audit import api
from lianzhi.kernel.actor import Actor
sys.stdin.readline()
def act(thread):
    for n in range(20):
        with transaction.atomic():
            api.record(Actor("staff:1", "王小明"), "cases.file", f"case:{n}", {"thread": thread})
            api.record(Actor("staff:1", "王小明"), "cases.dispatch", f"case:{n}", {"thread": thread})
    connection.close()
threads = [threading.Thread(target=act, args=(n,)) for n in range(2)]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
"""
VERIFY = """
from django.conf import settings
from lianzhi.kernel import towns
from lianzhi.foundation.audit import api
report = api.verify()
first = towns.base(settings.TOWN_ID)
print(report.ok, report.entries, report.sealed_seq - first, len(report.findings), len(report.notices))
"""


@pytest.mark.parametrize("kind", ON_BOTH)
def test_appends_from_processes_and_threads_leave_one_sealed_chain(kind: str, tmp_path: Path) -> None:
    with place(kind, tmp_path) as here:
        here.migrate("audit")
        writers = [here.start(WRITE) for _ in range(3)]
        for writer in writers:
            writer.stdin.write("go\n")
            writer.stdin.flush()
        for writer in writers:
            finish(writer)
        assert here.run(VERIFY).split() == ["True", "240", "240", "0", "0"]


@pytest.mark.parametrize("kind", ON_BOTH)
def test_a_process_killed_while_writing_leaves_a_trail_that_verifies(kind: str, tmp_path: Path) -> None:
    code = WRITE.replace("range(20)", "range(100000)").replace("sys.stdin.readline()", "")
    with place(kind, tmp_path) as here:
        here.migrate("audit")
        log = tmp_path / "audit" / "seal.log"
        writer = here.start(code)
        while writer.poll() is None and not (log.exists() and log.stat().st_size > 5_000):
            log.exists()
        writer.kill()
        writer.communicate()
        ok, entries, sealed, findings, _notices = here.run(VERIFY).split()
        assert (ok, findings) == ("True", "0")
        assert int(entries) >= int(sealed) > 0


@pytest.mark.parametrize("kind", ON_BOTH)
def test_the_database_refuses_changes_from_outside_the_platform(kind: str, tmp_path: Path) -> None:
    code = """
from django.db import connection, transaction, IntegrityError
from lianzhi.foundation.audit import api
from lianzhi.kernel.actor import Actor
with transaction.atomic():
    api.record(Actor("staff:1", "王小明"), "cases.file", "case:1")
acts = ["UPDATE audit_entry SET actor_id = 'x'", "DELETE FROM audit_entry"]
acts += ["TRUNCATE audit_entry"] if connection.vendor == "postgresql" else []
for act in acts:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act)
        print("done", act)
    except IntegrityError as error:
        assert "append-only" in str(error)
print(api.verify().ok, api.verify().entries)
"""
    with place(kind, tmp_path) as here:
        here.migrate("audit")
        assert here.run(code).split() == ["True", "1"]
