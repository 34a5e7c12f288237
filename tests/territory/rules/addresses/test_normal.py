"""The cleaning rules at their boundaries; every text has one normal form and keeps it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhi.territory.rules.addresses.faults import faults
from lianzhi.territory.rules.addresses.normal import ABSENT, FIELDS, Address, from_elements, normal
from lianzhi.territory.rules.addresses.numerals import arabic, plainly
from lianzhi.territory.rules.addresses.tagging import Element

FULL = "浙江省杭州市西湖区古荡街道嘉绿社区居委会第3网格嘉绿苑十二幢２单元四层401"


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (FULL, {
            "province": "浙江省", "city": "杭州市", "county": "西湖区", "town": "古荡街道", "community": "嘉绿社区",
            "grid": "第三网格", "quarter": "嘉绿苑", "building": "12幢", "unit": "2单元", "floor": "4层", "room": "401室",
        }),
        ("荷苑小区1栋", {"quarter": "荷苑小区", "building": "1幢"}),
        ("荷苑小区1号楼", {"quarter": "荷苑小区", "building": "1幢"}),
        ("荷苑小区1#", {"quarter": "荷苑小区", "building": "1幢"}),
        ("荷苑小区1#楼2单元401", {"quarter": "荷苑小区", "building": "1幢", "unit": "2单元", "room": "401室"}),
        ("荷苑小区1-10幢", {"quarter": "荷苑小区", "building": "1-10幢"}),
        ("荷苑小区1幢-3幢", {"quarter": "荷苑小区", "building": "1-3幢"}),
        ("荷苑小區三棟", {"quarter": "荷苑小区", "building": "3幢"}),
        ("荷苑小区甲幢", {"quarter": "荷苑小区", "building": "1幢"}),
        ("荷苑小区丁单元", {"quarter": "荷苑小区", "unit": "4单元"}),
        ("荷苑小区b座－1层", {"quarter": "荷苑小区", "building": "B幢", "floor": "-1层"}),
        ("荷苑小区12-3-401", {"quarter": "荷苑小区", "building": "12幢", "unit": "3单元", "room": "401室"}),
        ("荷苑小区12—401室", {"quarter": "荷苑小区", "building": "12幢", "room": "401室"}),
        ("荷苑小区3幢3楼", {"quarter": "荷苑小区", "building": "3幢", "floor": "3层"}),
        ("文三路１２号荷苑小区3栋", {"road": "文三路", "number": "12号", "quarter": "荷苑小区", "building": "3幢"}),
        ("桂溪路12弄5号3号楼301", {
            "road": "桂溪路", "lane": "12弄", "number": "5号", "building": "3幢", "room": "301室",
        }),
        ("桂溪路12号-14号", {"road": "桂溪路", "number": "12-14号"}),
        ("南大街壹佰贰拾号", {"road": "南大街", "number": "120号"}),
        ("五号路12号", {"road": "五号路", "number": "12号"}),
        ("新疆路5号", {"road": "新疆路", "number": "5号"}),
        ("西溪镇永西村六组197号", {"town": "西溪镇", "community": "永西村", "group": "6组", "number": "197号"}),
        ("西溪镇永西村村委会", {"town": "西溪镇", "community": "永西村"}),
        ("", {}),
        ("  　", {}),
    ],
)  # fmt: skip
def test_what_is_written_has_one_normal_form(text: str, fields: dict[str, str]) -> None:
    assert normal(text) == Address(**fields)


def test_what_is_absent_is_said_in_the_exchange_form() -> None:
    told = normal("荷苑小区三栋").exchange()
    assert list(told) == list(FIELDS)
    assert told["building"] == "3幢"
    assert {told[name] for name in FIELDS if name not in ("quarter", "building")} == {ABSENT}


@pytest.mark.parametrize(
    ("written", "number"),
    [("十", "10"), ("十二", "12"), ("二十", "20"), ("一百零三", "103"), ("一百二十", "120"), ("一二", "12"), ("零", "0"), ("", "")],
)  # fmt: skip
def test_numbers_in_words(written: str, number: str) -> None:
    assert arabic(written) == number


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("１２號", "12号"),
        ("三 棟", "3栋"),
        ("甲子路", "甲子路"),
        ("3__4", "3-4"),
        ("五號路", "五号路"),
        ("ａ座", "A座"),
        ("两层", "2层"),
    ],
)
def test_signs_and_characters_are_written_one_way(text: str, plain: str) -> None:
    assert plainly(text) == plain


SIGNS = [
    *"浙江省市区县镇乡村组12一十百甲3-#A幢栋号楼层室弄　１苑路街",
    "单元",
    "网格",
    "社区",
    "居委会",
    "街道",
    "第",
]
PIECES = st.lists(st.sampled_from(SIGNS), max_size=20).map("".join)


@given(st.one_of(st.text(), PIECES))
def test_a_normal_form_stays_as_it_is(text: str) -> None:
    once = normal(text)
    assert normal(str(once)) == once


@given(st.one_of(st.text(), PIECES))
def test_no_letter_or_digit_outside_a_unit_word_is_made_up(text: str) -> None:
    made_of = set(plainly(text)) | set(plainly(plainly(text)))
    assert set(str(normal(text))) <= made_of | set(
        "幢单元层室号弄第网格社区村零一二三四五六七八九十0123456789-"
    )


def test_elements_of_a_tagger_become_fields_and_nothing_is_lost() -> None:
    said = [("road", "文三路"), ("roadno", "１２号"), ("poi", "荷苑小区"), ("houseno", "三栋"), ("redundant", "-"),
            ("roomno", "401"), ("assist", "对面"), ("poi", "快递柜")]  # fmt: skip
    elements = [Element(kind, text, 0, 0) for kind, text in said]
    assert from_elements(elements) == Address(
        road="文三路", number="12号", quarter="荷苑小区", building="3幢", room="401室", rest="对面快递柜"
    )


@pytest.mark.parametrize(
    ("field", "value", "proposal"),
    [
        ("building", "1号", "1幢"), ("building", "1栋", "1幢"), ("building", "1", "1幢"), ("unit", "1", "1单元"),
        ("floor", "三楼", "3层"), ("community", "嘉绿社区居委会", "嘉绿社区"), ("community", "永西村村委会", "永西村"),
        ("quarter", "嘉绿-苑", "嘉绿苑"), ("quarter", "嘉绿•苑", "嘉绿苑"), ("room", "401", "401室"), ("grid", "330101网格", ""),
        ("town", "", "无"), ("phone", "1", ""),
    ],
)  # fmt: skip
def test_a_bad_field_is_named_with_what_it_should_be(field: str, value: str, proposal: str) -> None:
    row = normal(FULL).exchange() | {field: value}
    (fault,) = faults([normal(FULL).exchange(), row])
    assert (fault.row, fault.field, fault.value, fault.proposal) == (2, field, value, proposal)
    assert fault.reason


def test_a_missing_or_null_field_is_a_fault_and_a_good_row_is_none() -> None:
    good = normal(FULL).exchange()
    assert list(faults([good])) == []
    missing = {name: value for name, value in good.items() if name != "room"}
    assert [f.field for f in faults([missing, good | {"unit": None}])] == ["room", "unit"]


@given(st.one_of(st.text(), PIECES))
def test_what_normal_writes_breaks_no_rule_but_where_no_rule_fits(text: str) -> None:
    told = {fault.field for fault in faults([normal(text).exchange()])}
    assert told == set()
