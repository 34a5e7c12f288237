"""The registers as files: columns as said, in the words of the import, the same bytes each time."""

import csv
import json

import numpy as np
import openpyxl
import pytest
from click.testing import CliRunner
from register_plans import registers

from lianzhi.kernel import rooms as codes
from lianzhi.simulation.cli import simulate
from lianzhi.simulation.registers.columns import SHEETS
from lianzhi.simulation.registers.sheets import persons, sheet
from lianzhi.simulation.registers.writing import write, write_sheet, write_start


@pytest.mark.parametrize("name", list(SHEETS))
def test_a_sheet_has_the_columns_that_are_listed(name: str) -> None:
    found = sheet(registers(), name)
    assert list(found) == [column.field for column in SHEETS[name]]
    assert len({len(column) for column in found.values()}) == 1
    assert len(next(iter(found.values()))) > 0
    assert len({column.head for column in SHEETS[name]}) == len(SHEETS[name])


def test_every_address_and_code_of_a_person_names_a_room_that_is_there() -> None:
    found, rooms = sheet(registers(), "persons"), sheet(registers(), "rooms")
    known = dict(zip(rooms["code"].tolist(), rooms["name"].tolist(), strict=True))
    assert all(codes.is_room(code) for code in found["place"].tolist())
    for code, text in zip(found["place"].tolist(), found["_address"].tolist(), strict=True):
        assert text.startswith("S镇") and text.endswith(known[code])
    assert ((found["origin"] == "") == (found["kind"] == "境外人员")).all()


def test_a_house_is_empty_let_or_lived_in_by_its_owner() -> None:
    made = registers()
    found = sheet(made, "houses")
    states = dict(zip(found["place"].tolist(), found["state"].tolist(), strict=True))
    living = sheet(made, "persons")
    words = {
        "自住": {"自住"},
        "租住": {"自住", "出租"},
        "寄住": {"自住", "出租", "寄住"},
        "集体宿舍": {"出租", "寄住"},
    }
    for place, kind in zip(living["place"].tolist(), living["living"].tolist(), strict=True):
        assert states[place] in words[kind]
    flats = found["use"] == "住宅"
    assert 0.02 < (found["state"][flats] == "空置").mean() < 0.12


def test_links_name_people_firms_and_rooms_of_the_other_sheets() -> None:
    made = registers()
    found = sheet(made, "links")
    people, firms = (
        set(sheet(made, "persons")["identity"].tolist()),
        set(sheet(made, "enterprises")["credit"].tolist()),
    )
    rooms = set(sheet(made, "rooms")["code"].tolist())
    of_rooms = np.isin(found["relation"], ("产权", "承租"))
    assert set(found["subject"][~of_rooms].tolist()) <= people
    assert set(found["subject"][of_rooms].tolist()) <= people | firms
    assert set(found["object"].tolist()) <= people | firms | rooms
    assert set(found["relation"].tolist()) == {"居住", "户籍", "就业", "产权", "承租", "监护", "经营"}
    lived = found["relation"] == "居住"
    assert (found["until"][lived] != "").all() and lived.sum() > 500


def test_aliases_of_a_building_carry_its_number() -> None:
    made = registers()
    found = sheet(made, "aliases")
    name = dict(zip(made.buildings.code.tolist(), made.buildings.name.tolist(), strict=True))
    for code, other in zip(found["building"].tolist(), found["name"].tolist(), strict=True):
        digits = "".join(c for c in name[code] if c.isdigit())
        assert other.endswith(f"{digits}幢") and other != name[code]
    assert len(np.unique(found["name"])) == len(found["name"])
    assert not set(found["name"].tolist()) & set(made.buildings.name.tolist())


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx"])
def test_the_same_registers_are_written_as_the_same_bytes(kind: str, tmp_path) -> None:
    made, names = registers(0.01), list(SHEETS) if kind == "csv" else ["persons", "changes"]
    first, again = write(made, tmp_path / "a", kind, names), write(made, tmp_path / "b", kind, names)
    assert first == again
    assert len(first["files"]) == len(names)
    assert json.loads((tmp_path / "a/manifest.json").read_text(encoding="utf-8")) == first


def test_each_format_says_the_same(tmp_path) -> None:
    made = registers(0.01)
    for kind in ("csv", "jsonl", "xlsx"):
        write(made, tmp_path, kind, ["persons", "things"])
    with (tmp_path / "persons.csv").open(encoding="utf-8-sig", newline="") as file:
        plain = list(csv.DictReader(file))
    lines = [
        json.loads(line) for line in (tmp_path / "persons.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    book = openpyxl.load_workbook(tmp_path / "persons.xlsx")
    cells = list(book["persons"].iter_rows(values_only=True))
    assert len(plain) == len(lines) == len(cells) - 1 == 3300
    assert list(plain[0]) == list(lines[0]) == list(cells[0])
    for row, line, cell in zip(plain, lines, cells[1:], strict=True):
        assert list(row.values()) == [str(value) for value in line.values()]
        assert [value or "" for value in cell[:5]] == list(line.values())[:5]


def test_an_xlsx_sheet_that_is_too_long_goes_on_in_another_file(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("lianzhi.simulation.registers.writing.MOST", 2_000)
    made = write_sheet(tmp_path / "persons", SHEETS["persons"], sheet(registers(0.01), "persons"), "xlsx")
    assert [(path.name, rows) for path, rows in made] == [("persons.xlsx", 2_000), ("persons-2.xlsx", 1_300)]


def test_the_persons_of_a_year_ago_are_those_of_today_without_the_changes(tmp_path) -> None:
    made = registers(0.05)
    before, now, changed = persons(made, made.start), persons(made), sheet(made, "changes")
    then, today = set(before["identity"].tolist()), set(now["identity"].tolist())
    came = np.isin(changed["kind"], ("birth", "move_in"))
    went = np.isin(changed["kind"], ("death", "move_out"))
    assert then | set(changed["identity"][came].tolist()) == today | set(changed["identity"][went].tolist())
    assert today - then <= set(changed["identity"][came].tolist())
    assert write_start(made, tmp_path) == len(then)
    assert max(before["since"].tolist()) <= "2025-11-29"


def test_the_command_writes_everything_and_says_what(tmp_path) -> None:
    options = [
        "--scale",
        "0.01",
        "--seed",
        "7",
        "--as-of",
        "2026-11-29",
        "--records",
        "900",
        "--addresses",
        "300",
    ]
    result = CliRunner().invoke(simulate, ["registers", *options, "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert "3300 persons.csv" in result.output
    assert result.output.rstrip().endswith(registers(0.01).digest())
    files = {path.name for path in tmp_path.iterdir()}
    assert {f"{name}.csv" for name in SHEETS} | {
        "manifest.json",
        "persons-before.csv",
        "addresses.csv",
    } <= files
    assert {
        f"records-{code}.csv" for code in ("police", "health", "civil", "insurance", "education", "grid")
    } <= files
    assert len((tmp_path / "addresses.csv").read_text(encoding="utf-8-sig").splitlines()) == 301
