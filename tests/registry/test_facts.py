"""What departments say of persons: kept once, ended by another word, read as columns on any day.  R-085, R-090, R-093."""

import json
from datetime import date, timedelta

import numpy as np
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.desk import browser
from support.register import FAR_ROOM, NEXT, ROOT, WEST, number, person

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.events.models import Event
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound
from lianzhi.registry import api as registry
from lianzhi.registry import facts
from lianzhi.registry.actions import fact_keeping
from lianzhi.registry.actions.revealing import reveal
from lianzhi.registry.contracts import FactRow
from lianzhi.registry.models import Fact, FactLine, Link, Look, Person
from lianzhi.registry.queries.population import keys_of

TODAY = date(2026, 11, 30)
CODES = list(facts.items())


def say(
    who: str, source: str = "income", since: date | None = None, until: date | None = None, **values
) -> object:
    return registry.record_facts([FactRow(who, values, since, until)], source=source, by=ROOT)


def told(who: str, code: str, day: date | None = None) -> object:
    """The value of one item by the columns of everybody."""
    found = registry.population_columns([code], day or timezone.localdate())
    row = found.codes.tolist().index(who.encode())
    item = found.columns[code]
    if item.known is not None and not item.known[row]:
        return None
    return item.words[item.data[row]] if item.words else item.data[row].item()


def test_the_same_again_changes_nothing_and_another_word_ends_the_one_before(town) -> None:
    who = person()

    first, again = say(who, income=90_000), say(who, income=90_000)
    changed = say(who, income=95_000)

    assert (first.new, again.same, again.persons) == (1, 1, ())
    assert (changed.new, changed.changed, changed.persons) == (0, 1, (who,))
    old, new = Fact.objects.filter(person=who).order_by("pk")
    assert (old.value, old.until, old.replaced_at is None) == ("90000", timezone.localdate(), False)
    assert (new.value, new.since, new.until, new.replaced_at) == ("95000", timezone.localdate(), None, None)
    assert told(who, "income") == 95_000


def test_the_trail_and_the_event_name_items_and_never_a_value(town) -> None:
    who = person()

    say(who, income=90_000, source="income")

    entry = Entry.objects.filter(action="registry.record_facts").get()
    event = Event.objects.filter(name="registry.changed").latest("pk")
    assert "90000" not in entry.detail and json.loads(entry.detail)["items"] == ["income"]
    assert event.payload == {"kind": "facts", "subject": f"person:{who}", "fields": ["facts"]}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"income": -1}, "registry.fact_value"), ({"income": 1.5}, "registry.fact_value"),
        ({"income": True}, "registry.fact_value"),
        ({"disability_grade": 5}, "registry.fact_value"), ({"disability_kind": "none at all"}, "registry.fact_value"),
        ({"destitute": "perhaps"}, "registry.fact_value"), ({"height": 1}, "registry.fact_item"),
    ],
)  # fmt: skip
def test_what_an_item_cannot_be_is_refused_whole(town, values, code) -> None:
    who = person()

    with pytest.raises(BadInput) as refused:
        say(who, pension=1, **values)

    assert refused.value.code == code and not Fact.objects.exists()


def test_nobody_and_another_area_are_refused(town) -> None:
    far = person(name="远人", identity=number(9), phone="13800000099", place=FAR_ROOM)

    with pytest.raises(NotFound):
        say("PZZZZZZZZZZZZ", income=1)
    with pytest.raises(NotAllowed):
        registry.record_facts([FactRow(far, {"income": 1})], source="income", by=town.keeper)
    with pytest.raises(BadInput):
        say(far, income=1, since=TODAY, until=TODAY - timedelta(1))


def test_the_items_own_system_decides_and_a_contradiction_is_told(town) -> None:
    who = person()

    say(who, "visit", disability_grade=3)
    assert told(who, "disability_grade") is None  # no word of the system that gives the certificates
    say(who, "disabled", disability_grade=2)

    assert told(who, "disability_grade") == 2
    assert [(one.item, one.sources) for one in registry.disputes()] == [
        ("disability_grade", ("disabled", "visit"))
    ]
    views = {view.source: view.decides for view in registry.facts_of(who)}
    assert views == {"visit": False, "disabled": True}
    say(who, "visit", disability_grade=2)
    assert registry.disputes() == []


def test_a_word_that_ends_is_missing_from_that_day_on_and_an_earlier_day_says_what_held_then(town) -> None:
    who, today = person(), timezone.localdate()
    say(who, "disabled", since=today - timedelta(100), until=today + timedelta(10), disability_grade=4)
    say(who, "disabled", since=today - timedelta(20), until=today + timedelta(10), disability_grade=2)

    days = {-101: None, -100: 4, -21: 4, -20: 2, 0: 2, 9: 2, 10: None}
    assert {gap: told(who, "disability_grade", today + timedelta(gap)) for gap in days} == days
    say(who, "disabled", disability_grade=None)
    assert told(who, "disability_grade") is None


def test_households_stand_together_and_who_is_merged_or_ended_is_not_there(town) -> None:
    head = person(household="H1", kin="户主")
    child = person(
        name="王小红",
        identity=number(2, born="20150101"),
        phone="13800000002",
        household="H1",
        kin="子女",
    )
    alone = person(name="李四", identity=number(3), phone="13800000003", place=NEXT)
    gone = person(name="赵五", identity=number(5), phone="13800000005", place=NEXT)
    registry.end(gone, on=timezone.localdate(), reason="去世", source="desk", by=ROOT)

    found = registry.population_columns(["income"], timezone.localdate())

    codes = [code.decode() for code in found.codes]
    of = dict(zip(codes, found.household.tolist(), strict=True))
    assert sorted(codes) == sorted([head, child, alone]) and found.households == 2
    assert of[head] == of[child] != of[alone]
    assert found.columns["born"].data[codes.index(child)] == 20150101
    assert set(found.areas.tolist()) == {Person.objects.get(code=head).grid_code.encode()}
    assert (
        registry.population_columns([], timezone.localdate() - timedelta(1))
        .codes.tolist()
        .count(gone.encode())
        == 1
    )
    assert registry.housemates([head]) == {head, child}


@pytest.mark.parametrize(
    ("kin", "together"), [("子女", True), ("其他", True), ("非亲属", False), ("室友", False)]
)
def test_who_is_not_related_is_a_household_of_his_own(town, kin, together) -> None:
    """Lodgers and room-mates in a dormitory share a roof, not an income."""
    head = person(household="H1", kin="户主")
    other = person(name="钱六", identity=number(4), phone="13800000004", household="H1", kin=kin)

    found = registry.population_columns([], timezone.localdate())

    of = dict(zip([code.decode() for code in found.codes], found.household.tolist(), strict=True))
    assert (of[head] == of[other]) is together
    assert registry.housemates([other]) == {head, other}


def test_who_left_a_household_still_counts_as_a_mate_of_it(town) -> None:
    head = person(household="H1", kin="户主")
    son = person(name="王大", identity=number(7), phone="13800000007", household="H1", kin="子女")
    Link.objects.filter(subject=f"person:{son}", relation="member_of").update(until=timezone.localdate())

    assert registry.housemates([son]) == {head, son}


def test_facts_follow_a_merge_and_its_undoing(town) -> None:
    kept = person()
    gone = person(name="王晓明", identity="", phone="", new=True)
    say(gone, "pension", pension=200_000)

    merge = registry.merge(kept, gone, reason="同一人", by=ROOT)
    assert told(kept, "pension") == 200_000 and registry.facts_of(kept)[0].value == 200_000
    registry.undo_merge(merge, by=ROOT)
    assert told(kept, "pension") is None and told(gone, "pension") == 200_000


def test_forgetting_a_person_forgets_his_facts(town) -> None:
    who = person()
    say(who, income=1)

    registry.forget(who, reason="本人要求", by=ROOT)

    assert not Fact.objects.exists() and not FactLine.objects.exists()


def test_a_sheet_is_taken_row_by_row_and_its_bad_rows_are_told(town) -> None:
    who = person()
    rows = [
        {"证件号码": number(), "月收入": "1,035.50", "特困认定": "否", "残疾类别": "肢体", "残疾等级": "2"},
        {"证件号码": number(3), "月收入": "1", "特困认定": "否", "残疾类别": "", "残疾等级": ""},
        {"证件号码": who, "月收入": "1.234", "特困认定": "", "残疾类别": "", "残疾等级": ""},
        {"证件号码": who, "月收入": "", "特困认定": "或许", "残疾类别": "", "残疾等级": ""},
        {"证件号码": who, "月收入": "", "特困认定": "", "残疾类别": "", "残疾等级": "5"},
    ]

    first = registry.import_rows("facts", rows, source="simulation", by=ROOT)
    again = registry.import_rows("facts", rows[:1], source="simulation", by=ROOT)
    dry = registry.import_rows(
        "facts", [rows[0] | {"残疾等级": "3"}], source="simulation", by=ROOT, dry_run=True
    )

    assert (first.new, first.refused, again.same, dry.changed) == (1, 4, 1, 1)
    assert [(error.row, error.field) for error in first.errors] == [
        (2, "person"), (3, "income"), (4, "destitute"), (5, "disability_grade"),
    ]  # fmt: skip
    assert (
        told(who, "income") == 103_550
        and told(who, "disability_kind") == "limb"
        and told(who, "disability_grade") == 2
    )


def test_lines_made_before_an_item_was_added_say_that_it_is_missing(town) -> None:
    who = person()
    say(who, income=7)
    line = FactLine.objects.get()
    line.packed = bytes(line.packed)[:12]
    line.save()

    assert told(who, "income") == 7 and told(who, "pension") is None
    assert fact_keeping.rebuild() == 1 and len(FactLine.objects.get().packed) == 4 * facts.width()


def test_slots_and_choices_are_given_once() -> None:
    """Whoever changes an item keeps its place: packed lines of every town count on it."""
    assert {item.code: item.slot for item in facts.items().values()} == {
        code: n for n, code in enumerate(CODES)
    }
    assert facts.items()["child_standing"].words == ("none", "orphan", "unattended")
    assert facts.items()["disability_kind"].words[:3] == ("none", "sight", "hearing")


def test_keys_keep_the_order_of_codes() -> None:
    codes = np.array(["PZZZZZZZZZZZZ", "P222222222222", "P22222222222Z", "P2A2222222222"], "S13")

    assert np.argsort(keys_of(codes)).tolist() == np.argsort(codes).tolist()


WORDS = st.tuples(
    st.sampled_from(["disabled", "visit", "simulation"]),
    st.integers(0, 4) | st.none(),
    st.integers(-4, 4) | st.none(),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_the_line_says_what_the_facts_say_on_every_day(town, said) -> None:
    """Against the simplest reading of the facts: all words that hold on the day, the item's own system first."""
    Fact.objects.all().delete()
    FactLine.objects.all().delete()
    who = Person.objects.values_list("code", flat=True).first() or person()
    today = timezone.localdate()
    for source, value, gap in said:
        say(who, source, since=None if gap is None else today + timedelta(gap), disability_grade=value)

    for gap in range(-5, 6):
        day = today + timedelta(gap)
        held = [
            row for row in Fact.objects.order_by("pk")
            if (row.since is None or row.since <= day) and (row.until is None or row.until > day)
        ]  # fmt: skip
        own = [row for row in held if row.source == "disabled"] or [
            row for row in held if row.source == "simulation"
        ]
        assert told(who, "disability_grade", day) == (int(own[-1].value) if own else None)


def test_a_page_covers_what_is_sensitive_and_a_look_is_kept(town) -> None:
    who = person()
    say(who, income=123_400, retired=True, source="pension")
    say(who, income=123_400)
    access.save_role(
        "reader", name_zh="读", permissions=["registry.read", "registry.facts", "registry.reveal"], by=ROOT
    )
    access.grant(town.clerk.id, "reader", area_code=WEST, unit="", by=ROOT)

    page = browser(town.clerk).get(f"/registry/entries/{who}/").content.decode()
    said = {"field": "fact.income", "reason": "核对申请材料"}
    opened = browser(town.clerk).post(f"/registry/entries/{who}/reveal/", said).content.decode()

    assert "Retired from an enterprise" in page and "1,234.00" not in page and "••••" in page
    assert "1,234.00" in opened and Look.objects.get().field == "fact.income"
    assert "Monthly income" not in browser(town.leader).get(f"/registry/entries/{who}/").content.decode()


def test_without_the_right_nobody_reads_facts(town) -> None:
    who = person()
    say(who, income=123_400)

    assert "Monthly income" not in browser(town.clerk).get(f"/registry/entries/{who}/").content.decode()
    with pytest.raises(NotAllowed):
        reveal(who, "fact.income", reason="核对申请材料", by=town.clerk)
