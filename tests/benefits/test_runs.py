"""Runs from the register to who is due what: rows for what changed, the same answers years later.  R-213..R-215, R-231."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from support.entitled import NOTHING, RETIREE, say, someone
from support.register import NEXT, ROOT, build, number, person

from lianzhi.benefits import books, snapshots
from lianzhi.benefits.actions import deciding, looking_ahead, running, wanting
from lianzhi.benefits.models import Conflict, Ending, Entitlement, Run, Snapshot
from lianzhi.benefits.population import OWN
from lianzhi.benefits.queries.runs import half_year
from lianzhi.benefits.rules import standing as rules
from lianzhi.benefits.rules.standing import Standing
from lianzhi.foundation.events import api as events
from lianzhi.foundation.events.models import Event
from lianzhi.foundation.notify.models import Notice
from lianzhi.kernel.errors import NotAllowed
from lianzhi.registry import api as registry
from lianzhi.registry import facts
from lianzhi.registry import lists as words


@pytest.fixture
def town(db, settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    return build()


@pytest.fixture
def handed(monkeypatch) -> list:
    found: list = []
    monkeypatch.setattr(deciding, "found", found.extend)
    return found


def standing(who: str) -> dict[str, tuple[str, int]]:
    rows = Entitlement.objects.filter(person=who, until_run=None)
    return {row.policy: (row.status, row.fen) for row in rows}


def test_the_items_of_policies_and_of_the_register_agree() -> None:
    """Every item that a policy may look at is a fact of the register, of the same kind, unit, choices and source."""
    register = books.register()
    wanted = {code: item for code, item in register.items.items() if code not in OWN}

    assert set(wanted) == set(facts.items())
    for code, item in wanted.items():
        fact, column = facts.items()[code], item.column
        assert (fact.zh, fact.en, fact.kind, fact.unit) == (
            column.zh,
            column.en,
            column.kind.value,
            item.unit,
        ), code
        assert dict(fact.choices or {}) == dict(column.choices) and fact.most == (column.most or 0), code
        assert item.source.name.zh in words.lists()["sources"][fact.source].also, code


def test_a_run_finds_who_is_due_hands_it_over_and_writes_nothing_twice(town, handed) -> None:
    who = someone(**RETIREE)

    first, again = running.run(by=ROOT), running.run(by=ROOT)

    assert standing(who) == {"one_child_retiree": ("due", 144_000)}
    assert (first.figures["due"], first.figures["new"], first.figures["handed"]) == (1, 1, 1)
    assert (again.figures["begun"], again.figures["closed"], again.figures["handed"]) == (0, 0, 0)
    assert (
        first.snapshot == again.snapshot
        and Snapshot.objects.count() == 1
        and Entitlement.objects.count() == 1
    )
    (one,) = handed
    row = Entitlement.objects.get()
    assert (one.person, one.policy, one.fen, one.every, one.verified) == (
        who,
        "one_child_retiree",
        144_000,
        "每年",
        False,
    )
    assert (one.snapshot, one.area_code, one.bits) == (first.snapshot.digest, row.area_code, bytes(row.bits))
    assert bytes(row.bits) == bytes([0b11111, 0])


def test_a_run_needs_the_right(town) -> None:
    with pytest.raises(NotAllowed):
        running.run(by=town.clerk)
    with pytest.raises(NotAllowed):
        running.rematch(["P222222222222"], by=town.clerk)


def test_what_is_missing_never_pays_and_its_bit_says_what(town, handed) -> None:
    who = someone(**RETIREE)
    say(who, one_child=None)

    running.run(by=ROOT)

    assert standing(who) == {"one_child_retiree": ("missing", 0)} and not handed
    assert bytes(Entitlement.objects.get().bits) == bytes([0b10111, 0b01000])


def test_a_change_decides_the_household_again_and_tells(town, handed) -> None:
    who, other = someone(1, **RETIREE), someone(3, **RETIREE)
    running.run(by=ROOT)
    handed.clear()

    say(who, one_child=False)
    done = running.rematch([who], by=ROOT)

    assert (
        done is not None
        and done.kind == "change"
        and done.figures["persons"] == 1
        and done.snapshot.rows == 1
    )
    assert standing(who) == {} and standing(other) == {"one_child_retiree": ("due", 144_000)}
    assert Entitlement.objects.get(until_run=done).ended_as == "over"
    say(who, one_child=True)
    back = running.rematch([who], by=ROOT)
    assert [one.person for one in handed] == [who] and standing(who) == standing(other)
    told = Event.objects.filter(name="benefits.standing_changed").latest("pk")
    assert told.payload == {"person": who, "policy": "one_child_retiree", "change": "new", "run": back.code}


def test_a_change_that_changes_nothing_leaves_nothing(town) -> None:
    who = someone(**RETIREE)
    running.run(by=ROOT)

    say(who, pension=410_000)

    assert running.rematch([who], by=ROOT) is None
    assert Run.objects.count() == Snapshot.objects.count() == 1


def test_a_member_who_comes_or_dies_changes_what_the_others_get(town) -> None:
    """Rows added and taken away: a household of two shares one income; alone it is too much, and too little together."""
    head = someone(1, income=150_000)
    running.run(by=ROOT)
    assert "subsistence" not in standing(head)

    child = person(
        name="王小",
        identity=number(5, born="20200101"),
        phone="",
        new=True,
        place=NEXT,
        household="H1",
        kin="子女",
    )
    say(child, **(NOTHING | {"income": 0}))
    running.rematch([child], by=ROOT)
    assert standing(head)["subsistence"][0] == "due" and standing(child)["subsistence"][0] == "due"

    registry.end(child, on=timezone.localdate(), reason="去世", source="desk", by=ROOT)
    running.rematch([child], by=ROOT)
    assert standing(head).get("subsistence") is None and standing(child) == {}
    assert set(Entitlement.objects.filter(person=child).values_list("ended_as", flat=True)) == {"gone"}


def test_flows_follow_the_register(town) -> None:
    who = someone(**RETIREE)
    while events.relay():
        pass
    assert standing(who) == {"one_child_retiree": ("due", 144_000)}
    registry.end(who, on=timezone.localdate(), reason="去世", source="desk", by=ROOT)
    while events.relay():
        pass
    assert standing(who) == {}


def test_an_older_age_is_found_by_the_nightly_run_alone(town) -> None:
    """80 in eleven days: nothing in the register changes, the calendar does (R-213)."""
    day = timezone.localdate() + timedelta(11)
    who = someone(1, birth=f"{day.year - 80}{day:%m%d}")

    running.run(by=ROOT, as_of=day - timedelta(1))
    assert standing(who) == {}
    running.run(by=ROOT, as_of=day)
    assert standing(who) == {"old_age": ("due", 10_000)}


def test_any_run_is_computed_again_byte_for_byte_and_a_changed_file_is_noticed(town, monkeypatch) -> None:
    who = someone(**RETIREE)
    someone(3, frailty=None)
    done = running.run(by=ROOT)
    say(who, one_child=False)
    running.run(by=ROOT)
    monkeypatch.setattr(books, "library", lambda: pytest.fail("today's policies are not asked"))

    digest, outcome, found = running.compute_again(done)

    assert digest == done.outcome and found.population.rows == 2
    assert {who.encode()} <= set(found.codes.tolist()) and outcome.payments()[2].tolist() == [144_000]
    place = snapshots.where(done.snapshot.digest)
    other = snapshots.where(Run.objects.exclude(pk=done.pk).get().snapshot.digest)
    place.write_bytes(other.read_bytes())
    with pytest.raises(ValueError, match="not what was kept"):
        running.compute_again(done)


def test_who_ends_soon_is_told_once_with_the_day(town) -> None:
    """A grade that is certified until a day; the 18th birthday works the same way (R-214)."""
    today = timezone.localdate()
    who = someone(1, income=50_000)
    until = today + timedelta(12)
    registry.record_facts(
        [registry.FactRow(who, {"disability_grade": 2, "long_care": True}, None, until)],
        source="disabled",
        by=ROOT,
    )
    done = running.run(by=ROOT)
    due = set(Entitlement.objects.filter(person=who, status="due").values_list("policy", flat=True))

    first, again = looking_ahead.look_ahead(done), looking_ahead.look_ahead(running.run(by=ROOT))

    assert "disabled_care" in due
    assert (first, again) == (Ending.objects.count(), 0) and first >= 1
    assert set(Ending.objects.values_list("day", flat=True)) == {until}


def test_contradicting_sources_are_a_conflict_until_they_agree(town) -> None:
    who = someone(1, **RETIREE)
    say(who, "visit", one_child=False)

    running.run(by=ROOT)
    running.run(by=ROOT)
    (one,) = Conflict.objects.all()
    assert (one.person, one.kind, one.about, one.until_run) == (who, "sources", "one_child", None)
    say(who, "visit", one_child=True)
    running.rematch([who], by=ROOT)

    one.refresh_from_db()
    assert one.until_run is not None


def test_a_run_that_fails_keeps_nothing_and_says_why(town, monkeypatch) -> None:
    who = someone(**RETIREE)

    def refuse(_proposals):
        raise RuntimeError("deciding is down")

    monkeypatch.setattr(deciding, "found", refuse)
    with pytest.raises(RuntimeError):
        running.run(by=ROOT)

    row = Run.objects.get()
    assert (row.state, row.error) == ("failed", "RuntimeError") and standing(who) == {}


def test_a_load_asks_for_one_run_when_it_is_quiet(town, monkeypatch) -> None:
    wanting.want(by=ROOT)
    wanting.want(by=ROOT)
    assert Run.objects.get().state == "waiting" and wanting.take() is None

    Run.objects.update(started_at=timezone.now() - wanting.QUIET - timedelta(seconds=1))
    row = wanting.take()

    assert row is not None and running.carry_out(row, by=ROOT).state == "done" and wanting.take() is None


def test_staff_with_the_right_learn_of_a_run_once(town) -> None:
    from support.register import TOWN

    from lianzhi.foundation.access import api as access

    access.save_role("seer", name_zh="民政", permissions=["benefits.entitled"], by=ROOT)
    access.grant(town.office.id, "seer", area_code=TOWN, unit="", by=ROOT)
    someone(**RETIREE)

    running.run(by=ROOT)
    running.run(by=ROOT)

    assert Notice.objects.filter(person=town.office.id, template="benefits.run_done").count() == 1


def test_the_half_year_counts_each_person_and_policy_once(town) -> None:
    who, today = someone(1, **RETIREE), timezone.localdate()
    running.run(by=ROOT, as_of=today - timedelta(30))
    say(who, one_child=False)
    running.run(by=ROOT, as_of=today)
    someone(3, **RETIREE)
    running.run(by=ROOT, as_of=today)

    found = half_year(today - timedelta(60), today)

    assert (found.runs, found.persons, found.entitlements) == (3, 2, 2)


# ---- the rule alone -------------------------------------------------------------------------------------------


def one(status: str, fen: int = 0, policy: str = "a", who: str = "P", digest: str = "d") -> Standing:
    return Standing(who, policy, digest, status, fen, b"\1\0")


@pytest.mark.parametrize(
    ("before", "now", "changes", "ends"),
    [
        ([], [one("due", 5)], ["new"], {}),
        ([one("due", 5)], [one("due", 5)], [], {}),
        ([one("due", 5)], [one("due", 6)], ["more"], {"a": "changed"}),
        ([one("due", 5)], [one("due", 4)], ["less"], {"a": "changed"}),
        ([one("due", 5)], [one("due", 5, digest="e")], ["again"], {"a": "changed"}),
        ([one("due", 5)], [one("missing")], ["other"], {"a": "over"}),
        ([one("missing")], [one("due", 5)], ["new"], {"a": "changed"}),
        ([one("due", 5)], [], [], {"a": "over"}),
        ([one("due", 5)], [one("due", 9, "b")], ["instead"], {"a": "over"}),
        ([one("due", 5)], [one("due", 9, "c")], ["new"], {"a": "over"}),
        ([one("due", 5, who="Q")], [], [], {"a": "gone"}),
    ],
)
def test_what_begins_and_what_ends(before, now, changes, ends) -> None:
    groups = {"a": 1, "b": 1, "c": 2}

    found = rules.steps({(each.person, each.policy): each for each in before}, now, groups, frozenset({"P"}))

    assert [step.change for step in found.begin] == changes
    assert {key[1]: how for key, how in found.end.items()} == ends


STANDINGS = st.lists(
    st.builds(
        one,
        st.sampled_from(["due", "missing", "barred"]),
        st.integers(0, 2),
        st.sampled_from("abc"),
        st.sampled_from("PQ"),
    ),
    unique_by=lambda each: (each.person, each.policy),
)


@given(STANDINGS, STANDINGS)
def test_what_was_and_its_steps_are_what_is_now(before, now) -> None:
    was = {(each.person, each.policy): each for each in before}

    found = rules.steps(was, now, {"a": 1, "b": 1, "c": 2}, frozenset("PQ"))

    left = {key: each for key, each in was.items() if key not in found.end}
    begun = {(step.standing.person, step.standing.policy): step.standing for step in found.begin}
    assert not left.keys() & begun.keys()
    assert left | begun == {(each.person, each.policy): each for each in now}


def test_a_delivery_that_has_not_come_lists_nobody() -> None:
    assert rules.few_missing(100, 100) and rules.few_missing(16_500, 330_000)
    assert not rules.few_missing(16_501, 330_000)
