"""Firms without a credit code: compared, joined, asked about, offered before a new entry; a branch never with its head."""

import pytest
from django.test import Client
from support.register import NEXT, ROOM, ROOT, number

from lianzhi.kernel.errors import WrongState
from lianzhi.registry import api as registry
from lianzhi.registry.linkage import batch, entries, model
from lianzhi.registry.linkage.cards import firm_card
from lianzhi.registry.linkage.scoring import score
from lianzhi.registry.models import Enterprise, Link, Merge, Pair, State

CODE = "91330199100000075Q"
SHOP = {"name": "S镇宏达五金店", "legal_person": "王小明", "phone": "15400000001", "place": ROOM}


def firm(**said) -> str:
    done = registry.record_enterprise({**SHOP, **said}, source="grid", by=ROOT, new=True)
    assert done.written
    return done.code


def compared() -> registry.Count:
    Pair.objects.all().delete()  # what ``new=True`` said: here the machine is asked
    return registry.find_pairs(model.FIRM)


def test_both_runners_give_one_score_to_firms() -> None:
    found = model.shipped(model.FIRM)
    names = ["S镇宏达五金店", "宏达五金", "洪达五金店", "宏达五金店分店", "兴隆百货店"]
    cards = [
        firm_card(
            f"E{i:04}", name=names[i % 5], kind=("", "individual", "company")[i % 3], credit=(CODE if i % 11 == 0 else ""),
            legal=("王小明", "", "王晓明")[i % 7 % 3], phone=("", f"tel-{i % 9}")[i % 2], industry=("F 批发", "H")[i % 4 // 2],
            place=("", f"330199100001B000{i % 20:02}010{i % 3}02")[i % 6 != 0],
        )
        for i in range(240)
    ]  # fmt: skip
    by_code = {each["code"]: each for each in cards}
    counts: dict = {}
    for each in cards:
        counts[each["name"]] = counts.get(each["name"], 0) + 1
    borne = {name: found.frequency(count, len(cards)) for name, count in counts.items()}
    told = list(batch.pairs(found, batch.table(found, cards)))
    assert len(told) > 100
    for pair in told:
        mine = score(found, by_code[pair.one], by_code[pair.other], frequencies=borne, cards=len(cards))
        assert mine.levels == pair.evidence.levels
        assert mine.weight == pytest.approx(pair.evidence.weight, abs=1e-6)


def test_one_shop_in_the_words_of_two_departments_is_joined_and_parted_again(town) -> None:
    known = firm(credit=CODE)
    other = firm(name="宏达(S镇)五金", place="", industry="F 批发和零售业")
    told = compared()

    assert (told.cards, told.joined, told.doubtful) == (2, 1, 0)
    merge = Merge.objects.get()
    assert (merge.kept, merge.gone) == (known, other)
    kept = Enterprise.objects.get(code=known)
    assert kept.industry == "F 批发和零售业" and kept.place == ROOM
    registry.undo_merge(merge.pk, by=town.office)
    assert compared().joined == 1  # only because the decision was deleted with the pairs
    registry.undo_merge(Merge.objects.latest("pk").pk, by=town.office)
    assert registry.find_pairs(model.FIRM).joined == 0 and Pair.objects.get().state == State.APART


def test_a_branch_is_never_joined_with_its_head_not_even_on_one_code(town) -> None:
    firm(credit=CODE), firm(name="S镇宏达五金店第二分店"), firm(name="S镇宏达五金店第三分店")
    told = compared()
    assert (told.joined, told.doubtful) == (0, 0) and not Pair.objects.exists()


def test_who_could_be_two_firms_waits_for_a_person_with_both(town) -> None:
    firm(kind="个体工商户"), firm(name="S镇宏达五金店有限公司", kind="企业")
    firm(name="宏达五金")
    told = compared()
    assert (told.joined, told.doubtful) == (0, 3)


def test_two_codes_are_not_merged_by_hand_and_one_code_goes_over(town) -> None:
    one, other = firm(credit=CODE), firm(name="兴隆百货店", credit="91330199100000155C")
    with pytest.raises(WrongState):
        registry.merge(one, other, reason="同一家", by=town.keeper)
    third = firm(name="老街五金", phone="15400000002")
    registry.merge(third, one, reason="招牌", by=town.keeper)
    kept = Enterprise.objects.get(code=third)
    assert (kept.credit, kept.name) == (CODE, "老街五金")
    assert Link.objects.filter(subject=kept.ref, relation="located_at", until=None).count() == 1
    again = registry.record_enterprise({**SHOP, "credit": CODE}, source="tax", by=ROOT)
    assert (again.code, again.written) == (third, False)


def test_a_firm_that_may_be_there_is_offered_before_it_is_entered(town, client: Client) -> None:
    there = firm()
    said = {
        "name": "宏达五金商行",
        "legal_person": "王小明",
        "phone": "15400000001",
        "place": ROOM,
        "source": "desk",
    }
    told = registry.record_enterprise(said | {"place": NEXT}, source="desk", by=town.keeper)
    assert (told.code, told.written) == (there, False)
    assert told.likely[0].levels["name"] == "same" and "15400000001" not in told.likely[0].values["phone"]
    from lianzhi.foundation.access.models import User

    client.force_login(User.objects.get(pk=town.keeper.key))
    page = client.post("/registry/new/enterprises/", said).content.decode()
    assert "This may be a firm that is there" in page and there in page and "Legal representative" in page
    assert client.post("/registry/new/enterprises/", said | {"take": there}).status_code == 302
    assert client.post("/registry/new/enterprises/", said | {"new": "1"}).status_code == 302
    assert Enterprise.objects.count() == 2 and registry.find_pairs(model.FIRM).joined == 0


def test_a_doubtful_pair_of_firms_is_decided_on_its_page(town, client: Client) -> None:
    trade = {"industry": "F 批发和零售业", "kind": "个体工商户"}
    firm(**trade), firm(name="宏达五金店", legal_person="李红", phone="15400000002", **trade)
    compared()
    from lianzhi.foundation.access.models import User

    client.force_login(User.objects.get(pk=town.keeper.key))
    pair = Pair.objects.get()
    assert "宏达" in client.get("/registry/pairs/?of=firm").content.decode()
    assert "宏达" not in client.get("/registry/pairs/").content.decode()
    page = client.get(f"/registry/pairs/{pair.pk}/").content.decode()
    assert "One firm or two?" in page and "Not joined by itself because of" in page and "Branch" in page
    done = client.post(f"/registry/pairs/{pair.pk}/", {"said": "apart"})
    assert done.status_code == 302 and done["Location"].endswith("?of=firm")
    assert registry.find_pairs(model.FIRM).doubtful == 0


def test_one_new_firm_costs_four_queries_whoever_is_there(town, django_assert_num_queries) -> None:
    for n in range(3):
        firm(name=f"S镇宏达{n}五金店", phone=f"1540000001{n}")
        one = firm_card("", name="宏达五金", legal="王小明", place=ROOM)
        with django_assert_num_queries(4):
            assert entries.alike(one, subject=model.FIRM)


def test_the_core_follows_the_name(town) -> None:
    code = firm()
    registry.change(code, {"name": "S镇兴隆百货有限公司"}, source="desk", by=ROOT)
    assert Enterprise.objects.get(code=code).core == "兴隆百货"


def test_new_rows_of_an_import_are_compared_at_once(town) -> None:
    """A person and a shop that are there under other words; the second import of the same rows tells nothing."""
    there = registry.record_person(
        {"name": "钱二", "phone": "13800000002", "birth": "1990-03-07", "sex": "男", "place": ROOM},
        source="grid",
        by=ROOT,
    ).code
    shop = firm()
    rows = [
        {"姓名": "钱尔", "联系电话": "13800000002", "出生日期": "1990-03-07", "性别": "男", "地址编码": ROOM},
        {"姓名": "孙三", "联系电话": "13800000003", "出生日期": "1971-05-20", "性别": "男", "地址编码": ROOM},
    ]
    told = registry.import_rows("persons", rows, source="health", by=town.office)
    assert (told.new, [(each.row, each.params) for each in told.warnings]) == (2, [(1, {"code": there})])
    pair = Pair.objects.get()
    assert there in (pair.first, pair.second) and (pair.state, pair.verdict) == (State.OPEN, "doubtful")
    firms = [{"企业名称": "宏达(S镇)五金", "负责人": "王小明", "联系电话": "15400000001", "地址编码": NEXT}]
    told = registry.import_rows("enterprises", firms, source="tax", by=town.office)
    assert told.warnings[0].params == {"code": shop} and Pair.objects.filter(subject=model.FIRM).count() == 1
    assert not registry.import_rows("persons", rows, source="health", by=town.office).warnings
    assert not registry.import_rows("persons", rows, source="health", by=town.office, dry_run=True).warnings


def test_two_numbers_are_not_compared_and_a_batch_costs_the_same_queries(
    town, django_assert_max_num_queries
) -> None:
    costs = []
    for serials in (range(1, 49, 2), range(101, 197, 2)):  # both by COPY where there is one
        rows = [
            {"姓名": "王明", "证件号码": number(serial), "联系电话": "13800000001", "地址编码": ROOM}
            for serial in serials
        ]
        with django_assert_max_num_queries(80) as seen:
            assert registry.import_rows("persons", rows, source="police", by=town.office).new == len(serials)
        costs.append(len(seen))
    assert not Pair.objects.exists() and costs[1] <= costs[0]  # what a process remembers is asked for once
