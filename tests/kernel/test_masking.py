import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianzhi.kernel.masking import mask_personal


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13812345678。", "电话138********。"),
        ("打138-1234-5678或138 1234 5678", "打138-****-****或138 **** ****"),
        ("１３８１２３４５６７８", "１３８********"),
        ("+86 13812345678", "+86 1**********"),
        ("1 3 8 1 2 3 4 5 6 7 8", "1 3 8 * * * * * * * *"),
        ("联系0571-88123456", "联系****-********"),
        ("(0571)88123456", "(****)********"),
        ("家里电话是 88123456", "家里电话是 ********"),
        ("请打88123456找我", "请打********找我"),
        ("身份证330102199003071234", "身份证******************"),
        ("330102 19900307 123X", "****** ******** ****"),
        ("卡号6222021234567890123", "卡号*******************"),
        ("邮箱zhang.san@example.com", "邮箱*****.***@*******.***"),
        ("车牌浙A12345违停", "车牌浙A*****违停"),
        ("车牌浙A·D12345占道", "车牌浙A·******占道"),
        ("微信号：zhang_san-88", "微信号：************"),
        ("加QQ 12345678", "加QQ ********"),
        ("电话:0735---3323506", "电话:****---*******"),
        ("5.13812345678", "5.138********"),
        ("护照E12345678", "护照*********"),
        ("一三八一二三四五六七八", "***********"),
    ],
)
def test_personal_numbers_are_covered(text, shown):
    assert mask_personal(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "已拨打12345热线，12319也打了，110没有打",
        "2026年3月15日 09:30:00 在3栋2单元1204室",
        "20260315凌晨",
        "2026-03-15 09:30:00",
        "补偿2350000元，面积1234567平方米",
        "编号A00031618，工单ST20261122-0042",
        "坐标 120.1551234,30.2741234",
        "第三十二届、二〇二六年五月",
        "浙江省的A1区和A2区",
        "每平方米1.2345678万元",
        "调整101.102.103.104.105.106路发车",
        "2014-2019年的《规划》",
    ],
)
def test_what_is_not_personal_stays(text):
    assert mask_personal(text) == text


@pytest.mark.parametrize(
    "before", ["", "电话", "请打", "A", "wx", "号", "(", "5.", "1、", "3-2-1204 ", "2026年"]
)
@pytest.mark.parametrize("after", ["", "谢谢", "。", " ", ")", "转3", "元", "."])
@given(number=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
@settings(max_examples=5)
def test_no_mobile_number_survives(before, after, number):
    shown = mask_personal(before + number + after)
    assert number not in shown and number[3:] not in shown
    assert len(shown) == len(before + number + after)


def test_masking_twice_changes_nothing_more():
    once = mask_personal("王女士13812345678，身份证330102199003071234，浙A12345")
    assert mask_personal(once) == once
