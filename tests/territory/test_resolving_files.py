"""`lianzhi address resolve`: a file in, a file out; rows that cannot be read are told and stay in it."""

import csv

import openpyxl
import pytest
from click.testing import CliRunner

from lianzhi.territory.cli_resolving import address
from lianzhi.territory.models import Doubt

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(plan):
    return next(p for p in plan.places if p.kind == "house")


def run(*words: object):
    done = CliRunner().invoke(address, ["resolve", *map(str, words), "--jobs", "1", "--language", "en"])
    return done.exit_code, done.output


def test_each_row_comes_back_with_its_code(house, tmp_path):
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    rows = ["编号,地址", f"1,{house.name}", "2,", "3,今天天气很好", f"=4,S镇{house.name}"]
    source.write_text("\n".join(rows), "utf-8")
    code, said = run(source, "-o", out, "--review")
    assert code == 0
    assert "4 rows: 2 sure, 1 to be asked, 1 unreadable." in said
    assert "Row 3: The address is empty." in said
    with out.open(encoding="utf-8-sig", newline="") as file:
        made = list(csv.reader(file))
    assert made[0][:3] == ["编号", "地址", "Code of the address"]
    assert [row[2] for row in made[1:]] == [house.code, "", "", house.code]
    assert made[4][0] != "=4"
    assert [row.text for row in Doubt.objects.all()] == ["今天天气很好"]


def test_a_workbook_goes_in_and_out(house, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["where"])
    book.active.append([house.name])
    book.save(tmp_path / "in.xlsx")
    code, _said = run(tmp_path / "in.xlsx", "-o", tmp_path / "out.xlsx", "--column", "where")
    assert code == 0
    found = list(openpyxl.load_workbook(tmp_path / "out.xlsx").active.values)
    assert found[1][:2] == (house.name, house.code)


def test_a_file_without_the_column_names_those_it_has(house, tmp_path):
    (tmp_path / "in.csv").write_text("a,b\n1,2\n", "utf-8")
    code, said = run(tmp_path / "in.csv", "-o", tmp_path / "out.csv")
    assert code == 1
    assert "a, b" in said
