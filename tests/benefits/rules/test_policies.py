"""A policy file that cannot be kept is refused with file, place and a way out; the twelve samples are whole."""

import copy
from datetime import date
from pathlib import Path

import pytest

from lianzhi.benefits.books import DATA, as_shipped
from lianzhi.benefits.rules.library import read_library
from lianzhi.benefits.rules.trying import check_examples, try_examples
from lianzhi.kernel import yamls
from lianzhi.kernel.errors import BadInput

CATALOGUE = yamls.read(DATA / "catalogue.yaml")
STANDARDS = yamls.read(DATA / "standards.yaml")
FILES = {p.name: yamls.read(p) for p in sorted((DATA / "policies").glob("*.yaml"))}
CARE = "disabled_care.yaml"


def loaded(change):
    catalogue, standards, files = copy.deepcopy((CATALOGUE, STANDARDS, FILES))
    change(catalogue, standards, files)
    found = read_library(catalogue, standards, files)
    check_examples(found)
    return found


def condition(formula):
    def change(_catalogue, _standards, files):
        files[CARE]["条件"]["需要长期照护"]["式"] = formula

    return change


def policy(**said):
    return lambda _c, _s, files: files[CARE].update(said)


def rows(name, *given):
    return lambda _c, standards, _f: standards[name].update(行=list(given))


def row(since, until=None, **more):
    return {"值": 1, "文号": "x", "机关": "x", "自": since, "至": until, "核实": False, **more}


def copied(_catalogue, _standards, files):
    files["again.yaml"] = copy.deepcopy(files[CARE])


def example(_catalogue, _standards, files):
    files[CARE]["例"]["行"][3][-1] = 1


def without_example(_catalogue, _standards, files):
    given = files[CARE]["例"]["行"]
    files[CARE]["例"]["行"] = [r for r in given if r[-1] != "long_care"]


def level(_catalogue, standards, _files):
    del standards["护理补贴标准"]["行"][1]["表"][3]


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (condition("需长期照顾"), "需要长期照护", "no column “需长期照顾” (1:1)"),
        (condition("残疾等级"), "需要长期照护", "kind"),
        (condition("残疾等级 > '一'"), "需要长期照护", "kind"),
        (condition("current_date > 出生日期"), "需要长期照护", "another answer tomorrow"),
        (condition("走访月收入 < 100"), "需要长期照护", "advisory"),
        (condition("护理补贴标准 > 1"), "护理补贴标准", "is a table"),
        (condition("残疾类别 = 'hand'"), "需要长期照护", "is never"),
        (condition("(SELECT 1) = 1"), "需要长期照护", "not possible"),
        (policy(金额={"式": "残疾等级 / 2"}), "金额", "fraction"),
        (policy(金额={"式": "100.5"}), "金额", "fraction"),
        (policy(金额={"表": "护理标准", "按": "残疾等级"}), "金额", "no table"),
        (policy(金额={"表": "护理补贴标准"}), "金额", "a formula, or a table"),
        (policy(金额={"表": "护理补贴标准", "按": "月收入"}), "金额", "no closed list"),
        (policy(群体="其他"), "群体", "form of a policy"),
        (policy(备注="x"), "备注", "form of a policy"),
        (policy(互斥=[{"不与": "old_age"}]), "互斥 old_age", "not said whether"),
        (policy(互斥=[{"不与": "nothing", "按": "发放"}]), "互斥", "no policy “nothing”"),
        (policy(互斥=[{"差额": "one_child_retiree", "按": "发放"}]), "互斥 one_child_retiree", "another interval"),
        (
            policy(互斥=[{"不与": "disabled_living", "按": "发放"}, {"可兼得": "disabled_living"}]),
            "互斥 disabled_living", "excluded elsewhere",
        ),
        (policy(免交材料=[{"材料": "证", "英": "x", "以": "残疾证"}]), "证", "no item"),
        (policy(免交材料=[{"材料": "证", "英": "x", "以": "走访月收入"}]), "证", "advisory"),
        (
            rows("低保标准", row(date(2024, 7, 1), date(2025, 6, 30)), row(date(2025, 7, 2))),
            "低保标准", "No row is in force from 2025-07-01",
        ),
        (rows("低保标准", row(date(2024, 7, 1), date(2025, 7, 1)), row(date(2025, 7, 1))), "低保标准", "overlap"),
        (rows("低保标准", row(date(2024, 7, 2))), "低保标准", "no row in force on 2024-07-01"),
        (rows("低保标准", row(date(2024, 7, 1), date(2026, 12, 31))), "低保标准", "no row in force on 2027-01-01"),
        (rows("低保标准", row(date(2024, 7, 1), date(2024, 6, 1))), "低保标准", "ends before"),
        (rows("低保标准", row(date(2024, 7, 1), 表={1: 2})), "低保标准", "either a value or a table"),
        (level, "护理补贴标准", "no amount for 3"),
        (copied, "disabled_care", "there twice"),
        (example, "一级", "should give 1 and gives 50000"),
        (without_example, "需要长期照护", "No example fails only"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_with_its_place(change, place, said):
    with pytest.raises(BadInput) as refused:
        loaded(change)
    what, instead = refused.value.told(str, "en")
    assert f", {place}: " in what
    assert ".yaml" in what
    assert said in what
    assert instead


def test_twelve_samples_two_for_each_group_none_of_them_payable():
    policies = as_shipped().library.policies
    groups = [p.group for p in policies]

    assert len(policies) == 12
    assert set(groups) == {"困难户", "残疾人", "老龄人", "企退人员", "困境儿童"}
    assert min(map(groups.count, groups)) >= 2
    assert all(p.sample for p in policies)
    assert not any(bound.payable for bound in as_shipped().library.on(date(2026, 11, 30)).policies)


@pytest.mark.parametrize("code", [p.code for p in as_shipped().library.policies])
def test_the_examples_of_a_policy_hold(code):
    policy_ = next(p for p in as_shipped().library.policies if p.code == code)
    book = as_shipped().library.on(policy_.examples.as_of)

    tried = try_examples(book, book.policies[book.at[code]])

    assert [(one.name, one.got) for one in tried if not one.right] == []


def test_values_follow_the_date_and_the_narrowest_area():
    def local(_catalogue, standards, _files):
        standards["低保标准"]["行"].append(row(date(2024, 7, 1), 地区="3301", 值=110_000) | {"值": 110_000})

    found = loaded(local)

    assert found.on(date(2025, 6, 30)).constants["低保标准"] == 98_000
    assert found.on(date(2025, 7, 1)).constants["低保标准"] == 103_500
    assert found.on(date(2025, 7, 1), "330106001").constants["低保标准"] == 110_000


def test_a_verified_policy_that_is_no_sample_is_payable():
    def verified(_catalogue, standards, files):
        for given in standards["护理补贴标准"]["行"]:
            given["核实"] = True
        files[CARE]["样例"] = False

    book = loaded(verified).on(date(2026, 11, 30))

    assert [b.policy.code for b in book.policies if b.payable] == ["disabled_care"]


def test_a_changed_word_is_another_version():
    before = {p.code: p.digest for p in as_shipped().library.policies}
    after = {p.code: p.digest for p in loaded(policy(对象={"中": "本人或监护人", "英": "x"})).policies}

    assert {code for code in before if before[code] != after[code]} == {"disabled_care"}


def test_full_width_signs_and_words_are_read():
    found = loaded(condition("需长期照护 且 （残疾等级 ≥ ０ 或 残疾等级 ≠ ０）"))

    assert len(found.policies) == 12


def test_no_file_is_left_out():
    assert Path(DATA, "policies", CARE).exists()
    assert {p.file for p in as_shipped().library.policies} == set(FILES)
