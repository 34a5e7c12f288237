"""Lists as files: what they hold, who may have them, what stops them.  R-097; field notes A3."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook
from support.desk import IN_EAST, PHONE, ROOT, browser

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.exports import actions, sources, store, work
from lianzhi.foundation.exports.contracts import Column, Table
from lianzhi.foundation.exports.models import Export
from lianzhi.foundation.exports.rules.cells import for_csv, plain, risky
from lianzhi.foundation.exports.rules.naming import file_name
from lianzhi.foundation.jobs import api as jobs
from lianzhi.kernel import clock
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound, WrongState


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.EXPORTS_ROOT = tmp_path / "exports"


@pytest.fixture
def officer(town):
    """The duty officer, who may also take lists away."""
    _may(town.duty)
    return town.duty


def _may(actor):
    access.save_role("taker", name_zh="导出", permissions=["exports.make"], by=ROOT)
    access.grant(actor.id, "taker", area_code="330199100000", by=ROOT)


def made(code, query, form, by):
    """Ask, let the worker work, and open the file: (heading, rows)."""
    export = actions.ask(code, query, form, by=by)
    assert jobs.work_once()
    path, name = actions.fetch(export.id, by=by)
    if form == "csv":
        heading, *found = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig")))
        return heading, found, name
    sheet = load_workbook(path).active
    heading, *found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return heading, found, name


# ---- cells and names ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1", "  =1"])
def test_a_text_that_looks_like_a_formula_is_kept_from_running(text):
    assert risky(text)
    assert for_csv(text).startswith("'")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("路灯坏了", "路灯坏了"),
        (-3, -3),
        (1.5, 1.5),
        (None, ""),
        (True, 1),
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22, 1, 30, tzinfo=UTC), "2026-11-22 09:30"),
        ("330199100001001", "330199100001001\t"),
        ("0571", "0571\t"),
        ("12345", "12345"),
        ("a\x00b\x0bc", "abc"),
        ("一\r\n二", "一\n二"),
    ],
)
def test_a_value_reaches_excel_as_it_was_meant(value, cell):
    assert for_csv(value) == cell


def test_a_text_longer_than_a_cell_is_cut_and_says_so():
    assert len(plain("长" * 40_000)) == 32_767
    assert plain("长" * 40_000).endswith("…")


def test_a_file_is_called_by_list_scope_and_date():
    at = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
    assert file_name("案件", "西社区-red", at, "xlsx") == "案件_西社区-red_20261122-1530.xlsx"
    assert file_name("a/b:c", "x_y", at, "csv") == "a-b-c_x-y_20261122-1530.csv"


# ---- the list of cases ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_list_comes_as_a_file_with_its_filters(town, officer, form):
    town.report(text="=HYPERLINK(1) 路灯坏了三天没人修")
    town.report(category="noise", text="夜里施工太吵睡不着觉")
    heading, found, name = made("cases", "category=road&page=3", form, officer)
    assert heading[0] == "Number" and len(found) == 1
    assert name.endswith(f".{form}") and "Road-damage" in name
    text = found[0][heading.index("What was reported")]
    assert text.lstrip("'").startswith("=HYPERLINK")
    assert Export.objects.get().rows == 1


def test_in_a_workbook_a_formula_is_typed_as_text(town, officer):
    town.report(text="=1+1 是题目，不是公式")
    export = actions.ask("cases", "", "xlsx", by=officer)
    jobs.work_once()
    path, _name = actions.fetch(export.id, by=officer)
    sheet = load_workbook(path).active
    assert {cell.data_type for cell in sheet["C"]} == {"s"}
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref.startswith("A1:")


def test_a_file_holds_what_the_person_may_see_and_no_more(town):
    town.report()
    east = town.report(at=IN_EAST)
    _may(town.east_duty)
    heading, found, _name = made("cases", "", "csv", town.east_duty)
    assert [row[heading.index("Number")] for row in found] == [east.number]


def test_contacts_are_masked_for_who_may_not_see_them(town, officer):
    caller = access.caller(PHONE, name="李某", by=ROOT)
    town.report(reporter=caller.id, text=f"请打我电话{PHONE}，路面破损")
    _may(town.reader)
    heading, [row], _name = made("cases", "", "csv", town.reader)
    assert PHONE not in " ".join(row) and "李某" not in row
    assert Export.objects.get(owner=town.reader.id).covered
    heading, [row], _name = made("cases", "", "csv", officer)
    assert "李某" in row and row[heading.index("Phone")].endswith(PHONE[-4:])
    assert not Export.objects.get(owner=officer.id).covered


def test_an_answer_that_repeats_a_number_is_masked_like_the_text(town, officer):
    cases.refuse(town.report().id, by=town.duty, answer=f"已回电{PHONE}，不属本镇。")
    _may(town.reader)

    for by, seen in ((town.reader, False), (officer, True)):
        heading, [row], _name = made("cases", "", "csv", by)
        at = heading.index("Answer to the person who reported")
        assert (PHONE in row[at]) is seen
        assert "不属本镇" in row[at]


def test_rows_cost_the_same_number_of_queries_however_many(town, officer, django_assert_max_num_queries):
    from lianzhi.cases.exporting import cases_table

    for _each in range(3):
        town.report()
    with django_assert_max_num_queries(29):
        three = list(cases_table(officer, "").rows)
    assert len(three) == 3


# ---- asking, cancelling, fetching -----------------------------------------------------------------------


def many(rows, done=lambda count: None):
    """A list of ``rows`` rows registered under the code ``many``."""

    def numbers():
        for count in range(rows):
            done(count)
            yield (count, "甲")

    sources.source(
        "many",
        "Many",
        "cases.see",
        lambda by, query: Table([Column("n"), Column("t")], numbers(), total=rows),
    )


def test_the_same_export_asked_for_twice_is_one(town, officer):
    first, second = (actions.ask("cases", "?q=灯&page=2", "csv", by=officer) for _ in range(2))
    assert first.id == second.id
    assert Export.objects.count() == 1


def test_nobody_has_more_than_three_under_way(town, officer):
    for word in "abc":
        actions.ask("cases", f"q={word}", "csv", by=officer)
    with pytest.raises(BadInput):
        actions.ask("cases", "q=d", "csv", by=officer)
    assert Export.objects.count() == 3


@pytest.mark.parametrize(("code", "form", "error"), [("gone", "csv", NotFound), ("cases", "pdf", BadInput)])
def test_what_cannot_be_made_is_refused(town, officer, code, form, error):
    with pytest.raises(error):
        actions.ask(code, "", form, by=officer)
    assert Export.objects.count() == 0


def test_without_the_permission_nothing_is_taken_away(town):
    with pytest.raises(NotAllowed):
        actions.ask("cases", "", "csv", by=town.reader)
    assert Export.objects.count() == 0


def test_a_right_lost_while_it_waited_ends_it(town, officer):
    export = actions.ask("cases", "", "csv", by=officer)
    for grant in access.grants():
        if grant.person == officer.id and grant.role == "taker":
            access.revoke(grant.id, by=ROOT)
    jobs.work_once()
    row = Export.objects.get(pk=export.id)
    assert (row.state, row.place) == ("failed", "")
    assert "may not" in row.error


def test_cancelled_it_stops_within_a_block_and_leaves_no_file(town, officer, monkeypatch):
    monkeypatch.setattr(work, "TELL_EVERY", -1)
    reached = []

    def note(count):
        reached.append(count)
        if count == 700:
            actions.cancel(Export.objects.get().id, by=officer)

    many(100_000, note)
    export = actions.ask("many", "", "csv", by=officer)
    jobs.work_once()
    assert reached[-1] < 700 + 2 * work.BLOCK
    assert Export.objects.get().state == "cancelled"
    assert list(store.root().iterdir()) == []
    with pytest.raises(WrongState):
        actions.fetch(export.id, by=officer)


def test_a_run_that_was_cut_off_begins_anew_and_the_dead_one_writes_no_more(town, officer, monkeypatch):
    monkeypatch.setattr(work, "TELL_EVERY", -1)
    many(3)
    export = actions.ask("many", "", "csv", by=officer)
    Export.objects.filter(pk=export.id).update(state="running", run="dead")
    assert jobs.work_once()
    row = Export.objects.get()
    assert (row.state, row.rows) == ("ready", 3)
    with pytest.raises(jobs.Stopped):
        work._rounds.tell(row, "dead", rows=2)


def test_what_a_dead_worker_left_is_begun_anew_and_given_up_after_three_tries(town, officer):
    many(3)
    export = actions.ask("many", "", "csv", by=officer)
    jobs.work_once()
    Export.objects.update(state="running", seen_at=clock.now(), run="dead")
    assert work.revive() == 0
    with clock.at(clock.now() + timedelta(minutes=3)):
        assert work.revive() == 1
        assert jobs.work_once()
        assert Export.objects.get().state == "ready"
        Export.objects.update(state="running", seen_at=clock.now() - timedelta(hours=1), tries=3)
        assert work.revive() == 1
    assert Export.objects.get(pk=export.id).state == "failed"


def test_a_list_that_breaks_is_said_to_have_failed(town, officer):
    def broken(count):
        if count == 2:
            raise RuntimeError("disk")

    many(5, broken)
    export = actions.ask("many", "", "xlsx", by=officer)
    jobs.work_once()
    assert Export.objects.get(pk=export.id).state == "failed"
    assert list(store.root().iterdir()) == []


def test_an_endless_list_is_refused_with_a_way_out(town, officer, monkeypatch):
    monkeypatch.setattr(work, "MOST_ROWS", 10)
    many(11)
    export = actions.ask("many", "", "csv", by=officer)
    jobs.work_once()
    assert "Narrow the filters" in Export.objects.get(pk=export.id).error


def test_another_persons_export_does_not_exist(town, officer):
    _may(town.reader)
    export = actions.ask("cases", "", "csv", by=officer)
    for act in (actions.fetch, actions.cancel, actions.remove):
        with pytest.raises(NotFound):
            act(export.id, by=town.reader)
    assert browser(town.reader).get(f"/exports/{export.id}/file/").status_code == 404


def test_files_go_when_their_time_is_over_and_strays_with_them(town, officer):
    many(3)
    export = actions.ask("many", "", "csv", by=officer)
    jobs.work_once()
    stray = store.where("0000-dead.part")
    stray.write_text("x")
    with clock.at(clock.now() + timedelta(days=3, minutes=1)):
        assert actions.sweep() >= 2
        with pytest.raises(WrongState):
            actions.fetch(export.id, by=officer)
    assert list(store.root().iterdir()) == []
    with clock.at(clock.now() + timedelta(days=31)):
        actions.sweep()
    assert Export.objects.count() == 0


def test_who_took_what_away_is_in_the_trail(town, officer):
    made("cases", "q=灯", "csv", officer)
    said = {row.action: json.loads(row.detail) for row in Entry.objects.filter(action__startswith="exports.")}
    assert list(said) == ["exports.ask", "exports.made", "exports.fetch"]
    assert said["exports.made"]["rows"] == 0 and "q=" in said["exports.made"]["query"]


# ---- pages ----------------------------------------------------------------------------------------------


@pytest.fixture
def desk(officer) -> Client:
    return browser(officer)


def test_from_the_list_to_the_file(town, desk):
    town.report()
    page = desk.get("/desk/?category=road").content.decode()
    assert 'action="/exports/start/cases/"' in page and "category=road" in page
    started = desk.post("/exports/start/cases/", {"query": "category=road", "form": "xlsx"}, follow=True)
    assert "Waiting" in started.content.decode() and 'hx-trigger="every 2s"' in started.content.decode()
    jobs.work_once()
    listed = desk.get("/exports/").content.decode()
    assert "Ready" in listed and "every 2s" not in listed
    answer = desk.get(f"/exports/{Export.objects.get().id}/file/")
    assert answer["Cache-Control"] == "private, no-store" and "attachment" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_who_may_not_export_sees_no_button_and_no_page(town):
    reader = browser(town.reader)
    assert "/exports/start/" not in reader.get("/desk/").content.decode()
    assert reader.get("/exports/").status_code == 403


def test_the_page_before_the_first_export_says_how(desk):
    assert "No exports yet" in desk.get("/exports/").content.decode()
