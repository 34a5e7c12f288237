"""What was backed up comes back whole: rows, photos, keys, and a trail that still verifies.  R-107."""

import tarfile
from pathlib import Path

import pytest
from support.processes import ON_BOTH, finish, place

from lianzhi.kernel.errors import BadInput
from lianzhi.project.backup import _unpacked

FILL = """
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
call_command('migrate', verbosity=0, skip_checks=True)
from lianzhi.cases.models import Case
from lianzhi.cases.searching import keep_case
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import system
from datetime import UTC, datetime
for n in range(5):
    with transaction.atomic():
        case = Case.objects.create(number=f"LZ20261122-000{n}", token=f"t{n}", scenario="s", source="snap", title="t",
            text="路灯坏了", area_code="330199100001001", created_at=datetime(2026, 11, 22, 8, tzinfo=UTC))
        keep_case(case)
        audit.record(system("test"), "cases.test", f"case:{case.pk}", {"n": n})
photo = settings.FILES_ROOT / "aa" / "photo.jpg"
photo.parent.mkdir(parents=True, exist_ok=True)
photo.write_bytes(b"picture")
"""
LOOK = """
from django.conf import settings
from lianzhi.cases.models import Case
from lianzhi.cases.queries.search import matching
from lianzhi.foundation.audit import api as audit
report = audit.verify()
print(report.ok, report.entries, Case.objects.filter(matching("路灯")).count())
print((settings.FILES_ROOT / "aa" / "photo.jpg").read_bytes().decode())
case = Case.objects.create(number="LZ20261122-0100", token="after", scenario="s", source="snap", title="t", text="x",
    area_code="330199100001001", created_at="2026-11-22T08:00:00Z")
print(case.pk > 5)
"""
BACKUP = "from pathlib import Path\nfrom lianzhi.project.backup import backup\nbackup(Path({0!r}))"
RESTORE = "from pathlib import Path\nfrom lianzhi.project.backup import restore\nrestore(Path({0!r}){1})"


@pytest.mark.parametrize("kind", ON_BOTH)
def test_a_backup_restores_into_an_empty_place_and_verifies(kind: str, tmp_path: Path) -> None:
    archive = tmp_path / "town.tar"
    with place(kind, tmp_path / "one") as one, place(kind, tmp_path / "two") as two:
        one.run(FILL)
        one.run(BACKUP.format(str(archive)))
        assert archive.stat().st_mode & 0o077 == 0
        two.run(RESTORE.format(str(archive), ""))
        assert two.run(LOOK).split() == ["True", "5", "5", "picture", "True"]

        again = two.start(RESTORE.format(str(archive), ""))
        _, error = again.communicate(timeout=120)
        assert again.returncode and "There is data here already" in error
        assert two.run("from lianzhi.cases.models import Case; print(Case.objects.count())").split() == ["6"]

        two.run(RESTORE.format(str(archive), ", replace=True"))
        assert two.run(LOOK).split() == ["True", "5", "5", "picture", "True"]


def test_a_damaged_archive_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    archive = tmp_path / "town.tar"
    with place("sqlite", tmp_path / "one") as one, place("sqlite", tmp_path / "two") as two:
        one.run(FILL)
        one.run(BACKUP.format(str(archive)))
        whole = archive.read_bytes()
        at = whole.index("路灯坏了".encode())
        for broken in (whole[: len(whole) // 2], whole[:at] + b"X" + whole[at + 1 :], b"no archive"):
            archive.write_bytes(broken)
            process = two.start(RESTORE.format(str(archive), ""))
            _, error = process.communicate(timeout=120)
            assert process.returncode and "This archive is damaged" in error
            assert not (tmp_path / "two" / "lianzhi.sqlite3").exists()
        archive.write_bytes(whole)
        finish(two.start(RESTORE.format(str(archive), "")))


@pytest.mark.parametrize("name", ["/etc/lianzhi-outside", "../outside", "files/../../outside", "link"])
def test_an_archive_that_reaches_outside_its_root_is_refused(tmp_path: Path, name: str) -> None:
    """Whether this Python's tarfile has filters or not."""
    archive, work = tmp_path / "town.tar", tmp_path / "work"
    work.mkdir()
    with tarfile.open(archive, "w") as whole:
        member = tarfile.TarInfo(name)
        if name == "link":
            member.type, member.linkname = tarfile.SYMTYPE, "/etc"
        whole.addfile(member)
    with pytest.raises(BadInput, match="damaged"):
        _unpacked(archive, work)
    assert not list(work.iterdir()) and not (tmp_path / "outside").exists()
