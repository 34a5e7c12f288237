"""Digests for search are made anew under load: two are valid meanwhile, both are looked for, the old one is dropped at the end."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import IntegrityError
from support.register import PHONE, ROOM, ROOT, number, person

from lianzhi.foundation.access import actions, lookups, rotating, rotating_search, sealing
from lianzhi.foundation.access.cli import keys as commands
from lianzhi.foundation.access.models import Resident
from lianzhi.kernel.errors import WrongState
from lianzhi.registry import api as registry
from lianzhi.registry import protecting
from lianzhi.registry.models import Certificate, Enterprise, Person
from lianzhi.registry.queries import persons

NOW = timedelta(0)


@pytest.fixture
def keys(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path / "keys"


def found(by, text: str) -> list[str]:
    wanted = persons.Wanted(**persons.asked(text))
    return [line.code for line in persons.search(by, wanted, {}).object_list]


def begun() -> int:
    number_ = sealing.make_key()
    rotating_search.begin(number_)
    return number_


def test_every_column_with_a_digest_takes_part_or_is_short_lived() -> None:
    from django.apps import apps

    named = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models() for field in model._meta.concrete_fields if field.name.endswith("_blind")
    }  # fmt: skip
    assert named - {each.name for each in rotating_search.declared_search()} == {
        "access.PhoneCode.phone_blind"
    }


def test_lookups_and_writes_go_on_through_a_rotation(keys, town) -> None:
    old = person(account="6222020000000000")
    firm = registry.record_enterprise(
        {"name": "宏达五金店", "phone": "15400000001"}, source="desk", by=ROOT
    ).code
    registry.record_certificate({"holder": old, "kind": "居住证", "number": "JZ001"}, source="desk", by=ROOT)
    caller = actions.caller("13800000001", by=ROOT)
    begun()

    assert found(town.keeper, PHONE) == found(town.keeper, number()) == [old]
    again = registry.record_person({"name": "王小明", "identity": number()}, source="grid", by=ROOT)
    assert (again.code, again.written) == (old, False)
    assert lookups.known_caller("13800000001") == caller.id == actions.caller("13800000001", by=ROOT).id
    paper = registry.record_certificate(
        {"holder": number(), "kind": "居住证", "number": "JZ001"}, source="x", by=ROOT
    )
    assert paper.already
    new = person(name="李四", identity=number(3), phone="13800000003", new=True)
    assert Person.objects.get(code=new).identity_blind.startswith("2.")
    assert found(town.keeper, number(3)) == [new]
    with pytest.raises(WrongState):
        registry.find_pairs()

    done: list[str] = []

    def meanwhile(column: str, _count: int) -> None:
        """After each batch: what is there is found, what is new is written and found."""
        done.append(column)
        serial = 10 + 2 * len(done)
        made = person(name=f"赵{len(done)}", identity=number(serial), phone=f"138000001{serial}", new=True)
        assert found(town.keeper, number(serial)) == [made]
        assert found(town.keeper, number()) == [old]

    turned = rotating_search.go_on(meanwhile)

    assert turned.broken == () and turned.done == 6 and rotating_search.older() == {}
    assert {"registry.Person.identity_blind", "registry.Certificate.number_blind"} <= set(done)
    assert rotating_search.end(settled=NOW) and sealing.search_keys() == (2,)
    row = Person.objects.get(code=old)
    assert row.identity_blind == protecting.digest("identity", number()) and len(row.identity_blind) == 64
    assert found(town.keeper, PHONE) == found(town.keeper, number()) == [old]
    assert Enterprise.objects.get(code=firm).phone_blind == protecting.digest("phone", "15400000001")
    assert Certificate.objects.get().number_blind == protecting.digest("number", "JZ001")
    assert Resident.objects.count() == 1 and lookups.known_caller("13800000001") == caller.id
    assert registry.find_pairs().cards == Person.objects.count()


def test_without_looking_for_both_the_same_rotation_loses_entries(keys, town) -> None:
    """The control: the old key is dropped at once."""
    old = person()
    sealing.use_search_keys(sealing.make_key())
    assert found(town.keeper, number()) == []
    again = registry.record_person({"name": "王小明", "identity": number()}, source="grid", by=ROOT, new=True)
    assert again.written and again.code != old


def test_a_rotation_that_was_cut_off_goes_on_and_ends_only_when_nothing_is_left(
    keys, town, monkeypatch
) -> None:
    for serial in range(1, 6):
        person(name=f"张{serial}", identity=number(2 * serial), phone=None, new=True)
    monkeypatch.setattr(rotating, "BATCH", 2)
    begun()

    class Killed(Exception):
        """Where the process died."""

    def die(_column: str, _count: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        rotating_search.go_on(die)
    assert sum(rotating_search.older().values()) == 3
    assert not rotating_search.end(settled=NOW) and rotating_search.running()
    assert rotating_search.go_on().done == 3
    assert not rotating_search.end()  # acts of before may still be under way
    assert rotating_search.end(settled=NOW) and not rotating_search.running()


def test_what_staff_write_meanwhile_wins(keys, town, monkeypatch) -> None:
    code = person()
    begun()
    swap = rotating.swap

    def late(model, column, anew):
        if (model, column) == ("registry.Person", "phone_blind"):
            registry.change(code, {"phone": "13800000007"}, source="police", by=ROOT)
        return swap(model, column, anew)

    monkeypatch.setattr(rotating, "swap", late)
    rotating_search.go_on()
    assert found(town.keeper, "13800000007") == [code] and found(town.keeper, PHONE) == []


def test_a_merge_in_the_middle_sees_that_two_digests_are_one_number(keys, town) -> None:
    one, other = person(), person(name="王晓明", identity=None, birth="1990-03-07", phone=None, new=True)
    begun()
    registry.change(other, {"birth": "1990-03-07", "sex": "男"}, source="desk", by=ROOT)
    values = {"identity_sealed": protecting.seal("person", "identity", other, number())}
    Person.objects.filter(code=other).update(**values, identity_blind=protecting.digest("identity", number()))
    assert registry.merge(one, other, reason="同一人", by=town.keeper)


def test_who_looks_like_somebody_is_offered_in_the_middle_too(keys, town) -> None:
    there = person(identity=None, birth="1990-03-07", sex="男", new=True)
    begun()
    values = {
        "name": "王晓明",
        "phone": PHONE,
        "place": ROOM,
        "living": "own",
        "birth": "1990-03-07",
        "sex": "男",
    }
    told = registry.record_person(values, source="desk", by=town.keeper)
    assert told.likely[0].code == there and told.likely[0].levels["phone"] == "same"


def test_what_stands_twice_is_told_and_does_not_stop_the_rest(keys, town) -> None:
    one, other = person(), person(name="李四", identity=number(3), phone="13800000003", new=True)
    begun()
    twin = Person.objects.get(code=other)
    twin.pk, twin.code = None, "P2222222222222"
    twin.identity_sealed = protecting.seal("person", "identity", twin.code, number())
    twin.identity_blind = protecting.digest("identity", number())
    twin.phone_sealed = twin.phone_blind = ""
    twin.save()
    turned = rotating_search.go_on()
    assert [name for name in turned.broken if "identity_blind" in name] == [
        f"registry.Person.identity_blind {Person.objects.get(code=one).pk}"
    ]
    assert Person.objects.get(code=other).identity_blind.startswith("2.")
    with pytest.raises(IntegrityError):
        Person.objects.filter(code=one).update(identity_blind=twin.identity_blind)


def test_the_command_begins_goes_on_and_ends(keys, town, monkeypatch) -> None:
    person()
    run = CliRunner().invoke
    assert "0 digests made anew under key 1" in run(commands, ["rotate-search"]).output
    first = run(commands, ["rotate-search", "--new"]).output
    assert "digests are made with key 2" in first and "two keys are looked for" in first
    assert "digests for search: key 2" in run(commands, ["status"]).output
    monkeypatch.setattr(rotating_search, "SETTLED", NOW)
    rotating_search.end.__kwdefaults__["settled"] = NOW
    try:
        assert "only key 2 is looked for" in run(commands, ["rotate-search"]).output
    finally:
        rotating_search.end.__kwdefaults__["settled"] = timedelta(minutes=10)
