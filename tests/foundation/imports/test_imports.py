"""Tables that people hand in: read as they are, looked at first, taken in once, bad rows back as a file.  R-091, house law 6."""

import csv
import io
import json
import os
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from support.desk import ROOT, browser

from lianzhi.cases.models import Signal
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.imports import actions, kinds, queries, store, work
from lianzhi.foundation.imports.contracts import Field, Sheet, proposed
from lianzhi.foundation.imports.models import Import, Remembered
from lianzhi.foundation.imports.rules import states
from lianzhi.foundation.jobs import api as jobs
from lianzhi.kernel.errors import BadInput, NotAllowed, WrongState

HEADER = ["工单编号", "来电人", "诉求标题", "诉求内容", "来电时间", "承办"]
ROWS = [
    ["A1", "张某", "路灯", "三号楼门口路灯不亮", "2026-03-05 09:05", "城管"],
    ["A2", "李某", "", "河边护栏断了一截", "2026/3/6", ""],
    ["A3", "", "井盖", "", "2026/3/6", ""],
    ["A4", "王某", "噪声", "夜里施工太吵", "昨天", ""],
]


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.IMPORTS_ROOT = tmp_path / "imports"


@pytest.fixture
def officer(town):
    """The duty officer, who may also take messages in."""
    held = ["imports.make", "signals.import", "signals.see"]
    access.save_role("taker-in", name_zh="导入", permissions=held, by=ROOT)
    access.grant(town.duty.id, "taker-in", area_code="330199100000", by=ROOT)
    return town.duty


@pytest.fixture
def desk(officer) -> Client:
    return browser(officer)


def table(rows=ROWS, header=HEADER, encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode(encoding)


def book(rows=ROWS, header=HEADER, merged: str = "", **sheets) -> bytes:
    made = openpyxl.Workbook()
    for row in [header, *rows]:
        made.active.append(row)
    if merged:
        made.active.merge_cells(merged)
    for title, content in sheets.items():
        sheet = made.create_sheet(title)
        for row in content:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def sent(desk: Client, content: bytes, name: str = "12345.csv", source: str = "12345"):
    file = SimpleUploadedFile(name, content)
    return desk.post("/imports/new/messages/", {"file": file, "source": source})


def draft(desk: Client, content: bytes, name: str = "12345.csv", source: str = "12345") -> str:
    answer = sent(desk, content, name, source)
    assert answer.status_code == 302, answer.content.decode()
    return answer.url.strip("/").split("/")[-1]


def taken(desk: Client, content: bytes, **more) -> Import:
    number = draft(desk, content, **more)
    assert desk.post(f"/imports/{number}/start/").status_code == 302
    assert jobs.work_once()
    return Import.objects.get(pk=number)


# ---- reading and mapping ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (table(), "a.csv"),
        (table(encoding="gb18030"), "a.csv"),
        (table(encoding="utf-8-sig"), "a.txt"),
        (table(encoding="utf-16"), "a.csv"),
        (book(), "a.xlsx"),
        (book(), "wrong-name.csv"),
    ],
    ids=["utf-8", "gb18030", "bom", "utf-16", "xlsx", "misnamed"],
)
def test_every_kind_of_file_is_read_alike(desk, content, name):
    row = taken(desk, content, name=name)
    assert (row.state, row.rows, row.kept, row.known, row.bad) == ("done", 4, 2, 0, 2)
    assert sorted(Signal.objects.values_list("source", "external_id")) == [("12345", "A1"), ("12345", "A2")]
    assert Signal.objects.get(external_id="A1").author == "张某"


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "hello")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "empty.csv", "is empty"),
        (b"\n\n , ,\n", "blank.csv", "no header"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "old.xls", "password"),
        (b"PK\x03\x04" + b"x" * 400, "broken.xlsx", "damaged"),
        (_zip(), "readme.xlsx", "damaged"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 20, "photo.csv", "not a text file"),
        (table(header=[f"c{n}" for n in range(301)]), "wide.csv", "more than 300 columns"),
        (book(header=[f"c{n}" for n in range(301)]), "wide.xlsx", "more than 300 columns"),
    ],
    ids=["empty", "blank", "old excel", "broken", "zip", "binary", "wide csv", "wide xlsx"],
)
def test_a_file_that_is_no_table_is_refused_with_its_name_and_a_way_out(desk, content, name, said):
    answer = sent(desk, content, name)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page
    assert not Import.objects.exists() and not list(store.root().iterdir())


def test_three_hundred_columns_are_read(desk):
    header = [*HEADER, *(f"列{n}" for n in range(294))]
    row = taken(desk, book([[*ROWS[0], *["x"] * 294]], header), name="300.xlsx")
    assert (row.kept, row.bad) == (1, 0) and len(Signal.objects.get().extra) >= 294


FIELDS = (
    Field("id", "", ("编号", "no")),
    Field("text", "", ("内容", "text"), True),
    Field("name", "", ("编号", "姓名")),
)


@pytest.mark.parametrize(
    ("header", "given", "found"),
    [
        (["编号", "内容"], {}, {"id": "编号", "text": "内容"}),
        (["编 号", " 内容"], {}, {"id": "编 号", "text": " 内容"}),
        (["No", "TEXT", "姓名"], {}, {"id": "No", "text": "TEXT", "name": "姓名"}),
        (["编号", "内容", "正文"], {"text": "正文"}, {"id": "编号", "text": "正文"}),
        (["编号", "内容"], {"id": ""}, {"text": "内容", "name": "编号"}),
        (["编号", "内容"], {"text": "不在了"}, {"id": "编号", "text": "内容"}),
        (["编号", "编号", "内容"], {}, {"id": "编号", "text": "内容"}),
        (["", "导入错误·行号", "内容"], {}, {"text": "内容"}),
    ],
    ids=["guessed", "blanks", "case", "said", "said none", "gone", "twice", "our own"],
)
def test_columns_are_proposed_from_what_was_said_and_from_their_names(header, given, found):
    assert proposed(header, FIELDS, given) == found


# ---- the dry run -------------------------------------------------------------------------------------------


def test_the_dry_run_counts_shows_and_writes_nothing(desk):
    taken(desk, table(ROWS[:1]))
    before = Signal.objects.count()
    number = draft(desk, table())
    page = desk.get(f"/imports/{number}/").content.decode()
    assert "三号楼门口路灯不亮" in page and "2026-03-05 09:05" in page and "Take 2 rows in" in page
    row = Import.objects.get(pk=number)
    found = queries.opened(row)
    trial = queries.trial(row, kinds.get("messages"), found.mapping, found.total, ROOT)
    assert (trial.looked, trial.good, trial.known, trial.fresh, trial.bad, trial.cut) == (
        4,
        2,
        1,
        1,
        2,
        False,
    )
    assert {column for _n, column, _p in trial.reasons} == {"诉求内容", "来电时间"}
    assert Signal.objects.count() == before and Import.objects.get(pk=number).state == "draft"


def test_a_long_table_is_looked_at_in_part_and_says_so(desk, monkeypatch):
    monkeypatch.setattr(queries, "LOOKED_AT", 3)
    number = draft(desk, table([[f"B{n}", "", "", "路灯不亮了", "", ""] for n in range(9)]))
    page = desk.get(f"/imports/{number}/").content.decode()
    assert "Only the first 3 rows" in page and "Take all rows in" in page
    desk.post(f"/imports/{number}/start/")
    jobs.work_once()
    assert Import.objects.get(pk=number).kept == 9


def test_columns_nobody_knows_are_said_once_and_remembered_for_the_source(desk):
    rows = [["X1", "垃圾没人清"]]
    number = draft(desk, table(rows, ["甲", "乙"]), source="信箱")
    page = desk.get(f"/imports/{number}/").content.decode()
    assert "A column has to be named first" in page and "/start/" not in page
    assert desk.post(f"/imports/{number}/start/", headers={"accept": "application/json"}).status_code == 422
    assert desk.post(f"/imports/{number}/", {"text": "乙", "external_id": "甲"}).status_code == 302
    assert "垃圾没人清" in desk.get(f"/imports/{number}/").content.decode()
    again = draft(desk, table(rows, ["甲", "乙"]), source="信箱")
    page = desk.get(f"/imports/{again}/").content.decode()
    assert "As it was said for 信箱" in page and "Take 1 row in" in page
    other = draft(desk, table(rows, ["甲", "乙"]), source="热线")
    assert "A column has to be named first" in desk.get(f"/imports/{other}/").content.decode()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"text": ""}, "required"),
        ({"text": "没有"}, "没有"),
        ({"text": "诉求内容", "title": "诉求内容"}, "chosen twice"),
    ],
    ids=["lacking", "no such", "twice"],
)
def test_columns_that_cannot_be_are_refused_beside_their_field(desk, said, why):
    number = draft(desk, table())
    answer = desk.post(f"/imports/{number}/", said)
    assert answer.status_code == 422 and why in answer.content.decode()
    assert not Remembered.objects.exists()


def test_another_sheet_can_be_chosen(desk):
    number = draft(desk, book([], ["说明"], 明细=[HEADER, *ROWS]), name="two.xlsx")
    assert desk.post(f"/imports/{number}/", {"sheet": "明细", "text": ""}).status_code in (302, 422)
    row = Import.objects.get(pk=number)
    actions.say(number, {}, sheet="明细", by=access_actor(row))
    page = desk.get(f"/imports/{number}/").content.decode()
    assert "三号楼门口路灯不亮" in page and '<option value="明细" selected' in page


def access_actor(row: Import):
    return jobs.owner(row.owner)


# ---- taking in ---------------------------------------------------------------------------------------------


def test_the_same_file_again_doubles_nothing(desk):
    first, second = taken(desk, table()), taken(desk, table(encoding="gb18030"), name="again.csv")
    assert (first.kept, first.known) == (2, 0) and (second.kept, second.known, second.bad) == (0, 2, 2)
    assert Signal.objects.count() == 2


def test_control_another_source_takes_the_same_rows_as_its_own(desk):
    taken(desk, table())
    assert taken(desk, table(), source="信箱").kept == 2 and Signal.objects.count() == 4


def test_bad_rows_come_back_as_a_file_that_can_be_corrected_and_handed_in(desk):
    row = taken(desk, table())
    answer = desk.get(f"/imports/{row.id}/errors/")
    assert "12345_errors.csv" in answer["Content-Disposition"]
    heading, *bad = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert [(line[0], line[1]) for line in bad] == [("4", "诉求内容"), ("5", "来电时间")]
    assert all(line[2] for line in bad) and bad[0][3:] == ROWS[2]
    bad[0][heading.index("诉求内容")], bad[1][heading.index("来电时间")] = "井盖不见了", "2026/3/7"
    mended = taken(desk, table(bad, heading), name="12345_errors.csv", source="")
    assert (mended.source, mended.kept, mended.bad) == ("12345", 2, 0)
    assert Signal.objects.count() == 4


def test_a_number_that_is_in_with_another_text_is_a_bad_row(desk):
    taken(desk, table(ROWS[:2]))
    row = taken(desk, table([["A1", "张某", "路灯", "完全另一件事", "", ""], ROWS[1]]))
    assert (row.kept, row.known, row.bad) == (0, 1, 1) and row.errors


def test_the_trail_says_who_handed_what_in_and_what_came_of_it(desk, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row = taken(desk, table())
    found = {e.action: e for e in Entry.objects.filter(subject=f"import:{row.id}")}
    assert {"imports.hand_in", "imports.start", "imports.done"} <= set(found)
    done = json.loads(found["imports.done"].detail)
    assert (done["kept"], done["bad"], done["sm3"]) == (2, 2, row.digest) and len(row.digest) == 64
    assert not (store.root() / f"{row.id}.in").exists(), "the file with people's words does not stay"


def many(count: int) -> bytes:
    return table([[f"C{n}", "", "", f"第{n}盏路灯不亮", "", ""] for n in range(count)])


def test_a_run_that_was_cut_off_goes_on_and_counts_right(desk, monkeypatch):
    monkeypatch.setattr(work, "BLOCK", 10)
    number = draft(desk, many(35))
    desk.post(f"/imports/{number}/start/")
    made, blocks = kinds.get("messages"), []
    take = made.take

    def dies(source, rows, by):
        blocks.append(len(rows))
        if len(blocks) == 3:
            raise SystemExit("killed")
        return take(source, rows, by)

    object.__setattr__(made, "take", dies)
    try:
        with pytest.raises(SystemExit):
            work.take_in.call(number)
    finally:
        object.__setattr__(made, "take", take)
    assert (Import.objects.get(pk=number).kept, Signal.objects.count()) == (20, 20)
    Import.objects.update(seen_at=Import.objects.get().seen_at - timedelta(minutes=4))
    assert work.revive() == 1
    while Import.objects.get(pk=number).state in states.UNFINISHED:
        assert jobs.work_once()
    row = Import.objects.get(pk=number)
    assert (row.state, row.rows, row.kept, row.known) == ("done", 35, 35, 0) and Signal.objects.count() == 35


def test_stopped_in_the_middle_the_block_at_work_is_undone_and_the_rest_never_begun(
    desk, officer, monkeypatch
):
    monkeypatch.setattr(work, "BLOCK", 10)
    number = draft(desk, many(35))
    desk.post(f"/imports/{number}/start/")
    made, seen = kinds.get("messages"), []
    take = made.take

    def stops(source, rows, by):
        seen.append(len(rows))
        if len(seen) == 2:
            Import.objects.filter(pk=number).update(state="cancelled")
        return take(source, rows, by)

    object.__setattr__(made, "take", stops)
    try:
        assert work.take_in.call(number) == "stopped"
    finally:
        object.__setattr__(made, "take", take)
    assert Signal.objects.count() == 10 and Import.objects.get().kept == 10


def test_cancelled_before_it_began_nothing_comes_in(desk, django_capture_on_commit_callbacks):
    number = draft(desk, table())
    desk.post(f"/imports/{number}/start/")
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(f"/imports/{number}/cancel/").status_code == 302
    jobs.work_once()
    assert Import.objects.get().state == "cancelled" and not Signal.objects.exists()
    assert not list(store.root().iterdir())


def test_taken_in_once_it_is_not_taken_again(desk, officer):
    row = taken(desk, table())
    with pytest.raises(WrongState):
        actions.start(row.id, by=officer)
    assert desk.get(f"/imports/{row.id}/").status_code == 200


# ---- rights and order --------------------------------------------------------------------------------------


def test_who_may_not_take_messages_in_cannot_and_others_imports_do_not_exist(desk, town):
    row = taken(desk, table())
    reader = browser(town.reader)
    assert reader.get("/imports/").status_code == 403
    access.save_role("half", name_zh="半", permissions=["imports.make"], by=ROOT)
    access.grant(town.reader.id, "half", area_code="330199100000", by=ROOT)
    assert sent(reader, table()).status_code == 403
    assert (
        reader.get(f"/imports/{row.id}/").status_code
        == reader.get(f"/imports/{row.id}/errors/").status_code
        == 404
    )
    assert "messages" not in reader.get("/imports/").content.decode()


def test_rights_lost_meanwhile_stop_the_worker(desk, officer, town):
    number = draft(desk, table())
    desk.post(f"/imports/{number}/start/")
    access.save_role("taker-in", name_zh="导入", permissions=["signals.see"], by=ROOT)
    jobs.work_once()
    row = Import.objects.get(pk=number)
    assert row.state == "failed" and row.error and not Signal.objects.exists()


def test_an_unknown_kind_and_too_large_a_file_are_refused(desk, officer, monkeypatch):
    assert desk.get("/imports/new/nothing/").status_code == 404
    monkeypatch.setattr(actions, "MOST_BYTES", 10)
    assert sent(desk, table()).status_code == 422 and not Import.objects.exists()


def test_three_at_work_are_enough(desk, officer):
    numbers = [draft(desk, table()) for _each in range(4)]
    for number in numbers[:3]:
        actions.say(number, {"text": "诉求内容"}, sheet="", by=officer)
        actions.start(number, by=officer)
    actions.say(numbers[3], {"text": "诉求内容"}, sheet="", by=officer)
    with pytest.raises(BadInput):
        actions.start(numbers[3], by=officer)


def test_what_nobody_took_in_and_old_errors_are_swept(desk, officer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row, number = taken(desk, table()), draft(desk, table())
    assert len(list(store.root().iterdir())) == 2
    Import.objects.filter(pk=number).update(asked_at=row.asked_at - states.DRAFT_LIVES * 2)
    Import.objects.filter(pk=row.id).update(ended_at=row.ended_at - states.ERRORS_LIVE * 2)
    for path in store.root().iterdir():
        old = path.stat().st_mtime - timedelta(days=3).total_seconds()
        os.utime(path, (old, old))
    actions.sweep()
    assert not list(store.root().iterdir())
    assert Import.objects.get().errors == ""
    with pytest.raises(WrongState):
        actions.fetch_errors(row.id, by=officer)


def test_a_stranger_has_nothing(town):
    with pytest.raises(NotAllowed):
        actions.hand_in("messages", "a.csv", 3, [b"a,b"], source="x", by=town.reader)


def test_the_pages_ask_the_database_as_often_for_three_as_for_one(desk, django_assert_max_num_queries):
    for _each in range(3):
        draft(desk, table())
    with django_assert_max_num_queries(12):
        desk.get("/imports/")


def test_a_sheet_names_its_rows_as_the_spreadsheet_does(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\n" + "编号,内容\n1,一\n\n2,二\n3,三,多\n".encode())
    found = list(Sheet(path))
    assert [getattr(row, "number", 0) or row.row_number for row in found] == [3, 5, 6]
