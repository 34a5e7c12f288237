"""The filters of A4, each alone and combined; every one of them in the address."""

from datetime import timedelta

import pytest
from support.desk import EAST, IN_EAST, WEST

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case, Rating
from lianzhi.foundation.access.models import User
from lianzhi.foundation.worklist.models import Item, Task
from lianzhi.kernel import clock


def numbers(client, query: str) -> set[str]:
    answer = client.get(f"/desk/?{query}")
    assert answer.status_code == 200
    return {row.case.number for row in answer.context["page"].object_list}


def changed(case: cases.CaseView, **values) -> str:
    Case.objects.filter(pk=case.id).update(**values)
    return case.number


def on_item(case: cases.CaseView, **values) -> str:
    Item.objects.filter(pk=case.item.id).update(**values)
    return case.number


@pytest.fixture
def other(town) -> cases.CaseView:
    """A matter that fits none of the filters tried."""
    return town.filed()


def test_states_and_sources_may_be_several(town, duty, other):
    waiting, phoned = town.report(), town.report(source="phone")
    assert numbers(duty, "status=received") == {waiting.number, phoned.number}
    assert numbers(duty, "status=received&status=filed") == {waiting.number, phoned.number, other.number}
    assert numbers(duty, "status=received&source=phone") == {phoned.number}


def test_urgency_and_heat(town, duty, other):
    major, hot = changed(town.report(), urgency="major"), changed(town.report(), heat=3)
    assert numbers(duty, "urgency=major&urgency=urgent") == {major}
    assert numbers(duty, "hot=on") == {hot}


def test_the_level_it_stands_with_counts_while_it_runs(town, duty, other):
    up, near = on_item(town.report(), level="district"), on_item(town.report(), level="community")
    on_item(town.report(), level="district", closed_at=clock.now())

    assert numbers(duty, "level=district") == {up}
    assert near in numbers(duty, "level=community") and up not in numbers(duty, "level=community")


def test_our_calls_that_wait_to_be_rated(town, duty, other):
    ours, theirs = town.dispatched(), town.dispatched()
    Task.objects.update(kind="whistle", state="done")
    Task.objects.filter(item=ours.item.id).update(called_by="command")
    Task.objects.filter(item=theirs.item.id).update(called_by="works")

    assert numbers(duty, "to_rate=on") == {ours.number}


def test_suspended_and_urged(town, duty, other):
    resting = on_item(town.report(), paused_at=clock.now())
    carded, told = on_item(town.report(), urged=2), on_item(town.report(), urged=1)
    assert numbers(duty, "suspended=on") == {resting}
    assert numbers(duty, "urged=any") == {carded, told}
    assert numbers(duty, "urged=2") == {carded}


def test_relations(town, duty, other):
    main, parent = town.report(), town.report()
    merged, child = changed(town.report(), main_id=main.id), changed(town.report(), parent_id=parent.id)
    assert numbers(duty, "relation=merged") == {merged}
    assert numbers(duty, "relation=main") == {main.number}
    assert numbers(duty, "relation=child") == {child}
    assert numbers(duty, "relation=parent") == {parent.number}
    assert numbers(duty, "relation=single") == {other.number, main.number}


def test_what_the_reporter_thought_of_it(town, duty, other):
    good, bad, silent = town.checked(), town.checked(), town.checked()
    for case in (good, bad, silent):
        cases.close(case.id, answer="Done.", by=town.duty)
    for case, grade in ((good, 5), (bad, 1)):
        Rating.objects.create(case_id=case.id, round=0, grade=grade, at=clock.now())
    assert numbers(duty, "feedback=given") == {good.number, bad.number}
    assert numbers(duty, "feedback=bad") == {bad.number}
    assert numbers(duty, "feedback=none") == {silent.number}


def test_on_time_late_and_three_times_late_against_the_promise(town, duty):
    now = clock.now()
    opened = now - timedelta(days=10)
    spans = {"in_time": 20, "late": 6, "late3": 2}
    cases_ = {name: town.report() for name in spans}
    for name, days in spans.items():
        on_item(cases_[name], opened_at=opened, promised_at=opened + timedelta(days=days))
    ended = on_item(town.report(), opened_at=opened, promised_at=opened + timedelta(days=1),
                    closed_at=opened + timedelta(days=3, seconds=1))  # fmt: skip
    assert numbers(duty, "punctual=in_time") == {cases_["in_time"].number}
    assert numbers(duty, "punctual=late") == {cases_["late"].number, cases_["late3"].number, ended}
    assert numbers(duty, "punctual=late3") == {cases_["late3"].number, ended}


def test_punctuality_looks_back_three_months_unless_told_since_when(town, duty):
    long_ago = clock.now() - timedelta(days=200)
    case = town.report()
    changed(case, created_at=long_ago)
    on_item(case, promised_at=long_ago)
    assert numbers(duty, "punctual=late") == set()
    assert numbers(duty, f"punctual=late&start={long_ago:%Y-%m-%d}") == {case.number}


def test_from_and_until_are_whole_days_of_the_town(town, duty):
    early, late = town.report(), town.report()
    changed(early, created_at="2026-03-01T15:59:59Z")
    changed(late, created_at="2026-03-01T16:00:00Z")
    assert numbers(duty, "start=2026-03-01&end=2026-03-01") == {early.number}
    assert numbers(duty, "start=2026-03-02&end=2026-03-02") == {late.number}


def test_who_is_at_work(town, duty, other):
    mine, theirs = town.accepted("works"), town.dispatched("police")
    me = User.objects.get(username="duty")
    Task.objects.filter(item_id=mine.item.id).update(assignee=f"staff:{me.pk}")
    assert numbers(duty, "assigned=works") == {mine.number}
    assert numbers(duty, "assigned=none") == {other.number}
    assert numbers(duty, "person=me") == {mine.number}
    assert numbers(duty, "assigned=police&person=me") == set()
    assert theirs.number in numbers(duty, "assigned=police")


def test_the_tree_leads_to_communities_and_their_grids(town, duty, other):
    east = town.report(at=IN_EAST)
    listing = duty.get("/desk/?urgency=normal").context["listing"]
    [west_branch, east_branch] = listing.tree
    assert (west_branch.area.code, east_branch.area.code) == (WEST, EAST)
    assert "urgency=normal" in east_branch.under[0].url
    assert numbers(duty, east_branch.under[0].url.lstrip("?")) == {east.number}


def test_each_thing_asked_for_can_be_taken_away_by_itself(town, duty, other):
    listing = duty.get("/desk/?status=filed&status=received&hot=on").context["listing"]
    [one, _two, hot] = listing.chips
    assert (one.url, hot.url) == ("?status=received&hot=on", "?status=filed&status=received")


@pytest.mark.parametrize(
    "query",
    ["status=gone", "urgency=x&source=y", "start=31.12.&end=never", "urged=9", "person=staff:0", "relation=x",
     "punctual=soon", "feedback=5", "assigned=nowhere", "after=x", "before=WzAsMV0", "after=%00&page=-1"],
)  # fmt: skip
def test_values_that_are_not_offered_filter_nothing(town, duty, other, query):
    assert numbers(duty, query) == {other.number}


def test_what_was_searched_for_is_marked_in_the_row_and_nothing_else_becomes_html(town, duty):
    town.report(
        text="<b>路口</b>的路灯从周一起不亮，晚上看不清路。", title="<i>路灯</i>坏了", place_text="路灯下"
    )
    town.report(text="<b>路口</b>的路灯从周一起不亮，晚上看不清路。", title="看不清路", place_text="北门")
    page = duty.get("/desk/?q=路灯").content.decode()
    assert "&lt;i&gt;<mark>路灯</mark>&lt;/i&gt;坏了" in page
    assert "<mark>路灯</mark>下" in page
    assert "&lt;b&gt;路口&lt;/b&gt;的<mark>路灯</mark>" in page
