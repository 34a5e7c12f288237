"""Schools out of a table: good rows are kept, bad ones name column, reason and way out; twice is once."""

from pathlib import Path

import pytest
from support.register import BUILDING, SECOND, WEST

from lianzhi.foundation.imports.contracts import BadRow
from lianzhi.services.importing.kind import SCHOOL_TABLE, Rows
from lianzhi.services.models import Places, School, SchoolArea

HEAD = "学校编码,学校名称,学段,年份,招生计划,学区\n"


def table(tmp_path: Path, *rows: str) -> Rows:
    path = tmp_path / "schools.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return Rows(path, {})


def test_a_row_is_a_school_its_places_and_its_area_and_twice_is_once(town, tmp_path) -> None:
    rows = list(
        table(tmp_path, f"{BUILDING},云杉小学,小学,2027年,120,{WEST}", f"{BUILDING},云杉小学,小学,2028,125,")
    )

    first = SCHOOL_TABLE.take("教育", rows, town.keeper)
    again = SCHOOL_TABLE.take("教育", rows, town.keeper)

    assert (first.kept, first.known, first.bad) == (2, 0, ()) and (again.kept, again.known) == (0, 2)
    assert School.objects.get().name == "云杉小学"
    assert dict(Places.objects.values_list("year", "places")) == {2027: 120, 2028: 125}
    assert SchoolArea.objects.get().area == WEST


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (f"{BUILDING},x,大学,2027,1,", "学段"), (f"{BUILDING},x,小学,明年,1,", "年份"), (f"{BUILDING},x,小学,2027,,", "招生计划"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_names_its_column(town, tmp_path, row, column) -> None:
    (bad,) = table(tmp_path, row)

    assert isinstance(bad, BadRow) and bad.problems[0].column == column and bad.problems[0].way_out


def test_a_row_that_is_refused_does_not_stop_the_others(town, tmp_path) -> None:
    rows = list(
        table(
            tmp_path,
            "330199100001B99999,x,小学,,,",
            f"{SECOND},白桦小学,小学,,,",
            f"{BUILDING},y,小学,,,999999999999",
        )
    )

    told = SCHOOL_TABLE.take("教育", rows, town.keeper)

    assert (told.kept, [bad.row_number for bad in told.bad]) == (1, [2, 4])
