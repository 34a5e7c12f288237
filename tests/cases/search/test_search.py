"""Search finds what holds every word, and nothing else; no input breaks it.  R-109."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import phones

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case, SearchRow, Signal
from lianzhi.cases.queries import search
from lianzhi.cases.rules.search import asked, found_in
from lianzhi.cases.searching import keep_case, keep_signals, merge, rebuild
from lianzhi.foundation.access import api as access
from lianzhi.kernel.text import fold

pytestmark = pytest.mark.django_db
TEXTS = {
    "lamp": "人民路12号的路灯坏了，晚上很黑。",
    "stall": "菜市场门口占道经营，天天堵车。",
    "noise": "半夜施工噪音扰民 KTV song, 电话1234567",
    "odd": "𠮷野家门口 ① Ｆｕｌｌ Ｗｉｄｔｈ %_'\"\\ end",
}


@pytest.fixture(params=[(search.MANY, False), (0, False), (0, True)], ids=["looked-up", "walked", "weighed"])
def either_way(request, monkeypatch):
    """Rare and common words are found in different ways, for readers bound to a busy unit in a third; all find the same."""
    many, weighed = request.param
    monkeypatch.setattr(search, "MANY", many)
    monkeypatch.setattr(search, "HERE", 0 if weighed else search.HERE)
    search.forget()
    yield
    search.forget()


def make(**texts: str) -> dict[str, Case]:
    made = {}
    for key, text in texts.items():
        made[key] = Case.objects.create(
            number=f"LZ20261122-{Case.objects.count():04d}", token=key, scenario="snap_report", source="snap", title="", text=text,
            area_code="330199100001001", created_at=datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
        )  # fmt: skip
        keep_case(made[key])
    return made


def found(query: str, by=None) -> set[str]:
    return set(Case.objects.filter(search.matching(query, by)).values_list("token", flat=True))


@pytest.mark.parametrize(
    ("query", "tokens"),
    [
        ("路灯", {"lamp"}),
        ("灯", {"lamp"}),
        ("黑", {"lamp"}),
        ("占道经营", {"stall"}),
        ("道占", set()),
        ("门口", {"stall", "odd"}),
        ("门口 占道", {"stall"}),
        ("ktv", {"noise"}),
        ("KTV 噪音", {"noise"}),
        ("12", {"lamp"}),
        ("123", {"noise"}),
        ("234567", set()),
        ("0002", {"noise"}),
        ("LZ20261122-0001", {"stall"}),
        ("20261122-0003", {"odd"}),
        ("lz2026", {"lamp", "stall", "noise", "odd"}),
        ("full", {"odd"}),
        ("𠮷", {"odd"}),
        ("没有的词", set()),
        ("！！！", set()),
        ("%", set()),
        ("   ", {"lamp", "stall", "noise", "odd"}),
    ],
)
def test_a_query_finds_the_matters_that_hold_all_of_it(either_way, query, tokens):
    make(**TEXTS)
    assert found(query) == tokens


def test_a_corrected_text_is_found_by_its_new_words_only(either_way):
    case = make(lamp=TEXTS["lamp"])["lamp"]
    case.place_text, case.text = "青石桥", "井盖松动"
    keep_case(case)
    assert found("青石桥 井盖") == {"lamp"}
    assert found("路灯") == set()


def test_reporting_and_correcting_keep_the_words():
    phones.build()
    by, (lon, lat) = phones.resident(), phones.INSIDE
    new = cases.NewReport(source="snap", external_id="one", text="桥头栏杆断了", lon=lon, lat=lat)
    case = cases.report(new, by=by)
    assert found("栏杆") == {case.token}
    rebuild()
    assert found("栏杆") == {case.token}
    assert SearchRow.objects.count() == 1


def test_names_of_reporters_are_found_only_by_those_who_may_see_them(either_way, monkeypatch):
    case = make(lamp=TEXTS["lamp"])["lamp"]
    monkeypatch.setattr(
        access, "resident_view", lambda _id: access.ResidentView("resident:1", "欧阳明月", "")
    )
    keep_case(case)
    reader = object()
    everywhere, here = access.Scope(reaches_all=True), access.Scope(parts=(access.Reach("330199100001001"),))
    other = access.Scope(parts=(access.Reach("330199100002001"),))
    for contact, see, seen in [
        (access.Scope(), everywhere, set()),
        (everywhere, everywhere, {"lamp"}),
        (here, here, {"lamp"}),
        (here, everywhere, {"lamp"}),
        (other, everywhere, set()),
    ]:
        monkeypatch.setattr(access, "scope", lambda _by, p, c=contact, s=see: c if p == search.CONTACT else s)
        assert found("欧阳", reader) == seen
        assert found("路灯 欧阳", reader) == seen
        assert found("路灯", reader) == {"lamp"}
    assert found("欧阳") == set()


def test_signals_are_found_too(either_way):
    signal = Signal.objects.create(
        source="hotline", external_id="HX-77", text="井盖丢了", author="a1", message=True
    )
    keep_signals([signal])
    for query, count in [("井盖", 1), ("hx", 1), ("h", 0), ("77", 1), ("路灯", 0)]:
        assert Signal.objects.filter(search.matching_signals(query)).count() == count


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30), st.text(alphabet="路灯坏了占道1aA*\"'%_():&|!§^-\\ \t", max_size=12))
def test_no_query_fails_or_finds_what_does_not_hold_it(either_way, wild, near):
    made = make(**TEXTS)
    search.forget()
    for query in (wild, near):
        hits = found(query)
        whole = {key: fold(f"{case.number}\n{case.text}") for key, case in made.items()}
        if query.strip():
            assert all(term.text in whole[key] for key in hits for term in asked(query))
            assert not hits or asked(query)
        words = fold(query).split()
        if words and all(word.isalpha() and not word.isascii() for word in words):
            assert {key for key, text in whole.items() if all(word in text for word in words)} <= hits
    Case.objects.all().delete()


@pytest.mark.parametrize(
    ("text", "query", "html"),
    [
        ("路灯坏了", "路灯", "<mark>路灯</mark>坏了"),
        ("<b>路灯</b>", "路灯 b", "&lt;<mark>b</mark>&gt;<mark>路灯</mark>&lt;/<mark>b</mark>&gt;"),
        ("ＫＴＶ噪音", "ktv", "<mark>ＫＴＶ</mark>噪音"),
        ("路灯，灯杆", "路灯灯杆", "<mark>路灯</mark>，<mark>灯杆</mark>"),
        ("路灯", "", "路灯"),
        ("a&b", "!", "a&amp;b"),
    ],
)
def test_hits_are_marked_in_safe_html(text, query, html):
    assert search.highlight(text, query) == html


@given(st.text(max_size=40), st.text(max_size=8))
def test_marking_never_changes_the_text(text, query):
    spans = found_in(text, query)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[1] < b[0] for a, b in zip(spans, spans[1:], strict=False))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL tends its index itself; this is FTS5's")
def test_the_lists_of_words_become_one_piece_and_find_the_same():
    for n in range(3):  # each written by itself: fewer than FTS5 would merge by itself
        make(**{f"lamp-{n}": TEXTS["lamp"]})
    before = pieces()

    assert merge() > 0 and merge() == 0
    assert before > pieces() == 1 and found("路灯") == {"lamp-0", "lamp-1", "lamp-2"}


def pieces() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT segid) FROM cases_searchrow_idx")
        return cursor.fetchone()[0]
