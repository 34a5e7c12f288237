"""Sealed for the row, found by digest, looked at with a reason, rotated under load, forgotten in time."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.db import connection
from support.register import GRID, NEXT, PHONE, ROOM, ROOT, SECOND, day, number, person

from lianzhi.foundation.access import api as access
from lianzhi.foundation.access import rotating, sealing
from lianzhi.foundation.access.cli import keys as commands
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.audit.models import Entry
from lianzhi.kernel import clock
from lianzhi.kernel.errors import BadInput, Refused, WrongState
from lianzhi.kernel.seal import SealBroken
from lianzhi.registry import api as registry
from lianzhi.registry import protecting
from lianzhi.registry.actions.forgetting import periods
from lianzhi.registry.models import Certificate, Change, Consent, House, Link, Look, Merge, Person
from lianzhi.registry.queries import record


@pytest.fixture
def keys(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path / "keys"


def test_a_value_that_was_moved_to_another_row_does_not_open(town) -> None:
    one, other = person(), person(name="李四", identity=number(3), phone="13800000003")
    rows = [Person.objects.get(code=code) for code in (one, other)]
    rows[0].phone_sealed, rows[1].phone_sealed = rows[1].phone_sealed, rows[0].phone_sealed
    Person.objects.bulk_update(rows, ["phone_sealed"])

    with pytest.raises(SealBroken):
        registry.reveal(one, "phone", reason="核对电话", by=town.keeper)


def test_nor_to_another_field_of_the_same_row(town) -> None:
    row = Person.objects.get(code=person())

    with pytest.raises(SealBroken):
        protecting.unseal("person", "identity", row.code, row.phone_sealed)


def test_a_swapped_value_of_the_history_does_not_open(town) -> None:
    code = person()
    for phone in ("13800000002", "13800000003"):
        registry.change(code, {"phone": phone}, source="police", by=ROOT)
    first, second = Change.objects.order_by("pk")
    Change.objects.filter(pk=first.pk).update(new_sealed=second.new_sealed)

    with pytest.raises(SealBroken):
        record.changes(f"person:{code}")


@pytest.mark.parametrize("reason", ["", "   ", "看看"])
def test_without_a_reason_nothing_is_shown_and_nothing_noted(town, reason) -> None:
    code = person()

    with pytest.raises(BadInput):
        registry.reveal(code, "phone", reason=reason, by=town.keeper)
    assert not Look.objects.exists()


def test_a_look_stands_in_the_trail_without_the_value(town) -> None:
    code = person()

    assert registry.reveal(code, "identity", reason="核对残疾补贴", by=town.keeper) == number()

    look = Look.objects.get()
    assert (look.subject, look.field, look.by, look.unit) == (
        f"person:{code}",
        "identity",
        town.keeper.id,
        "west",
    )
    assert audit.trail(f"person:{code}")[-1].detail == {"field": "identity", "reason": "核对残疾补贴"}


def test_looks_at_papers_are_shown_with_their_holder(town) -> None:
    code = person()
    paper = registry.record_certificate(
        {"holder": code, "kind": "居住证", "number": "JZ001"}, source="desk", by=ROOT
    ).code

    registry.reveal(paper, "number", reason="代办公积金", by=town.keeper)

    assert [look.reason for look in record.looks(f"person:{code}")] == ["代办公积金"]
    with pytest.raises(Refused):
        registry.reveal(paper, "number", reason="代办公积金", by=town.far)


def test_a_second_application_takes_the_stored_document_unless_it_has_lapsed(town) -> None:
    code = person()
    for kind, until in (("居住证", "2030-01-01"), ("健康证", "2020-01-01")):
        registry.record_certificate(
            {"holder": code, "kind": kind, "number": f"{kind}1", "expires": until}, source="desk", by=ROOT
        )

    assert registry.usable_certificate(f"person:{code}", "residence").number.startswith("居")
    assert registry.usable_certificate(f"person:{code}", "health") is None


def test_every_sealed_column_is_known_to_the_key_service() -> None:
    sealed = {
        f"{m._meta.label}.{f.name}"
        for m in apps.get_models()
        for f in m._meta.concrete_fields
        if f.name.endswith("_sealed")
    }

    assert sealed - {each.name for each in rotating.declared_sealed()} == set()


def test_a_rotation_seals_all_anew_and_both_keys_open_meanwhile(keys, town) -> None:
    code = person(account="6222020000000000")
    registry.change(code, {"phone": "13800000002"}, source="police", by=ROOT)
    before = Person.objects.get(code=code)

    sealing.use_key(sealing.make_key())
    assert sealing.current() == 2
    assert protecting.shown(before, "phone") == "138****0002"
    assert Person.objects.get(code=person(name="李四", identity=number(3))).phone_sealed.startswith("v1.2.")
    turned = rotating.rotate()

    after = Person.objects.get(code=code)
    assert turned.broken == () and turned.done == 5 and rotating.older() == {}
    assert after.identity_sealed.startswith("v1.2.") and after.identity_blind == before.identity_blind
    assert registry.reveal(code, "identity", reason="核对证件", by=town.keeper) == number()
    assert record.changes(f"person:{code}")[0].old == "138****0001"
    assert rotating.rotate().done == 0


def test_a_rotation_that_was_cut_off_goes_on(keys, town, monkeypatch) -> None:
    for serial in range(1, 6):
        person(name=f"张{serial}", identity=number(serial), phone=None)
    monkeypatch.setattr(rotating, "BATCH", 2)
    sealing.use_key(sealing.make_key())

    class Killed(Exception):
        """Where the process died."""

    def die(_column: str, _count: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        rotating.rotate(die)
    assert sum(rotating.older().values()) == 3
    assert rotating.rotate().done == 3 and rotating.older() == {}


def test_what_staff_write_meanwhile_wins(keys, town, monkeypatch) -> None:
    code = person()
    sealing.use_key(sealing.make_key())
    swap = rotating.swap

    def late(model, column, anew):
        if (model, column) == ("registry.Person", "phone_sealed"):
            registry.change(code, {"phone": "13800000007"}, source="police", by=ROOT)
        return swap(model, column, anew)

    monkeypatch.setattr(rotating, "swap", late)
    rotating.rotate()

    assert registry.reveal(code, "phone", reason="核对电话", by=town.keeper) == "13800000007"


def test_what_does_not_open_is_told_and_left(keys, town) -> None:
    code = person()
    Person.objects.filter(code=code).update(phone_sealed=access.seal("1", "elsewhere"))
    sealing.use_key(sealing.make_key())

    turned = rotating.rotate()

    assert turned.broken == (f"registry.Person.phone_sealed {Person.objects.get().pk}",)
    assert Person.objects.get().phone_sealed.startswith("v1.1.")


def test_merged_entries_are_one_and_become_two_again(town) -> None:
    kept = person(identity=None, birth="1990-03-07")
    gone = person(new=True, name="王小明", phone="13800000002", place=NEXT, education="本科")
    paper = registry.record_certificate(
        {"holder": gone, "kind": "居住证", "number": "JZ001"}, source="desk", by=ROOT
    ).code

    merge = registry.merge(kept, gone, reason="同一人，两次登记", by=town.keeper)

    one = Person.objects.get(code=kept)
    assert (
        protecting.unseal("person", "identity", kept, one.identity_sealed) == number()
        and one.education == "bachelor"
    )
    assert Certificate.objects.get(code=paper).holder == one.ref
    assert Link.objects.filter(subject=one.ref, relation="lives_in", until=None).count() == 1
    assert (
        registry.record_person({"name": "王小明", "identity": number()}, source="desk", by=ROOT).code == kept
    )
    registry.undo_merge(merge, by=town.keeper)
    one, two = (Person.objects.get(code=code) for code in (kept, gone))
    assert (one.identity_blind, one.education, one.place) == ("", "", ROOM)
    assert (two.merged_into, two.valid_to, two.place) == ("", None, NEXT)
    assert Certificate.objects.get(code=paper).holder == two.ref
    assert Link.objects.filter(subject=two.ref, relation="lives_in", until=None).count() == 1
    with pytest.raises(WrongState):
        registry.undo_merge(merge, by=town.keeper)


def test_two_numbers_are_two_persons(town) -> None:
    with pytest.raises(WrongState):
        registry.merge(person(), person(name="李四", identity=number(3)), reason="像同一人", by=town.keeper)
    assert not Merge.objects.exists()


def test_what_is_over_long_enough_is_forgotten_with_a_tombstone(town) -> None:
    code, kept = person(), person(name="李四", identity=number(3), phone="13800000003")
    registry.give_consent(code, "care", basis="上门", by=town.keeper)
    registry.end(code, on=day("2026-01-01"), reason="去世", source="police", by=ROOT)
    registry.end(kept, on=day("2026-06-01"), reason="迁出", source="police", by=ROOT)
    days = next(period.days for period in periods() if period.kind == "person")

    with clock.at(clock.now().replace(year=2026, month=1, day=3) + timedelta(days=days)):
        done = registry.forget_due()

    assert done["person"] == 1
    assert list(Person.objects.values_list("code", flat=True)) == [kept]
    assert not Link.objects.filter(subject=f"person:{code}").exists() and not Consent.objects.exists()
    stone = Entry.objects.filter(action="registry.forget", subject="registry:person").get()
    assert number() not in stone.detail and "王小明" not in stone.detail and '"person":1' in stone.detail


def test_a_person_may_have_his_entry_deleted(town) -> None:
    code = person()

    registry.forget(code, reason="本人申请删除", by=town.keeper)

    assert not Person.objects.exists() and not Link.objects.exists()
    assert audit.trail(f"person:{code}")[-1].detail["why"] == "本人申请删除"


def test_a_building_takes_its_people_into_another_grid(town) -> None:
    code = person(place=f"{SECOND}010101")
    registry.record_house({"place": f"{SECOND}010101"}, source="visit", by=ROOT)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE territory_place SET grid_code = %s WHERE code = %s", ["330199100001002", SECOND]
        )

    assert registry.regrid(SECOND) == 2
    assert (
        Person.objects.get(code=code).grid_code == House.objects.get().grid_code == "330199100001002" != GRID
    )
    assert registry.regrid(SECOND) == 0


def test_the_register_is_told_when_a_building_moves() -> None:
    from lianzhi.foundation.events.registry import consumers_of

    assert "territory_to_registry.regrid" in consumers_of("territory.place_moved")


def test_phone_is_one_digest_for_persons_and_firms() -> None:
    assert (
        protecting.digest("phone", PHONE)
        == protecting.digest("owner_phone", PHONE)
        != protecting.digest("identity", PHONE)
    )


def test_the_command_rotates_resumes_and_tells(keys, town) -> None:
    person()
    run = CliRunner()

    made = run.invoke(commands, ["make"])
    first, again = run.invoke(commands, ["rotate"]), run.invoke(commands, ["rotate"])

    assert "key 2 is made" in made.output
    assert "key 2 seals from now on" in first.output and "2 values sealed again" in first.output
    assert "nothing is left" in first.output and "key 3 seals" in again.output
    sealing.use_key(sealing.make_key())
    assert "2 under an older key" not in run.invoke(commands, ["status"]).output
    status = run.invoke(commands, ["status"]).output
    assert "key 4 seals" in status and "registry.Person.phone_sealed: 1 under an older key" in status
    assert "going on with key 4" in run.invoke(commands, ["rotate"]).output


def test_the_command_fails_when_something_does_not_open(keys, town) -> None:
    code = person()
    Person.objects.filter(code=code).update(phone_sealed=access.seal("1", "elsewhere"))

    told = CliRunner().invoke(commands, ["rotate"])

    assert told.exit_code == 1 and "registry.Person.phone_sealed" in told.output


def test_a_process_that_knows_the_old_key_only_opens_what_the_new_one_sealed(keys, town) -> None:
    """As another process does: what it holds in memory is older than what lies on the disk."""
    code = person()
    held = dict(sealing._held)
    sealing.use_key(sealing.make_key())
    rotating.rotate()
    sealing._held.clear()
    sealing._held.update(held)

    assert protecting.shown(Person.objects.get(code=code), "phone") == "138****0001"
