import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhi.kernel.errors import BadInput
from lianzhi.kernel.text import bigrams, clean, fold, search_terms, shorten


def test_clean_keeps_chinese_punctuation_and_paragraphs():
    assert clean("路灯坏了，请修！\r\n\r\n\r\n\r\n谢谢。  ", 100) == "路灯坏了，请修！\n\n谢谢。"


def test_clean_makes_full_width_letters_and_digits_plain_and_collapses_blanks():
    assert clean("电话　１３８　Ａ\t\t座", 100) == "电话 138 A 座"


def test_clean_takes_invisible_formatting_away():
    assert clean("\ufeff路\u200b灯\u202e坏\u2066了", 100) == "路灯坏了"


def test_clean_keeps_joined_emoji_whole():
    assert clean("👩‍👧 谢谢", 10) == "👩‍👧 谢谢"


@pytest.mark.parametrize("code", [0x00, 0x07, 0x1B, 0x7F, 0x9B, 0xFFFF, 0xD800])
def test_clean_refuses_control_characters_and_names_their_place(code):
    with pytest.raises(BadInput) as refusal:
        clean("路灯" + chr(code) + "坏了", 100, field="body")
    assert refusal.value.code == "text.control_character"
    assert refusal.value.field == "body"
    assert refusal.value.params == {"code": f"U+{code:04X}", "position": 3}


def test_clean_takes_a_text_of_the_limit_and_refuses_one_more():
    assert clean("灯" * 2000 + "\u200b", 2000) == "灯" * 2000
    with pytest.raises(BadInput) as refusal:
        clean("灯" * 10_000, 2000)
    assert refusal.value.params == {"length": 10_000, "limit": 2000, "excess": 8000}
    assert "8000" in refusal.value.way_out % refusal.value.params


@pytest.mark.parametrize("nothing", ["", " \n\t", "\u200b\ufeff", "\u200d"])
def test_clean_refuses_an_empty_text_only_where_one_is_required(nothing):
    assert clean(nothing, 10).strip("\u200d") == ""
    with pytest.raises(BadInput) as refusal:
        clean(nothing, 10, required=True)
    assert refusal.value.code == "text.empty"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), max_size=80))
def test_cleaning_twice_changes_nothing_more(text):
    once = clean(text, 1000)
    assert clean(once, 1000) == once


def test_fold_compares_forms_cases_and_blanks_alike():
    assert fold("Ａ３ 区\n㎡") == fold("a3  区 m2")


def test_bigrams_hold_pairs_of_chinese_and_whole_words_of_latin():
    assert bigrams("路灯坏了 A3区, Metro 12号").split() == [
        "路灯",
        "灯坏",
        "坏了",
        "了",
        "a3",
        "区",
        "metro",
        "12",
        "号",
    ]


@pytest.mark.parametrize("query", ["路灯", "路灯坏", "灯", "路", "了", "A3 metro", "ＭＥＴＲＯ", "12号"])
def test_a_query_finds_the_text_that_holds_it(query):
    stored = bigrams("路灯坏了 A3区, Metro 12号")
    assert search_terms(query)
    assert all(term in stored for term in search_terms(query))


@pytest.mark.parametrize("query", ["灯路", "井盖", "met", "2号线", "坏路"])
def test_a_query_does_not_find_a_text_without_it(query):
    stored = bigrams("路灯坏了 A3区, Metro 12号")
    assert not all(term in stored for term in search_terms(query))


def test_signs_alone_give_nothing_to_search_for():
    assert bigrams("，。！ 😀") == ""
    assert search_terms("%_'\"；") == []


@given(st.text("路灯井盖坏了a1 ，", min_size=1, max_size=30), st.data())
def test_every_part_of_a_text_is_found_in_it(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    part = data.draw(st.integers(start, len(text)).map(lambda end: text[start:end]))
    chinese_only = part.replace("a", " ").replace("1", " ")
    assert all(term in bigrams(text) for term in search_terms(chinese_only))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("尊敬的领导：您好！小区门口路灯坏了。晚上很黑。", "小区门口路灯坏了"),
        ("您好，请问公交什么时候开通？谢谢", "请问公交什么时候开通？"),
        ("好人好事应当表扬", "好人好事应当表扬"),
        ("路灯修好，谢谢", "路灯修好，谢谢"),
        ("！！！", "！！！"),
        ("", ""),
        ("尊敬的书记：您好！", "尊敬的书记：您好！"),
        ("第一行\n第二行", "第一行"),
    ],
)
def test_a_title_is_the_first_sentence_without_its_greeting(text, title):
    assert shorten(text) == title


def test_a_long_sentence_is_cut_at_a_comma_near_the_end():
    text = "我们小区三栋和四栋之间的道路自从去年冬天开挖以来，一直没有恢复原来的样子，老人孩子出门都很不方便希望尽快修好"
    assert shorten(text, 40) == "我们小区三栋和四栋之间的道路自从去年冬天开挖以来，一直没有恢复原来的样子…"


@given(st.text(max_size=200), st.integers(4, 60))
def test_a_title_never_exceeds_its_limit(text, limit):
    assert len(shorten(text, limit)) <= limit
