"""The trail leaves the house: exported, it is checked without the database and, if need be, without the key."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.tampering import LENGTH, at, fill, recompute

from lianzhi.foundation.audit import api, offline, sealing
from lianzhi.foundation.audit.cli import audit

pytestmark = pytest.mark.django_db


def export() -> str:
    out = io.StringIO()
    api.verify(export=out)
    return out.getvalue()


def test_an_export_gives_the_same_verdict_as_the_database(seal_log) -> None:
    fill()
    for act in (lambda _log: None, recompute(10)):
        act(seal_log)
        here, there = api.verify(), offline.check(export().splitlines(), sealing.marker())
        assert [(f.kind, f.seq, f.last) for f in there.findings] == [
            (f.kind, f.seq, f.last) for f in here.findings
        ]
        assert (there.ok, there.entries, there.head_hash) == (here.ok, here.entries, here.head_hash)


def test_an_export_is_checked_by_a_bare_interpreter(seal_log, tmp_path: Path) -> None:
    fill()
    file = tmp_path / "trail.jsonl"
    file.write_text(export(), encoding="utf-8")
    text = file.read_text(encoding="utf-8")
    command = [sys.executable, "-m", "lianzhi.foundation.audit.offline", str(file)]
    environment = {"PYTHONPATH": ":".join(sys.path), "PYTHONIOENCODING": "utf-8"}
    for arguments in ([], ["--key", str(sealing.key_path())]):
        done = subprocess.run(
            [*command, *arguments], capture_output=True, text=True, env=environment, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert f"{LENGTH} entries" in done.stdout
    file.write_text(text.replace("cases.finish", "cases.close", 1), encoding="utf-8")
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 1
    assert f"Entry {at(2)} was changed" in done.stdout


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda text: "", "not a lianzhi-audit-1 file"),
        (lambda text: "hello", "line 1"),
        (lambda text: text.partition('{"head"')[0], "not complete"),
        (lambda text: text + "{}\n", "expected an array of 10 fields"),
        (lambda text: text + '["1","","","","","","","","",""]\n', "expected an array"),
        (lambda text: text + '[99,"",null,"","","","","","",""]\n', "not a text"),
        (lambda text: text.replace('{"seal"', '{"foal"', 1), "expected a seal line"),
    ],
)
def test_a_file_that_is_no_whole_export_is_refused_with_the_place(seal_log, damage, says: str) -> None:
    fill(2)
    with pytest.raises(offline.NotAnExport, match=says):
        offline.check(damage(export()).splitlines(), None)


def test_the_command_verifies_and_exports(seal_log, tmp_path: Path, settings) -> None:
    settings.LANGUAGE_CODE = "en"
    fill()
    file = tmp_path / "trail.jsonl"
    done = CliRunner().invoke(audit, ["verify", "--export", str(file)])
    assert (done.exit_code, f"{LENGTH} " in done.output) == (0, True)
    assert CliRunner().invoke(audit, ["check", str(file)]).exit_code == 0
    recompute(10)(seal_log)
    broken = CliRunner().invoke(audit, ["verify"])
    assert broken.exit_code == 1
    assert "10" in broken.output
