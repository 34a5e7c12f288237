"""The registers as tables that people hand in: columns recognised, looked at first, taken in once, bad rows back."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from support.desk import browser
from support.register import BUILDING, FAR_ROOM, NEXT, ROOM, ROOT, SECOND, WEST, number, person

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.imports.models import Import
from lianzhi.foundation.jobs import api as jobs
from lianzhi.registry import lists
from lianzhi.registry.models import Certificate, Change, Enterprise, House, Link, Person, Thing, Venue

HEADS = ("姓名*", "身份证号", "手机", "现住址编码", "居住类型", "备注")
PERSONS = [
    dict(zip(HEADS, cells, strict=True))
    for cells in (
        ("张一", number(1), "13800000011", f"{SECOND}010101", "租住", "好"),
        ("张二", number(3), "13800000012", f"{SECOND}010201", "自住", ""),
        ("张三", number(5)[:17], "", f"{SECOND}010301", "", ""),
        ("张四", number(7), "", FAR_ROOM, "", ""),
    )
]
GOOD = {
    "houses": (House, [{"房屋编码": ROOM, "用途": "住宅", "房屋状态": "出租", "房东电话": "13800000009"}]),
    "enterprises": (
        Enterprise,
        [{"企业名称": "云杉面馆", "负责人": "王五", "地址编码": f"{BUILDING}010101"}],
    ),
    "venues": (Venue, [{"场所名称": "云杉小学", "场所类型": "学校", "地址编码": BUILDING}]),
    "things": (Thing, [{"物品类型": "气瓶", "编号": "Q1", "使用地址编码": ROOM}]),
    "certificates": (Certificate, [{"持有人": number(), "证照类型": "居住证", "证照编号": "JZ001"}]),
    "links": (Link, [{"主体": number(), "关系": "产权", "客体": NEXT}]),
}


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.IMPORTS_ROOT = tmp_path / "imports"


@pytest.fixture
def desk(town) -> Client:
    """The keeper of the west, who may hand tables in."""
    access.save_role("hander", name_zh="导入", permissions=["imports.make"], by=ROOT)
    access.grant(town.keeper.id, "hander", area_code=WEST, by=ROOT)
    return browser(town.keeper)


def table(rows) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("gb18030")


def draft(desk: Client, kind: str, rows, source: str = "公安") -> str:
    file = SimpleUploadedFile("rows.csv", table(rows))
    answer = desk.post(f"/imports/new/{kind}/", {"file": file, "source": source})
    assert answer.status_code == 302, answer.content.decode()
    return answer.url.strip("/").split("/")[-1]


def taken(desk: Client, kind: str, rows) -> Import:
    number_ = draft(desk, kind, rows)
    assert desk.post(f"/imports/{number_}/start/").status_code == 302
    assert jobs.work_once()
    return Import.objects.get(pk=number_)


def counts(row: Import) -> tuple[str, int, int, int]:
    return row.state, row.kept, row.known, row.bad


def test_persons_are_looked_at_first_with_their_numbers_covered(desk) -> None:
    number_ = draft(desk, "persons", PERSONS)

    page = desk.get(f"/imports/{number_}/").content.decode()

    assert "Take 2 rows in" in page and "outside the area" in page  # as the import says, before it
    assert "张一" in page and "138****0011" in page and "Rented" in page
    assert number(1) not in page and "13800000011" not in page
    assert "身份证号" in page and "An identity number has 18 characters" in page
    assert not Person.objects.exists()


def test_good_persons_come_in_and_bad_ones_go_back_with_column_and_reason(desk) -> None:
    row = taken(desk, "persons", PERSONS)

    assert counts(row) == ("done", 2, 0, 2)
    assert sorted(Person.objects.values_list("name", "source", "place")) == [
        ("张一", "police", f"{SECOND}010101"),
        ("张二", "police", f"{SECOND}010201"),
    ]
    answer = desk.get(f"/imports/{row.pk}/errors/")
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [line[:2] for line in lines[1:]] == [["4", "身份证号"], ["5", "现住址编码"]]
    assert "An identity number has 18 characters" in lines[1][2] and "outside the area" in lines[2][2]
    assert Entry.objects.filter(action="registry.load").count() == 1


def test_the_corrected_file_of_errors_comes_in_and_the_rest_is_not_doubled(desk) -> None:
    taken(desk, "persons", PERSONS)
    again = [PERSONS[0], PERSONS[1] | {"居住类型": "租住"}, PERSONS[2] | {"身份证号": number(5)}]

    page = desk.get(f"/imports/{draft(desk, 'persons', again)}/").content.decode()
    row = taken(desk, "persons", again)

    for said in ("New", "Says something new", "In already"):
        assert f'<dt>{said}</dt><dd class="number">1</dd>' in page
    assert counts(row) == ("done", 2, 1, 0) and Person.objects.count() == 3
    assert Change.objects.get().field == "living"


@pytest.mark.parametrize("kind", GOOD)
def test_each_register_is_taken_in_once(desk, kind) -> None:
    person()
    model, rows = GOOD[kind]
    before = model.objects.count()

    first, second = (taken(desk, kind, rows) for _ in range(2))

    assert counts(first) == ("done", 1, 0, 0) and counts(second) == ("done", 0, 1, 0)
    assert model.objects.count() == before + 1
    trial = desk.get(f"/imports/{draft(desk, kind, rows)}/").content.decode()
    assert '<dt>In already</dt><dd class="number">1</dd>' in trial


def test_links_whose_ends_are_nowhere_go_back(desk) -> None:
    row = taken(desk, "links", [{"主体": number(9), "关系": "产权", "客体": NEXT}])

    answer = desk.get(f"/imports/{row.pk}/errors/")
    assert counts(row) == ("done", 0, 0, 1)
    assert "Nobody and nothing in the register" in b"".join(answer.streaming_content).decode("utf-8-sig")


def test_a_column_that_is_needed_has_to_be_named(desk) -> None:
    number_ = draft(desk, "houses", [{"甲": ROOM, "用途": "住宅"}])

    page = desk.get(f"/imports/{number_}/").content.decode()

    assert "A column has to be named first" in page and "Room code" in page
    assert desk.post(f"/imports/{number_}/", {"place": "甲", "use": "用途"}).status_code == 302
    assert "Take 1 row in" in desk.get(f"/imports/{number_}/").content.decode()


def test_the_lists_lead_to_their_imports_where_one_may(desk, town) -> None:
    page = desk.get("/registry/persons/").content.decode()
    offered = desk.get("/imports/").content.decode()

    assert "/imports/new/persons/" in page
    assert all(f"/imports/new/{kind}/" in offered for kind in lists.kinds())
    assert "/imports/new/" not in browser(town.clerk).get("/registry/persons/").content.decode()
    assert browser(town.clerk).get("/imports/new/persons/").status_code == 403
