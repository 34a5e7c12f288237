"""Rules as officers write them: read, or refused with the place and a way out."""

import pytest

from lianzhi.kernel.errors import BadInput
from lianzhi.kernel.rules import Catalogue, Column, Kind, read, words

COLUMNS = Catalogue(
    (
        Column("heat", Kind.NUMBER, "热度", "Voices"),
        Column("text", Kind.TEXT, "内容", "Text"),
        Column("module", Kind.TEXT, "模块", "Module", {"safety": "平安", "livelihood": "民生"}),
        Column("located", Kind.TRUTH, "有位置", "Located"),
        Column("born", Kind.DATE, "出生日期", "Born"),
        Column("due_at", Kind.MOMENT, "期限", "Due"),
        Column("now", Kind.MOMENT, "现在", "Now"),
    )
)


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ("heat >= 3", "热度 ≥ 3"),
        ("热度 >= 3 AND 有位置", "热度 ≥ 3 AND 有位置"),
        ("module = 'safety'", "模块 = 平安"),
        ("module IN ('safety', 'livelihood')", "模块 ∈ {平安, 民生}"),
        ("contains(text, 'gas') OR text LIKE '%leak%'", "内容 ∋ “gas” OR 内容 LIKE '%leak%'"),
        ("heat BETWEEN 1 AND 2", "热度 ≥ 1 AND 热度 ≤ 2"),
        ("heat IS NOT NULL", "热度 IS NOT NULL"),
        ("NOT (heat = 1 OR located)", "NOT (热度 = 1 OR 有位置)"),
        ("hours_between(now, due_at) < 4", "hours_between(现在, 期限) < 4"),
        ("years_between(born, DATE '2026-01-01') >= 80", "years_between(出生日期, 2026-01-01) ≥ 80"),
        ("coalesce(heat, 0) / 2 > 1", "coalesce(热度, 0) ÷ 2 > 1"),
        ("CASE WHEN located THEN heat ELSE 0 END > 1", "CASE WHEN 有位置 THEN 热度 ELSE 0 END > 1"),
    ],
)
def test_a_rule_reads_back_in_the_words_of_the_catalogue(text, zh):
    assert words(read(text, COLUMNS).root, "zh") == zh


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("heat >=", "cannot be read"),
        ("heat > 'many'", "kind"),
        ("text > 3", "kind"),
        ("heat", "kind"),
        ("heat + 1", "kind"),
        ("located AND heat", "kind"),
        ("haet > 3", "no column"),
        ("cases.heat > 3", "no column"),
        ("module = 'saftey'", "never"),
        ("heat = NULL", "NULL"),
        ("heat IN (SELECT 1)", "not possible"),
        ("(SELECT count(*) FROM users) > 0", "not possible"),
        ("heat > 1; DROP TABLE cases", "one expression"),
        ("pg_sleep(10) > 0", "not possible"),
        ("random() > 0", "not possible"),
        ("current_date > born", "not possible"),
        ("count(*) > 1", "not possible"),
        ("sum(heat) OVER () > 1", "not possible"),
        ("text LIKE text", "not possible"),
        ("text LIKE 'a' ESCAPE '!'", "not possible"),
        ("heat::text = '1'", "not possible"),
        ("born > DATE '2026-02-30'", "not a date"),
        ("abs(heat, 2) > 1", "cannot be read"),
        ("contains(text)", "cannot be read"),
        ("CASE heat WHEN 1 THEN located END", "not possible"),
        ("CASE WHEN located THEN 1 ELSE 'x' END > 1", "kind"),
        ("heat > 1 -- " + "x" * 4000, "too long"),
        ("NOT " * 80 + "located", "nested"),
        ("'open", "cannot be read"),
    ],
)
def test_what_cannot_be_a_rule_is_refused_with_a_way_out(text, said):
    with pytest.raises(BadInput) as refused:
        read(text, COLUMNS)
    assert said in refused.value.message % refused.value.params
    assert refused.value.way_out


def test_a_wrong_name_is_answered_with_the_nearest_and_its_place():
    with pytest.raises(BadInput) as refused:
        read("located AND\n haet > 3", COLUMNS)
    assert refused.value.params["place"] == "2:2"
    assert refused.value.params["near"] == "heat"


def test_the_columns_a_rule_looks_at_are_known():
    assert read("热度 > 1 AND located AND heat < 9", COLUMNS).columns == ("heat", "located")


def test_a_value_of_another_kind_may_be_asked_for():
    assert read("heat * 2", COLUMNS, wants=Kind.NUMBER).kind is Kind.NUMBER
