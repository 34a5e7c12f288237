"""The column engine means what ``judge`` means: random rules, random rows, missing values and the ends of 64 bits."""

import os
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianzhi.kernel.rules import Catalogue, Column, Kind, judge, read
from lianzhi.kernel.rules.columns import BLOCK, Cells, evaluate, plain

MOST = 2**63 - 1
MANY = int(os.environ.get("LIANZHI_EXAMPLES", "100"))
COLUMNS = Catalogue(
    (
        *(Column(code, Kind.NUMBER, code * 2, code, whole=True) for code in ("wide", "far")),
        *(
            Column(code, Kind.NUMBER, code * 2, code, whole=True, least=-100, most=100)
            for code in ("few", "some")
        ),
        *(Column(code, Kind.NUMBER, code * 2, code) for code in ("x", "y")),
        *(Column(code, Kind.TEXT, code * 2, code) for code in ("t", "u")),
        *(Column(code, Kind.TRUTH, code * 2, code) for code in ("p", "q")),
        *(Column(code, Kind.DATE, code * 2, code) for code in ("d", "e")),
    )
)
DAYS = [
    date(2024, 2, 29),
    date(2026, 2, 28),
    date(2026, 3, 1),
    date(1946, 11, 30),
    date(2026, 11, 29),
    date(1900, 1, 1),
]
VALUES = {
    "wide": [-MOST - 1, -MOST, -7, -1, 0, 1, 2, 5, 2**40, MOST],
    "far": [-MOST - 1, -3, -2, -1, 0, 1, 3, 2**31, MOST],
    "few": [-100, -7, -1, 0, 1, 7, 100],
    "some": [-3, -2, 0, 2, 3],
    "x": [-2.5, -1.0, 0.0, 0.5, 2.0, 1e300],
    "y": [-0.5, 0.0, 1.0, 3.0],
    "t": ["", "a", "ab", "B", "煤气"],
    "u": ["a", "b", "煤"],
    "p": [True, False],
    "q": [True, False],
    "d": DAYS,
    "e": DAYS,
}
DTYPE = {"few": np.int8, "some": np.int8, "p": bool, "q": bool, "x": float, "y": float}


def cells(rows: list[dict]) -> dict[str, Cells]:
    found = {}
    for column in COLUMNS:
        values = [row[column.code] for row in rows]
        known = np.array([value is not None for value in values])
        words = tuple(VALUES[column.code]) if column.kind is Kind.TEXT else ()
        held = [words.index(v or words[0]) if words else plain(v) if v is not None else 0 for v in values]
        found[column.code] = Cells(
            np.array(held, DTYPE.get(column.code, np.int64)), None if known.all() else known, words
        )
    return found


def deeper(inner, texts):
    return st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*", "//", "%", "/"]), inner),
        st.builds("CASE WHEN {} > {} THEN {} ELSE {} END".format, inner, inner, inner, inner),
        st.builds("CASE WHEN {} > 0 THEN {} END".format, inner, inner),
        st.builds("{}({}, {})".format, st.sampled_from(["coalesce", "least", "greatest"]), inner, inner),
        st.builds("abs({})".format, inner),
        st.builds("(- {})".format, inner),
    )


whole_number = st.recursive(
    st.sampled_from(["wide", "far", "few", "some", "0", "1", "-3", "7", "9223372036854775807"]),
    lambda inner: deeper(inner, "").filter(lambda text: "/ " not in text.replace("// ", "")),
    max_leaves=5,
)
few_number = st.recursive(
    st.sampled_from(["few", "some", "x", "y", "0", "2", "0.5", "floor(x)", "ceil(y)", "length(t)",
                     "years_between(d, e)", "days_between(d, e)"]),
    lambda inner: deeper(inner, ""),
    max_leaves=5,
)  # fmt: skip
text = st.recursive(
    st.sampled_from(["t", "u", "'a'", "lower(t)"]),
    lambda inner: st.one_of(
        st.builds("coalesce({}, {})".format, inner, inner),
        st.builds("CASE WHEN p THEN {} ELSE {} END".format, inner, inner),
        st.builds("greatest({}, {})".format, inner, inner),
    ),
    max_leaves=3,
)
signs = st.sampled_from(["=", "<>", "<", "<=", ">", ">=", "≥", "≤", "≠"])


def conditions(number):
    leaf = st.one_of(
        st.builds("{} {} {}".format, number, signs, number),
        st.builds("{} IS {}NULL".format, number, st.sampled_from(["", "NOT "])),
        st.builds("{} {}IN ({}, {})".format, number, st.sampled_from(["", "NOT "]), number, number),
        st.builds("{} BETWEEN {} AND {}".format, number, number, number),
        st.builds("{} {} {}".format, text, signs, text),
        st.builds("contains({}, {})".format, text, text),
        st.builds("starts_with({}, 'a')".format, text),
        st.builds("{} LIKE '{}'".format, text, st.sampled_from(["a%", "_", "%b", "%"])),
        st.builds("{} IN ('a', {})".format, text, text),
        st.builds("d {} e".format, signs),
        st.builds("least(d, e) {} DATE '2026-02-28'".format, signs),
        st.sampled_from(["p", "q", "TRUE", "coalesce(p, q)", "greatest(p, q)", "CASE WHEN p THEN q END"]),
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds("({} {} {})".format, inner, st.sampled_from(["AND", "OR", "且", "或"]), inner),
            st.builds("NOT ({})".format, inner),
        ),
        max_leaves=5,
    )


rows = st.lists(
    st.fixed_dictionaries({c: st.one_of(st.none(), st.sampled_from(v)) for c, v in VALUES.items()}),
    min_size=1,
    max_size=12,
)


def same(rule: str, given: list[dict], wants: Kind) -> None:
    tree = read(rule, COLUMNS, wants=wants)
    found = evaluate(tree, cells(given), len(given))
    for n, row in enumerate(given):
        mine = judge(tree, row)
        assert found.value(n, wants) == mine, (rule, row)
        if wants is Kind.TRUTH and mine is None:
            assert not found.data[n]  # what is not known is never true


@settings(max_examples=MANY, deadline=None)
@given(conditions(whole_number), rows)
def test_whole_numbers_to_the_ends_of_64_bits(rule, given_rows):
    same(rule, given_rows, Kind.TRUTH)


@settings(max_examples=MANY, deadline=None)
@given(conditions(few_number), rows)
def test_whole_and_broken_numbers_texts_and_days(rule, given_rows):
    same(rule, given_rows, Kind.TRUTH)


@settings(max_examples=MANY, deadline=None)
@given(whole_number, rows)
def test_amounts(rule, given_rows):
    same(rule, given_rows, Kind.NUMBER)


@pytest.mark.parametrize(
    ("rule", "few", "value"),
    [
        ("few // 2", -7, -3),
        ("few % 2", -7, -1),
        ("few // -2", 7, -3),
        ("few // -2", -7, 3),
        ("few // 0", 7, None),
        ("few % 0", 7, None),
        ("few / 0", 7, None),
        ("(0 - 9223372036854775807 - 1) // few", -1, None),
        ("abs(few - 9223372036854775807 - few - 1)", 0, None),
        ("9223372036854775807 + few", 1, None),
        ("9223372036854775807 + few", 0, MOST),
    ],
)
def test_one_meaning_of_negatives_zero_and_overflow(rule, few, value):
    tree = read(rule, COLUMNS, wants=Kind.NUMBER)

    assert judge(tree, {"few": few}) == value
    assert evaluate(tree, {"few": Cells(np.array([few], np.int8))}, 1).value(0, Kind.NUMBER) == value


def test_blocks_join_and_a_constant_is_one_value_for_all():
    many = Cells(np.arange(BLOCK * 2 + 5, dtype=np.int32))
    tree = read("wide >= far + 1", COLUMNS)

    found = evaluate(tree, {"wide": many}, len(many), {"far": BLOCK})

    assert int(found.data.sum()) == BLOCK + 4
    assert len(evaluate(read("far > 1", COLUMNS), {}, 7, {"far": 2})) == 7


def test_a_household_s_value_is_read_through_its_members():
    income = Cells(np.array([100, 900], np.int64), np.array([True, False]), at=np.array([1, 0, 0]))

    found = evaluate(read("wide < 500", COLUMNS), {"wide": income}, 3)

    assert [found.value(n, Kind.TRUTH) for n in range(3)] == [None, True, True]


def test_a_column_of_another_kind_is_refused():
    with pytest.raises(TypeError, match="few"):
        evaluate(read("few > 1", COLUMNS), {"few": Cells(np.array([1.5]))}, 1)
    with pytest.raises(KeyError):
        evaluate(read("few > 1", COLUMNS), {}, 1)
