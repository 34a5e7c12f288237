"""Loads: every row judged, batches whole, a killed load goes on, a dry run leaves nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support.register import BUILDING, FAR_ROOM, NEXT, PHONE, ROOM, ROOT, SECOND, WEST, number, person

from lianzhi.foundation.audit.models import Entry
from lianzhi.kernel.errors import WrongState
from lianzhi.registry import api as registry
from lianzhi.registry import lists
from lianzhi.registry.models import (
    Avoided,
    Certificate,
    Change,
    Enterprise,
    House,
    Household,
    Link,
    Load,
    Person,
)
from lianzhi.territory.models import Doubt, Place


def row(serial: int, **said) -> dict[str, str]:
    return {
        "姓名": f"张{serial:03}",
        "证件号码": number(serial),
        "联系电话": f"138{serial:08}",
        "居住地址编码": f"{SECOND}01{serial % 80 + 1:02}01",
        "居住方式": "租住",
        "户号": f"H{serial}",
        "与户主关系": "户主",
    } | said


def load(kind: str, rows, **said) -> registry.Loaded:
    return registry.import_rows(kind, rows, source="police", by=said.pop("by", ROOT), **said)


def test_rows_become_persons_with_home_and_household(town) -> None:
    told = load("persons", [row(1), row(2), row(3, 户号="H2", 与户主关系="子女")])

    assert (told.rows, told.new, told.refused) == (3, 3, 0)
    assert Household.objects.count() == 2
    assert (
        sorted(Link.objects.values_list("relation", flat=True))
        == ["heads"] * 2 + ["lives_in"] * 3 + ["member_of"] * 3
    )


def test_the_same_file_again_changes_nothing_and_is_counted(town) -> None:
    rows = [row(1), row(2)]
    load("persons", rows)

    told = load("persons", rows)

    assert (told.new, told.changed, told.same) == (0, 0, 2)
    assert Person.objects.count() == 2 and not Change.objects.exists()
    assert Avoided.objects.get().count == 2


def test_each_bad_row_says_why_and_the_rest_is_kept(town) -> None:
    bad = [
        (row(2, 证件号码=number(2)[:-1] + "Y"), "identity"),
        (row(3, 姓名="无"), "name"),
        (row(4, 居住地址编码="x"), "place"),
        (row(5, 联系电话="110x"), "phone"),
        (row(6, 人员类别="外星人"), "kind"),
        (row(7, 居住开始日期="2020-02-30"), "since"),
        (row(8, 居住地址编码=f"{WEST}B00099010101"), "place"),
    ]

    told = load("persons", [row(1), *(each for each, _field in bad), row(9)], batch=3)

    assert (told.new, told.refused) == (2, 7)
    assert [(error.row, error.field) for error in told.errors] == [
        (n + 2, field) for n, (_row, field) in enumerate(bad)
    ]
    assert all(error.reason and error.way_out for error in told.errors)
    assert all(str(error.column) in lists_of_heads() for error in told.errors)


def lists_of_heads() -> set[str]:
    return {column.zh for column in lists.columns("persons").values()}


def test_one_person_twice_in_a_file_is_one_person(town) -> None:
    told = load("persons", [row(1), row(1, 工作单位="云杉面馆"), row(1)])

    assert (told.new, told.changed, told.same) == (1, 1, 1)
    assert Person.objects.get().employer == "云杉面馆"


def test_a_person_in_two_households_is_refused_unless_he_moved(town) -> None:
    load("persons", [row(1, 居住开始日期="2020-01-01")])

    told = load("persons", [row(1, 户号="H7"), row(1, 户号="H8", 居住开始日期="2026-02-01")])

    assert (told.refused, told.changed) == (1, 1)
    assert told.errors[0].field == "household" and told.errors[0].row == 1
    member = Link.objects.get(relation="member_of", until=None)
    assert Household.objects.get(number="H8").ref == member.object


def test_a_move_in_a_file_ends_the_home_before(town) -> None:
    load("persons", [row(1)])

    told = load("persons", [row(1, 居住地址编码=ROOM, 居住开始日期="2026-03-01")])

    assert told.changes[0].fields["place"] == (f"{SECOND}010201", ROOM)
    assert (
        list(Link.objects.filter(relation="lives_in").order_by("pk").values_list("until", flat=True))[1]
        is None
    )
    assert Change.objects.get().field == "place"


def test_what_differs_is_shown_covered(town) -> None:
    load("persons", [row(1)])

    told = load("persons", [row(1, 联系电话="13900000000")], dry_run=True)

    assert told.changes[0].fields == {"phone": ("138****0001", "139****0000")}


def test_a_dry_run_tells_all_and_leaves_nothing(town) -> None:
    load("persons", [row(1)])
    before = (Person.objects.count(), Link.objects.count(), Entry.objects.count(), Avoided.objects.count())

    told = load(
        "persons", [row(1), row(1, 工作单位="云杉面馆"), row(2), row(3, 姓名="")], dry_run=True, key="x"
    )

    assert (told.new, told.changed, told.same, told.refused) == (1, 1, 1, 1)
    assert (
        Person.objects.count(),
        Link.objects.count(),
        Entry.objects.count(),
        Avoided.objects.count(),
    ) == before
    assert not Load.objects.exists()


def test_a_load_that_was_cut_off_goes_on_and_doubles_nothing(town) -> None:
    rows = [row(serial) for serial in range(1, 8)] + [row(8, 姓名="")]

    class Killed(Exception):
        """Where the process died."""

    def dying():
        yield from rows[:5]
        raise Killed

    with pytest.raises(Killed):
        load("persons", dying(), key="k", batch=2)
    assert Load.objects.get().done == 4

    told = load("persons", rows, key="k", batch=2)

    assert (told.rows, told.new, told.refused) == (8, 7, 1)
    assert Person.objects.count() == 7 and Load.objects.get().ended_at
    again = load("persons", rows, key="k", batch=2)
    assert (again.rows, Person.objects.count()) == (8, 7)


def test_rows_and_cursor_stand_or_fall_together(town, monkeypatch) -> None:
    from lianzhi.registry.importing import load as module

    def broken(*_args: object, **_said: object) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(module.audit, "record", broken)
    with pytest.raises(OSError, match="power"):
        load("persons", [row(1)], key="k")
    assert not Person.objects.exists() and Load.objects.get().done == 0


def test_a_key_belongs_to_one_load(town) -> None:
    load("persons", [row(1)], key="k")

    with pytest.raises(WrongState):
        load("houses", [], key="k")


def test_two_at_one_load_do_not_double_it(town) -> None:
    begun = Load.objects.create(key="k", kind="persons", source="police", by="x", done=1)

    with pytest.raises(WrongState):
        registry.import_batch("persons", [row(1)], source="police", by=ROOT, first=1, load=begun)
    assert not Person.objects.exists()


def test_who_keeps_an_area_loads_that_area_only(town) -> None:
    told = load("persons", [row(1), row(2, 居住地址编码=FAR_ROOM), row(3, 居住地址编码="")], by=town.keeper)

    assert (told.new, told.refused) == (1, 2)
    assert {error.field for error in told.errors} == {"place"}


def test_a_batch_costs_as_many_queries_for_many_rows_as_for_few(town) -> None:
    load("persons", [row(200)])
    counts = []
    for start, size in ((1, 3), (100, 25)):  # SQLite takes 999 values in a statement, a person has 34
        with CaptureQueriesContext(connection) as asked:
            load("persons", [row(serial) for serial in range(start, start + size)])
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_all_registers_are_loaded_by_their_heads(town) -> None:
    person()
    told = [
        load(
            "houses",
            [
                {
                    "房屋编码": ROOM,
                    "房屋用途": "住宅",
                    "房屋状态": "出租",
                    "建筑面积": "88.5",
                    "房东电话": PHONE,
                },
                {"房屋编码": BUILDING},
            ],
        ),
        load(
            "enterprises",
            [
                {
                    "企业名称": "云杉便利店",
                    "统一社会信用代码": "91350100M000100Y43",
                    "地址编码": NEXT,
                    "联系电话": "0571-88001234",
                },
                {"企业名称": "云杉面馆", "地址编码": ROOM},
                {"企业名称": "云杉面馆", "地址编码": ROOM, "从业人数": 3},
            ],
        ),
        load("venues", [{"场所名称": "云杉小学", "场所类型": "学校", "地址编码": BUILDING}]),
        load(
            "things", [{"物品类型": "液化气瓶", "编号": "Q1", "下次检验日期": "2027/1/5", "地址编码": ROOM}]
        ),
        load(
            "certificates",
            [
                {"持有人": number(), "证照类型": "居住证", "证照编号": "JZ330199001", "有效期至": "20280101"},
                {"持有人": number(9), "证照类型": "居住证", "证照编号": "JZ330199002"},
                {"持有人": number(), "证照类型": "残疾人证", "证照编号": f"{number()}81"},
            ],
        ),
        load(
            "links",
            [
                {"主体": number(), "关系": "就业", "客体": "91350100M000100Y43", "开始日期": "2024-05-01"},
                {"主体": number(), "关系": "监护", "客体": ROOM},
                {"主体": "张三", "关系": "就业", "客体": ROOM},
            ],
        ),
        load("households", [{"户号": "H9", "户类型": "集体户", "居住地址编码": ROOM}]),
    ]

    assert [(each.new, each.changed, each.refused) for each in told] == [
        (1, 0, 1),
        (2, 1, 0),
        (1, 0, 0),
        (1, 0, 0),
        (1, 0, 2),
        (1, 0, 2),
        (1, 0, 0),
    ]
    assert House.objects.get().state == "rent" and Enterprise.objects.get(name="云杉面馆").staff == 3
    assert PHONE not in House.objects.get().owner_phone_sealed and Certificate.objects.get().number_blind
    assert Link.objects.get(relation="located_at", object=NEXT)


def test_heads_are_known_by_their_other_names(town) -> None:
    assert registry.heads("persons", ["身份证号", "姓名 *", "手机", "备注", "姓名"]) == {
        "身份证号": "identity",
        "姓名 *": "name",
        "手机": "phone",
    }


def test_a_home_of_the_past_is_kept_beside_the_one_that_holds(town) -> None:
    code = person()
    rows = [{"主体": code, "关系": "居住", "客体": NEXT, "开始日期": "2020-01-01", "结束日期": "2024-05-01"}]

    first, second = load("links", rows), load("links", rows)

    assert (first.new, second.same) == (1, 1)
    homes = Link.objects.filter(relation="lives_in").order_by("pk").values_list("object", "until")
    assert [(there, str(until)) for there, until in homes] == [(ROOM, "None"), (NEXT, "2024-05-01")]
    assert Person.objects.get().place == ROOM


def test_a_row_with_an_end_ends_the_link_it_names(town) -> None:
    code = person()
    rows = [{"主体": code, "关系": "居住", "客体": ROOM, "结束日期": "2024-05-01"}]

    assert load("links", rows).changed == 1
    assert (
        str(Link.objects.get(relation="lives_in").until) == "2024-05-01" and Person.objects.get().place == ""
    )


def test_an_address_in_words_becomes_a_code_or_waits_for_a_person(town) -> None:
    building = Place.objects.get(code=BUILDING)
    told = load("persons", [row(1, 居住地址编码=building.name), row(2, 居住地址编码="南京路九百号")])
    assert [(error.row, error.field) for error in told.errors] == [(2, "place")]
    assert Person.objects.get().place == BUILDING
    assert [doubt.text for doubt in Doubt.objects.all()] == ["南京路九百号"]
