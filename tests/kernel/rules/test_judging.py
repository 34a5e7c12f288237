"""What a rule means: tables at the boundary, and the same answer as a database gives."""

import sqlite3
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianzhi.kernel.rules import Catalogue, Column, Kind, explain, judge, read

NUMBERS = Catalogue(tuple(Column(name, Kind.NUMBER, name * 2, name) for name in "abc"))
DAYS = Catalogue(
    (
        Column("born", Kind.DATE, "出生日期", "Born"),
        Column("day", Kind.DATE, "日期", "Day"),
        Column("from_", Kind.MOMENT, "起", "From"),
        Column("to_", Kind.MOMENT, "止", "To"),
        Column("t", Kind.TEXT, "内容", "Text"),
    )
)


@pytest.mark.parametrize(
    ("text", "values", "held"),
    [
        ("a > 3", {"a": 3}, False),
        ("a > 3", {"a": 4}, True),
        ("a > 3", {}, None),
        ("NOT a > 3", {}, None),
        ("a > 3 AND b > 0", {"b": 0}, False),
        ("a > 3 AND b > 0", {"b": 1}, None),
        ("a > 3 OR b > 0", {"b": 1}, True),
        ("a > 3 OR b > 0", {"b": 0}, None),
        ("a IS NULL", {}, True),
        ("a IS NOT NULL", {}, False),
        ("a IN (1, 2)", {"a": 2}, True),
        ("a NOT IN (1, 2)", {}, None),
        ("a / b > 1", {"a": 1, "b": 0}, None),
        ("a / b = 0.5", {"a": 1, "b": 2}, True),
        ("a % b = -1", {"a": -7, "b": 2}, True),
        ("a * a > 0", {"a": 1e300}, None),
        ("coalesce(a, b, 0) = 0", {}, True),
        ("greatest(a, b) = 2", {"a": 2}, True),
        ("-a = 2", {"a": -2}, True),
    ],
)
def test_missing_is_neither_true_nor_false(text, values, held):
    assert judge(read(text, NUMBERS), values) is held


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1946, 11, 22), date(2026, 11, 21), 79),
        (date(1946, 11, 22), date(2026, 11, 22), 80),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_ages_count_full_years(born, on, years):
    rule = read("years_between(born, day)", DAYS, wants=Kind.NUMBER)
    assert judge(rule, {"born": born, "day": on}) == years


def test_hours_are_counted_between_instants():
    first, last = datetime(2026, 1, 1, 8, tzinfo=UTC), datetime(2026, 1, 1, 11, 30, tzinfo=UTC)
    assert judge(read("hours_between(from_, to_) = 3.5", DAYS), {"from_": first, "to_": last}) is True


@pytest.mark.parametrize(
    ("pattern", "text", "held"),
    [
        ("a%", "abc", True),
        ("_b", "ab", True),
        ("_b", "b", False),
        ("a.c", "abc", False),
        ("%\n%", "x\ny", True),
    ],
)
def test_like_knows_two_signs_only(pattern, text, held):
    assert judge(read(f"t LIKE '{pattern}'", DAYS), {"t": text}) is held


def test_an_explanation_names_each_condition_with_its_values():
    found = explain(read("a > 3 AND (b < 2 OR c = 1)", NUMBERS), {"a": 5, "b": 2})
    assert [(r.zh, r.held, dict(r.values)) for r in found] == [
        ("aa > 3", True, {"a": 5}),
        ("bb < 2", False, {"b": 2}),
        ("cc = 1", None, {"c": None}),
    ]


numbers = st.sampled_from(["a", "b", "c", "0", "1", "2", "0.5", "-3"])
reckoned = st.recursive(
    numbers,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("coalesce({}, {})".format, inner, inner),
        st.builds("CASE WHEN {} > 0 THEN {} ELSE {} END".format, inner, inner, inner),
    ),
    max_leaves=5,
)
compared = st.one_of(
    st.builds("{} {} {}".format, reckoned, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), reckoned),
    st.builds("{} IS {}NULL".format, reckoned, st.sampled_from(["", "NOT "])),
    st.builds("{} {}IN ({}, {})".format, numbers, st.sampled_from(["", "NOT "]), numbers, numbers),
    st.builds("{} BETWEEN {} AND {}".format, numbers, numbers, numbers),
)
conditions = st.recursive(
    compared,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["AND", "OR"]), inner),
        st.builds("NOT ({})".format, inner),
    ),
    max_leaves=6,
)
values = st.dictionaries(
    st.sampled_from("abc"),
    st.one_of(st.none(), st.sampled_from([-2.0, -1.0, 0.0, 0.5, 1.0, 2.0])),
    max_size=3,
)


@settings(max_examples=400, deadline=None)
@given(conditions, values)
def test_a_rule_means_what_it_means_in_a_database(text, found):
    """SQLite with real numbers answers the same, missing included."""
    bound = {name: found.get(name) for name in "abc"}
    db = sqlite3.connect(":memory:")
    columns = ", ".join(f"CAST(:{name} AS REAL) AS {name}" for name in "abc")
    floats = text.replace("/ ", "* 1.0 / ")
    said = db.execute(f"SELECT {floats} FROM (SELECT {columns})", bound).fetchone()[0]
    db.close()
    mine = judge(read(text, NUMBERS), bound)
    assert mine is (None if said is None else bool(said))
