"""Record, recognise, change, move, end: one entry at a time."""

import pytest
from django.db import connection
from support.register import BUILDING, FAR_ROOM, GRID, NEXT, PHONE, ROOM, ROOT, day, number, person

from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.errors import NotAllowed, Refused
from lianzhi.registry import api as registry
from lianzhi.registry.models import Avoided, Change, Link, Person


def test_a_person_is_recorded_with_home_and_source(town) -> None:
    row = Person.objects.get(code=person(town.keeper))

    assert (row.name, row.sex, row.birth, row.grid_code, row.source) == (
        "王小明",
        "1",
        day("1990-03-07"),
        GRID,
        "grid",
    )
    link = Link.objects.get(subject=row.ref)
    assert (link.relation, link.object, link.note, link.until) == ("lives_in", ROOM, "own", None)


def test_nothing_protected_lies_in_clear(town) -> None:
    person(account="6222020000000000")

    with connection.cursor() as cursor:
        for table in ("registry_person", "registry_change", "audit_entry", "events_event"):
            cursor.execute(f"SELECT * FROM {table}")
            stored = str(cursor.fetchall())
            assert not any(clear in stored for clear in (number(), PHONE, "6222020000000000"))


def test_the_same_person_is_recognised_and_offered_not_entered_again(town) -> None:
    code = person(town.keeper)

    again = registry.record_person(
        {"name": "王小明", "identity": number().lower(), "phone": "13800000002", "place": ROOM},
        source="police",
        by=town.keeper,
    )

    assert (again.code, again.already, again.written) == (code, True, False)
    assert again.fields == {"phone": ("138****0001", "138****0002")}
    assert Person.objects.count() == 1
    assert not Change.objects.exists()
    assert Avoided.objects.values_list("kind", "source", "unit", "count").get() == (
        "persons",
        "police",
        "west",
        1,
    )


def test_what_was_offered_is_taken_over(town) -> None:
    code = person(town.keeper)
    values = {"name": "王小明", "identity": number(), "phone": "13800000002", "education": "本科"}

    taken = registry.record_person(values, source="police", by=town.keeper, over=True)

    assert (taken.code, taken.written) == (code, True)
    assert Person.objects.get().education == "bachelor"
    assert set(Change.objects.values_list("field", flat=True)) == {"phone", "education"}


def test_without_a_number_name_birth_and_phone_say_who_it_is(town) -> None:
    code = person(identity=None, birth="1990-03-07")

    assert person(identity=number()) == code
    assert person(new=True, identity=None, birth="1990-03-08") != code


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"identity": number()[:-1] + "5"}, "identity"),
        ({"identity": "33019919901307001"}, "identity"),
        ({"phone": "123"}, "phone"),
        ({"name": ""}, "name"),
        ({"place": "330199100001B99999010101"}, "place"),
        ({"place": "12"}, "place"),
        ({"birth": "1991-01-01"}, "birth"),
        ({"sex": "女"}, "sex"),
        ({"kind": "游客"}, "kind"),
        ({"since": "2999-01-01"}, "since"),
        ({"place": FAR_ROOM}, "place"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_field_and_changes_nothing(town, said, field) -> None:
    with pytest.raises(Refused) as refused:
        person(town.keeper, **said)

    assert refused.value.field == field
    assert refused.value.way_out
    assert not Person.objects.exists()
    assert not Link.objects.exists()


def test_who_only_reads_changes_nothing(town) -> None:
    code = person()

    for act in (
        lambda: person(town.clerk),
        lambda: registry.change(code, {"name": "王大明"}, source="grid", by=town.clerk),
        lambda: registry.change(code, {"name": "王大明"}, source="grid", by=town.far),
        lambda: registry.move(code, FAR_ROOM, on=day("2026-01-01"), source="grid", by=town.keeper),
        lambda: registry.check(code, by=town.far),
        lambda: registry.end(code, on=day("2026-01-01"), reason="搬走", source="grid", by=town.far),
        lambda: registry.merge(code, person(name="李四", identity=number(3)), reason="同一人", by=town.far),
        lambda: registry.reveal(code, "phone", reason="需要联系", by=town.clerk),
        lambda: registry.end_link(Link.objects.first().pk, on=day("2026-01-01"), by=town.far),
        lambda: registry.forget(code, reason="申请", by=town.clerk),
        lambda: registry.import_rows("persons", [], source="x", by=town.clerk),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Person.objects.get(code=code).name == "王小明"


def test_each_change_is_kept_with_source_and_hand_and_protected_values_sealed(town) -> None:
    code = person()

    registry.change(
        code, {"name": "王晓明", "phone": "13800000009", "employer": ""}, source="police", by=town.keeper
    )

    name, phone = Change.objects.order_by("field")
    assert (name.old, name.new, name.source, name.by) == ("王小明", "王晓明", "police", town.keeper.id)
    assert (phone.old, phone.new) == ("", "") and phone.old_sealed != phone.new_sealed
    assert audit.trail(f"person:{code}")[-1].detail == {"source": "police", "fields": ["name", "phone"]}


def test_a_changed_number_changes_what_it_says(town) -> None:
    code = person()

    registry.change(code, {"identity": number(2, born="19910101")}, source="police", by=town.keeper)

    row = Person.objects.get(code=code)
    assert (row.birth, row.sex) == (day("1991-01-01"), "2")


@pytest.mark.parametrize("said", [{"birth": "1991-01-01"}, {"sex": "2"}])
def test_a_change_that_contradicts_the_stored_number_is_refused(town, said) -> None:
    code = person()

    with pytest.raises(Refused) as refused:
        registry.change(code, said, source="police", by=town.keeper)
    assert refused.value.field in said
    assert Person.objects.get().birth == day("1990-03-07")


def test_a_number_that_another_entry_has_is_refused(town) -> None:
    person()
    other = person(name="李四", identity=number(3))

    with pytest.raises(Refused) as refused:
        registry.change(other, {"identity": number()}, source="police", by=town.keeper)
    assert refused.value.code == "registry.taken"


def test_who_moves_leaves_one_home_and_has_one(town) -> None:
    code = person(since="2020-01-01")

    registry.move(code, NEXT, living="rent", on=day("2026-03-01"), source="grid", by=town.keeper)

    left, here = Link.objects.filter(relation="lives_in").order_by("pk")
    assert (left.object, left.until, here.object, here.since, here.until) == (
        ROOM,
        day("2026-03-01"),
        NEXT,
        day("2026-03-01"),
        None,
    )
    assert Person.objects.get().place == NEXT


@pytest.mark.parametrize("on", ["2019-12-31", "2999-01-01"])
def test_nobody_moves_before_he_came_or_tomorrow(town, on) -> None:
    code = person(since="2020-01-01")

    with pytest.raises(Refused):
        registry.move(code, NEXT, on=day(on), source="grid", by=town.keeper)
    assert Link.objects.get().until is None


def test_a_household_follows(town) -> None:
    head = person(household="H-1", kin="head")
    child = person(
        name="王小宝", identity=number(5, born="20150101"), phone=None, household="H-1", kin="child"
    )
    away = person(
        name="王大宝",
        identity=number(7, born="20010101"),
        phone=None,
        household="H-1",
        kin="child",
        place=NEXT,
    )

    moved = registry.move(
        head, f"{BUILDING}010404", on=day("2026-03-01"), household=True, source="grid", by=town.keeper
    )

    assert set(moved) == {head, child}
    assert set(Person.objects.exclude(code=away).values_list("place", flat=True)) == {f"{BUILDING}010404"}
    assert Person.objects.get(code=away).place == NEXT


def test_what_ends_takes_its_links_with_it(town) -> None:
    code = person()

    registry.end(code, on=day("2026-05-01"), reason="迁出本镇", source="police", by=town.keeper)

    assert Person.objects.get().valid_to == day("2026-05-01")
    assert not Link.objects.filter(until=None).exists()
    with pytest.raises(Refused):
        registry.end(code, on=day("2026-05-01"), reason="迁出", source="police", by=town.keeper)


def test_firms_things_houses_venues_certificates_are_met_by_their_keys(town) -> None:
    entered = [
        ("enterprises", {"name": "云杉便利店", "credit": "91350100M000100Y43", "place": ROOM}),
        ("enterprises", {"name": "云杉面馆", "place": NEXT}),
        ("things", {"kind": "液化气瓶", "number": "A-1", "place": ROOM}),
        ("houses", {"place": ROOM, "state": "出租"}),
        ("venues", {"name": "云杉小学", "kind": "学校", "place": BUILDING}),
        ("certificates", {"holder": number(), "kind": "残疾人证", "number": f"{number()}43"}),
    ]
    person()
    first = [registry.record(kind, values, source="grid", by=ROOT) for kind, values in entered]
    again = [registry.record(kind, values, source="grid", by=ROOT) for kind, values in entered]

    assert [one.already for one in first] == [False] * 6
    assert [(one.code, one.already) for one in again] == [(one.code, True) for one in first]


def test_a_doubtful_credit_code_is_taken_with_a_warning(town) -> None:
    taken = registry.record_enterprise(
        {"name": "云杉便利店", "credit": "91350203M0001QAY9B"}, source="market", by=ROOT
    )

    assert [warning.field for warning in taken.warnings] == ["credit"]


def test_links_join_what_may_be_joined(town) -> None:
    code = person()
    firm = registry.record_enterprise({"name": "云杉便利店", "place": NEXT}, source="market", by=ROOT).code

    registry.link(code, "works_at", firm, since=day("2025-01-01"), source="grid", by=town.keeper)
    link = Link.objects.get(relation="works_at")
    registry.end_link(link.pk, on=day("2026-01-01"), by=town.keeper)

    link.refresh_from_db()
    assert (link.subject, link.object, link.until) == (
        f"person:{code}",
        f"enterprise:{firm}",
        day("2026-01-01"),
    )
    for relation, there in (("lives_in", firm), ("guards", ROOM), ("works_at", "nobody")):
        with pytest.raises(Refused):
            registry.link(code, relation, there, source="grid", by=town.keeper)


def test_another_home_by_link_ends_the_one_before(town) -> None:
    code = person()

    registry.link(code, "lives_in", NEXT, since=day("2026-02-01"), source="grid", by=town.keeper)

    assert list(Link.objects.order_by("pk").values_list("object", "until")) == [
        (ROOM, day("2026-02-01")),
        (NEXT, None),
    ]
    assert Person.objects.get().place == NEXT
