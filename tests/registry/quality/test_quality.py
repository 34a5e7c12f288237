"""Scores by source and field, faulty entries within reach, tickets that go to the source and close by themselves.  R-100."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from support.desk import browser
from support.register import BUILDING, FAR_ROOM, ROOM, ROOT, TOWN, WEST, number, person

from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound, WrongState
from lianzhi.registry import api as registry
from lianzhi.registry.models import (
    Change,
    Delivery,
    Flagged,
    Link,
    Person,
    QualityCount,
    QualityDay,
    Rejected,
    Ticket,
)
from lianzhi.registry.quality import tickets
from lianzhi.registry.quality.acting import act, acts
from lianzhi.registry.quality.checks import checks, registers
from lianzhi.registry.quality.counting import count
from lianzhi.registry.queries import quality as reads
from lianzhi.registry.queries import tickets as ticket_reads


@pytest.fixture
def office(town) -> Actor:
    """Sends tickets; sees all of the town."""
    registry.publish_flow(by=ROOT)
    return town.office


@pytest.fixture
def source_unit(town) -> Actor:
    """The police: may answer for their unit, and read nothing of the register."""
    access.save_unit("police", name_zh="派出所", kind="department", area_code=TOWN, by=ROOT)
    access.save_role("answers", name_zh="数据源", permissions=["registry.answer"], by=ROOT)
    who = access.add_person("officer", name="民警", unit="police", password=None, by=ROOT)
    access.grant(who.id, "answers", area_code=TOWN, unit="police", by=ROOT)
    return Actor(who.id, "民警", "police")


def some(n: int, **said) -> list[str]:
    rows = [
        {"姓名": f"李{i:02}", "证件号码": number(i), "联系电话": f"139{i:08}", "居住地址编码": ROOM} | said
        for i in range(1, 2 * n, 2)
    ]
    told = registry.import_rows("persons", rows, source="police", by=ROOT)
    assert told.refused == 0
    return list(Person.objects.order_by("pk").values_list("code", flat=True))


def faults(kind: str = "persons", source: str = "police") -> dict[str, int]:
    found = QualityCount.objects.filter(kind=kind, source=source, faulty__gt=0)
    return dict(found.values_list("test", "faulty"))


def test_every_register_has_checks_of_several_kinds() -> None:
    assert {len({check.dimension for check in checks(kind).values()}) for kind in registers()} <= {3, 4, 5}
    assert all(check.name for kind in registers() for check in checks(kind).values())


def test_what_is_missing_or_old_is_counted_by_source_and_field(office) -> None:
    some(4, 文化程度="本科", 婚姻状况="未婚", 人员类别="户籍人口")
    some(1, 姓名="李01")
    Person.objects.filter(name="李03").update(phone_blind="", education="")
    Person.objects.filter(name="李05").update(checked_at=timezone.now() - timedelta(days=366))

    count()

    assert faults() == {"missing-phone": 1, "missing-education": 1, "stale": 1}
    day = QualityDay.objects.get(kind="persons", source="police")
    assert (day.entries, 80 < day.score < 100) == (4, True)
    seen = reads.detail("persons", "police")
    assert seen.score == day.score and seen.trend == [(day.day, day.score)]


@pytest.mark.parametrize(
    ("test", "spoil"),
    [
        ("list-kind", lambda code: Person.objects.filter(code=code).update(kind="martian")),
        ("later-birth", lambda code: Person.objects.filter(code=code).update(birth=date(2999, 1, 1))),
        ("card-no-birth", lambda code: Person.objects.filter(code=code).update(birth=None)),
        ("nowhere", lambda code: Person.objects.filter(code=code).update(place=f"{WEST}B09999010101")),
        ("married-young", lambda code: Person.objects.filter(code=code).update(
            marital="married", birth=clock.now().date() - timedelta(days=15 * 365))),
        ("works-young", lambda code: (
            Person.objects.filter(code=code).update(birth=clock.now().date() - timedelta(days=12 * 365)),
            Link.objects.create(subject=f"person:{code}", relation="works_at", object="enterprise:E1", source="x"))),
        ("two-households", lambda code: (
            Link.objects.create(subject=f"person:{code}", relation="member_of", object="household:F1", source="x"),
            Link.objects.create(subject=f"person:{code}", relation="heads", object="household:F2", source="x"))),
        ("two-sources", lambda code: [
            Change.objects.create(key=str(n), subject=f"person:{code}", field="kind", old=old, new=new, source=source, by="x")
            for n, (old, new, source) in enumerate((("registered", "mobile", "police"), ("mobile", "registered", "civil")))]),
    ],
)  # fmt: skip
def test_each_check_finds_its_fault(office, test, spoil) -> None:
    code = some(2)[0]
    spoil(code)

    count()

    assert faults()[test] == 1
    assert [row.code for row in reads.faulty("persons", "police", test, office, {})] == [code]


def test_twins_without_a_number_in_common_are_flagged_and_a_merge_ends_it(office) -> None:
    one = person(name="王小明", identity="", birth="1990-03-07", phone="", place=ROOM)
    two = person(new=True, name="王小明", identity="", birth="1990-03-07", phone="13800000002", place=ROOM)

    count()
    assert set(Flagged.objects.filter(test="twins").values_list("code", flat=True)) == {one, two}
    registry.merge(one, two, reason="同一人", by=ROOT)
    count()
    assert not Flagged.objects.filter(test="twins").exists()


def test_a_room_that_ended_is_a_contradiction(office) -> None:
    from lianzhi.territory import api as territory

    some(1)
    territory.load_rooms([territory.RoomPlan(ROOM, "302", valid_from=date(2020, 1, 1))], by=ROOT)
    territory.end_room(ROOM, on=territory.today(), by=ROOT)

    count()

    assert faults()["room-ended"] == 1


def test_credit_codes_that_do_not_hold_are_counted(office) -> None:
    rows = [{"企业名称": "云杉面馆", "统一社会信用代码": "91350100M000100Y40", "地址编码": BUILDING}]
    registry.import_rows("enterprises", rows, source="market", by=ROOT)

    count()

    assert faults("enterprises", "market")["credit"] == 1


def test_refused_rows_count_against_their_source_and_say_why_without_values(office) -> None:
    rows = [{"姓名": "李一", "证件号码": number()[:-1] + "Y"}, {"姓名": "李二", "证件号码": number(3)}]
    registry.import_rows("persons", rows, source="police", by=ROOT)

    count()

    delivery = Delivery.objects.get()
    assert (delivery.rows, delivery.refused) == (2, 1)
    assert (Rejected.objects.get().field, faults()["refused"]) == ("identity", 1)
    assert number()[:-1] not in str(Rejected.objects.values())


def test_who_sees_what(office, town) -> None:
    some(1)
    far = registry.record_person({"name": "周远", "place": FAR_ROOM}, source="police", by=ROOT).code
    count()

    near = reads.faulty("persons", "police", "missing-phone", town.keeper, {})
    every = reads.faulty("persons", "police", "missing-phone", office, {})
    assert [r.code for r in near] == [] and [r.code for r in every] == [far]
    figures = browser(town.leader)
    assert figures.get("/registry/quality/").status_code == 200
    assert figures.get("/registry/quality/of/persons/police/").status_code == 200
    assert figures.get("/registry/quality/faulty/persons/missing-phone/police/").status_code == 403
    page = browser(office).get("/registry/quality/faulty/persons/missing-phone/police/").content.decode()
    assert "周远" in page and "李01" not in page
    with pytest.raises(NotFound):
        reads.faulty("persons", "police", "no-such", office, {})


@pytest.mark.parametrize(
    "path",
    ["/registry/quality/", "/registry/quality/of/persons/police/",
     "/registry/quality/faulty/persons/missing-education/police/"],
)  # fmt: skip
def test_pages_cost_as_many_queries_for_three_as_for_one(office, path) -> None:
    counts = []
    desk = browser(office)
    for n in (1, 3):
        some(n)
        for kind, name in (("venues", f"云杉{n}"), ("things", f"Q{n}")):
            said = (
                {"name": name, "kind": "school", "place": BUILDING}
                if kind == "venues"
                else {"kind": "lift", "number": name}
            )
            registry.record(kind, said, source=f"s{n}", by=ROOT)
        count()
        desk.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(path).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


# ---- tickets -----------------------------------------------------------------------------------------------


def sent(office, source_unit, test: str = "missing-education") -> Ticket:
    count()
    return tickets.send("persons", "police", test, unit="police", what="补齐文化程度", by=office)


def test_a_ticket_goes_to_the_source_names_codes_and_closes_when_the_entries_pass(
    office, source_unit
) -> None:
    codes = some(2)
    ticket = sent(office, source_unit)

    assert (ticket.found, ticket.examples, ticket.state, ticket.unit) == (2, codes, "open", "police")
    assert ticket.due_at is not None
    assert [t.number for t in ticket_reads.tickets(source_unit)] == [ticket.number]
    page = browser(source_unit).get(f"/registry/quality/tickets/{ticket.number}/").content.decode()
    assert codes[0] in page and "李01" not in page and f"/registry/entries/{codes[0]}/" not in page

    act(ticket.number, "answer", "本周补录", by=source_unit)
    count()
    assert Ticket.objects.get().state == "answered"
    Person.objects.update(education="bachelor")
    count()

    ticket.refresh_from_db()
    assert (ticket.state, ticket.left) == ("corrected", 0) and ticket.closed_at
    Person.objects.filter(code=codes[0]).update(education="")
    count()
    ticket.refresh_from_db()
    assert (ticket.state, ticket.left, ticket.came_back) == ("open", 1, 1)


def test_there_is_one_ticket_for_one_class_of_faults(office, source_unit) -> None:
    some(1)
    sent(office, source_unit)

    with pytest.raises(WrongState, match="open already"):
        sent(office, source_unit)
    with pytest.raises(WrongState, match="Nothing of this source"):
        sent(office, source_unit, "list-kind")


def test_a_source_may_refuse_with_a_reason_and_the_office_decides(office, source_unit, town) -> None:
    some(1)
    ticket = sent(office, source_unit)

    with pytest.raises(BadInput):
        act(ticket.number, "refuse", " ", by=source_unit)
    act(ticket.number, "refuse", "学历由教育部门管", by=source_unit)
    assert [move.verb for move in acts(Ticket.objects.get(), office)] == ["settle", "insist"]
    with pytest.raises(NotAllowed):
        act(ticket.number, "settle", "", by=source_unit)
    act(ticket.number, "insist", "请补", by=office)
    assert Ticket.objects.get().state == "open"
    act(ticket.number, "refuse", "学历由教育部门管", by=source_unit)
    act(ticket.number, "settle", "", by=office)
    assert Ticket.objects.get().state == "settled"
    count()
    assert Ticket.objects.get().state == "settled"
    figure = ticket_reads.figures()[0]
    assert (figure.source, figure.open, figure.closed, figure.corrected) == ("police", 0, 1, 0)


def test_another_unit_neither_sees_nor_answers_it(office, source_unit, town) -> None:
    some(1)
    ticket = sent(office, source_unit)
    other = Actor(town.clerk.id, town.clerk.name, "west")

    assert ticket_reads.tickets(other) == []
    with pytest.raises(NotFound):
        ticket_reads.ticket(ticket.number, other)
    with pytest.raises(NotAllowed):
        act(ticket.number, "answer", "好", by=other)


def test_an_entry_said_to_be_wrong_is_looked_at_on_the_spot_and_entered_once(office, town) -> None:
    code = some(1)[0]
    desk = browser(town.keeper)

    answer = desk.post(f"/registry/entries/{code}/wrong/", {"field": "education", "what": "应为本科"})
    assert answer.status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.entry, ticket.unit, ticket.source) == (code, "west", "police")
    assert "应为本科" in desk.get(f"/registry/entries/{code}/").content.decode()
    assert ticket_reads.spots(town.far) == [] and len(ticket_reads.spots(town.keeper)) == 1
    assert "应为本科" in desk.get("/registry/quality/spots/").content.decode()
    assert browser(town.far).get(f"/registry/quality/spots/{ticket.number}/").status_code == 404

    page = desk.get(f"/registry/quality/spots/{ticket.number}/").content.decode()
    assert 'value="otherwise"' in page
    done = desk.post(
        f"/registry/quality/spots/{ticket.number}/", {"verdict": "otherwise", "value": "bachelor", "note": ""}
    )

    assert done.status_code == 302, done.content.decode()
    row = Person.objects.get()
    assert (row.education, Ticket.objects.get().state) == ("bachelor", "corrected")
    assert Change.objects.get().field == "education"
    assert "应为本科" not in desk.get(f"/registry/entries/{code}/").content.decode()


@pytest.mark.parametrize(("verdict", "over"), [("so", False), ("gone", True)])
def test_on_the_spot_it_is_so_or_gone(office, town, verdict, over) -> None:
    code = some(1)[0]
    ticket = tickets.say_wrong(code, "", "没人住", by=town.keeper)

    tickets.on_the_spot(ticket.number, verdict, by=town.keeper)

    row = Person.objects.get()
    assert ((row.valid_to is not None), Ticket.objects.get().state) == (over, "corrected")


def test_a_ticket_about_refused_rows_closes_with_the_next_clean_delivery(office, source_unit) -> None:
    registry.import_rows("persons", [{"姓名": "李一", "证件号码": "1"}], source="police", by=ROOT)
    some(1)
    ticket = sent(office, source_unit, "refused")
    assert (ticket.left, ticket.examples) == (1, [])

    with clock.at(clock.now() + timedelta(days=1)):
        registry.import_rows("persons", [{"姓名": "李一", "证件号码": number(9)}], source="police", by=ROOT)
        count()

    assert Ticket.objects.get().state == "corrected"


def test_the_faulty_entries_leave_as_a_file_with_covered_values(office) -> None:
    from lianzhi.registry.quality.exporting import faulty_table

    some(3)
    access.save_role("taker-away", name_zh="导出", permissions=["exports.make"], by=ROOT)
    access.grant(office.id, "taker-away", area_code=TOWN, by=ROOT)
    page = browser(office).get("/registry/quality/faulty/persons/missing-education/police/").content.decode()
    assert "/exports/start/registry_faulty/" in page and "kind=persons&amp;source=police" in page
    table = faulty_table(office, "kind=persons&source=police&test=missing-education")
    assert len(list(table.rows)) == 3 and table.covered
    assert number() not in str(
        list(faulty_table(office, "kind=persons&source=police&test=missing-kind").rows)
    )


def test_the_desk_sends_a_ticket_and_names_who_answers(office, source_unit) -> None:
    some(1)
    count()
    desk = browser(office)
    assert desk.post("/registry/quality/keep/persons/police/", {"unit": "police"}).status_code == 302
    page = desk.get("/registry/quality/send/persons/missing-education/police/").content.decode()
    assert '<option value="police" selected' in page
    done = desk.post(
        "/registry/quality/send/persons/missing-education/police/", {"unit": "police", "what": "补"}
    )
    assert done.status_code == 302 and Ticket.objects.get().unit == "police"
    source = browser(source_unit)
    url = f"/registry/quality/tickets/{Ticket.objects.get().number}/"
    assert source.post(url, {"verb": "answer", "said": "好"}).status_code == 302
    assert source.post(url, {"verb": "pass", "said": "好"}).status_code == 422
    assert "came" not in source.get("/registry/quality/tickets/").content.decode()
