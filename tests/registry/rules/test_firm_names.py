"""Names of firms taken apart: place, form, branch; and pairs of firms that look alike and are not."""

import pytest

from lianzhi.registry.linkage import model
from lianzhi.registry.linkage.cards import firm_card
from lianzhi.registry.linkage.firm_names import HEAD, core_of, read_firm_name
from lianzhi.registry.linkage.scoring import score
from lianzhi.registry.linkage.verdict import APART, DOUBTFUL, JOINED, torn, verdict

FIRMS = 20_000
PLACE = "330199100001B00012010302"
CODES = ("91330199100000075Q", "91330199100000155C")


@pytest.mark.parametrize(
    ("text", "core", "form", "branch"),
    [
        ("S镇宏达五金店", "宏达五金", "", HEAD),
        ("宏达五金店（个体工商户）", "宏达五金", "individual", HEAD),
        ("宏达(S镇)五金经营部", "宏达五金", "individual", HEAD),
        ("浙江省杭州市余杭区宏达贸易有限公司", "宏达贸易", "company", HEAD),
        ("浙江宏达贸易有限责任公司", "宏达贸易", "company", HEAD),
        ("宏达便利店有限公司", "宏达便利", "company", HEAD),
        ("S镇宏达贸易有限公司第一分公司", "宏达贸易", "company", "1"),
        ("S镇宏达贸易有限公司城东分公司", "宏达贸易", "company", "城东"),
        ("宏达贸易有限公司分公司", "宏达贸易", "company", "分公司"),
        ("宏达五金店第二分店", "宏达五金", "", "2"),
        ("宏达五金店二分店", "宏达五金", "", "2"),
        ("乐家超市", "乐家超市", "", HEAD),
        ("大市场五金店", "大市场五金", "", HEAD),
        ("云桥社区食堂", "云桥社区食堂", "", HEAD),
        ("S镇", "S镇", "", HEAD),
        ("", "", "", HEAD),
    ],
)
def test_a_name_is_taken_apart(text: str, core: str, form: str, branch: str) -> None:
    said = read_firm_name(text)
    assert (said.core, said.form, said.branch) == (core, form, branch)
    assert core_of(said.core) == core or not text


BASE = {
    "name": "S镇宏达五金店", "kind": "individual", "credit": "", "legal": "王小明", "phone": "tel-1",
    "industry": "F 批发和零售业", "place": PLACE,
}  # fmt: skip


def judged(one: dict, other: dict) -> str:
    found = model.shipped(model.FIRM)
    a, b = firm_card("E1", **BASE | one), firm_card("E2", **BASE | other)
    names = {each["name"]: found.frequency(2, FIRMS) for each in (a, b)}
    evidence = score(found, a, b, frequencies=names, cards=FIRMS)
    return verdict(found, evidence.weight, evidence.levels)


@pytest.mark.parametrize(
    ("what", "one", "other", "said"),
    [
        ("the same in other words", {"name": "宏达五金(个体工商户)"}, {"kind": ""}, JOINED),
        ("one code, a new name", {"credit": CODES[0]}, {"credit": CODES[0], "name": "兴隆百货店", "phone": ""}, JOINED),
        ("two codes, all else the same", {"credit": CODES[0]}, {"credit": CODES[1]}, APART),
        ("a code that does not hold says nothing", {"credit": CODES[0]}, {"credit": CODES[0][:-1] + "0"}, JOINED),
        ("a branch and its head", {}, {"name": "S镇宏达五金店第二分店"}, APART),
        ("a branch that wrote the code of its head", {"credit": CODES[0]}, {"credit": CODES[0], "name": "宏达五金店分店"}, APART),
        ("two branches", {"name": "宏达五金店第一分店"}, {"name": "宏达五金店第二分店"}, APART),
        ("handed over with its name", {}, {"legal": "李红", "phone": "tel-2"}, DOUBTFUL),
        ("a second shop of one owner", {}, {"place": "330199100001B00099010101"}, DOUBTFUL),
        ("a company made of the shop", {}, {"name": "S镇宏达五金店有限公司", "kind": "company"}, DOUBTFUL),
        ("a slip in the name", {}, {"name": "S镇洪达五金店"}, JOINED),
        ("a slip in the name, another telephone", {}, {"name": "S镇洪达五金店", "phone": "tel-2"}, DOUBTFUL),
        ("no address, all else", {}, {"place": ""}, JOINED),
        ("no address, another telephone", {}, {"place": "", "phone": "tel-2"}, DOUBTFUL),
        ("the sign over the door is another", {}, {"name": "老街五金"}, DOUBTFUL),
        ("the neighbour", {}, {"name": "S镇兴隆百货店", "legal": "李红", "phone": "tel-2"}, APART),
    ],
)  # fmt: skip
def test_firms_that_look_alike(what: str, one: dict, other: dict, said: str) -> None:
    assert (judged(one, other), judged(other, one)) == (said, said), what


def test_who_would_be_joined_with_two_that_differ_is_torn() -> None:
    found = model.shipped(model.FIRM)
    unclear = firm_card("E1", **BASE | {"kind": ""})
    trader, company = firm_card("E2", **BASE), firm_card("E3", **BASE | {"kind": "company"})
    another = firm_card("E4", **BASE)
    assert torn(found, [(unclear, trader), (unclear, company), (trader, another)]) == {"E1"}
    assert torn(found, [(unclear, trader), (trader, another)]) == set()
