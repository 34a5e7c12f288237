"""`lianzhi messages import` from end to end, in processes of its own on a database of its own.  R-091, R-097."""

import csv
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.processes import Place
from support.shared_data import messages
from support.town_talk import reports

COMMAND = [sys.executable, "-W", "ignore", "-m", "lianzhi.project.cli"]
HEADER = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情"]
SIGNALS = "SELECT source, external_id, label, confidence, label_by FROM cases_signal ORDER BY external_id"
PATIENCE = 500


class Desk(Place):
    """A home with its tables, and the command line."""

    def __init__(self, home: Path, tables: Path) -> None:
        super().__init__(home)
        self.home = home
        shutil.copy(tables, home / "lianzhi.sqlite3")

    def open(self, *words: str | Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*COMMAND, *map(str, words)], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, encoding="utf-8",
        )  # fmt: skip

    def call(self, *words: str | Path, code: int = 0) -> str:
        """What the command said, on both channels."""
        process = self.open(*words)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == code, err
        assert "Traceback" not in err
        return out + err

    def take(self, file: Path, *more: str) -> str:
        return self.call("messages", "import", file, "--language", "en", *more)

    def rows(self, sql: str = SIGNALS) -> list[tuple]:
        with sqlite3.connect(self.home / "lianzhi.sqlite3") as base:
            return base.execute(sql).fetchall()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory, migrated: Path) -> Callable[[], Desk]:
    return lambda: Desk(tmp_path_factory.mktemp("home"), migrated)


@pytest.fixture(scope="module")
def bare(fresh) -> Desk:
    return fresh()


def table(path: Path, rows: list[list[str]], header: list[str] = HEADER) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def message(
    number: int | str, text: str = "三号楼门口路灯坏了。", when: str = "2026/3/5 9:05:01"
) -> list[str]:
    return [str(number), "A01", "路灯坏了", when, text]


def test_good_rows_come_in_bad_ones_come_back_and_corrected_ones_come_in_once(
    bare: Desk, tmp_path: Path
) -> None:
    rows = [
        message(1),
        message(2, ""),
        message(3, when="2026/13/5"),
        message(4),
        message(4, "另一件事。"),
        message(1),
    ]
    file = table(tmp_path / "March.csv", rows)
    said = bare.take(file)
    errors = tmp_path / "March_errors.csv"

    assert "6 rows read: 2 new signals, 0 were in already, 4 rows not taken." in said
    assert [row[:2] for row in bare.rows()] == [("March", "1"), ("March", "4")]
    assert "row 3, 留言详情: The text is empty." in said

    with errors.open(encoding="utf-8-sig", newline="") as found:
        back = list(csv.reader(found))
    assert [row[3] for row in back[1:]] == ["2", "3", "4", "1"]
    back[1][7], back[2][6], back[3][3] = "垃圾没有人清运。", "2026/3/5 8:00", "5"
    table(errors, back[1:4], back[0])
    assert "3 rows read: 3 new signals, 0 were in already, 0 rows not taken." in bare.take(errors)

    corrected = errors.read_bytes()
    assert "2 were in already" in bare.take(file)
    assert (tmp_path / "March_errors_2.csv").exists()
    assert errors.read_bytes() == corrected
    assert "3 were in already" in bare.take(errors)
    assert [row[:2] for row in bare.rows()] == [("March", str(number)) for number in range(1, 6)]
    assert {(label, share, by) for _source, _id, label, share, by in bare.rows()} == {("", None, "none")}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a,b\n1,2\n", "--map text="),
        (b"", "is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xlsx"),
        (random.Random(1).randbytes(5000), "UTF-8"),
    ],
)
def test_a_file_that_is_no_table_of_messages_is_refused_in_words(
    bare: Desk, tmp_path: Path, content, says
) -> None:
    (tmp_path / "wrong.csv").write_bytes(content)
    before = bare.rows()
    said = bare.call("messages", "import", tmp_path / "wrong.csv", "--language", "en", code=1)

    assert says in said
    assert bare.rows() == before


def test_without_tables_the_way_out_is_told(tmp_path: Path) -> None:
    place = Place(tmp_path)
    file = table(tmp_path / "m.csv", [message(1)])
    done = subprocess.run(
        [*COMMAND, "messages", "import", str(file)], env=place.environment, capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert "lianzhi setup" in done.stderr and "Traceback" not in done.stderr


def test_training_asks_for_a_file_or_for_the_towns_own_cases(bare: Desk) -> None:
    assert "--own" in bare.call("classify", "train", "--language", "en", code=2)
    assert not (bare.home / "models").exists() or not list((bare.home / "models").iterdir())


def test_an_import_killed_in_the_middle_ends_with_every_row_once(fresh, tmp_path: Path) -> None:
    desk = fresh()
    file = table(tmp_path / "long.csv", [message(n, f"{n}号楼门口的路灯坏了。" * 60) for n in range(1, 6001)])
    first = desk.open("messages", "import", file, "--language", "en")
    assert first.stderr is not None
    seen = ""
    while "500/6000" not in seen and "000/6000" not in seen and (piece := first.stderr.read(1)):
        seen += piece
    os.kill(first.pid, signal.SIGKILL)
    first.communicate(timeout=PATIENCE)
    kept = len(desk.rows())
    assert first.returncode == -signal.SIGKILL
    assert 0 < kept < 6000 and kept % 500 == 0

    said = desk.take(file)
    assert f"6000 rows read: {6000 - kept} new signals, {kept} were in already, 0 rows not taken." in said
    numbers = [int(row[1]) for row in desk.rows()]
    assert sorted(numbers) == list(range(1, 6001))
    assert "whole" in desk.call("audit", "verify") or "完整" in desk.call("audit", "verify")


def test_with_a_trained_model_each_label_carries_its_confidence(fresh, tmp_path: Path) -> None:
    desk = fresh()
    texts, labels = reports(360)
    desk.call(
        "classify",
        "train",
        table(tmp_path / "t.csv", [list(pair) for pair in zip(texts, labels, strict=True)], ["内容", "标签"]),
    )
    unseen, _truth = reports(48, seed=7)
    said = desk.take(table(tmp_path / "new.csv", [message(n, text) for n, text in enumerate(unseen)]))
    rows = desk.rows()

    assert "48 labelled by the classifier" in said
    assert len(rows) == 48
    assert all(label in labels and 0 < share <= 1 and by == "machine" for _s, _i, label, share, by in rows)


@pytest.mark.shared_data
def test_of_the_shared_messages_none_is_lost(fresh) -> None:
    file = messages("public_messages_4326.csv")
    desk = fresh()
    said = desk.call(
        "messages",
        "import",
        file,
        "--source",
        "public",
        "--errors",
        str(desk.home / "e.csv"),
        "--language",
        "en",
    )

    assert "4326 rows read: 4326 new signals, 0 were in already, 0 rows not taken." in said
    assert desk.rows("SELECT count(*), count(DISTINCT external_id) FROM cases_signal") == [(4326, 4326)]
    assert not (desk.home / "e.csv").exists()
