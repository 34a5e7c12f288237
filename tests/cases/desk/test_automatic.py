"""Rules at work on real cases: what they set, whom they leave alone, how the case says why."""

from datetime import UTC, datetime

import pytest
from support.desk import IN_WEST, ROOT, browser

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case, Rule, Ruled
from lianzhi.flows.cases_to_dispatch import MACHINE, dispatch_new
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.errors import BadInput, NotAllowed

GAS = "三号楼楼道有很浓的煤气味，住户都出来了。"

pytestmark = pytest.mark.django_db


def publish(code="gas", condition="contains(text, '煤气')", *, by=ROOT, **does) -> cases.RuleView:
    does = does or {"urgency": "major", "units": ["works", "police"]}
    return cases.save_rule(
        code, name_zh="燃气异味", name_en="Smell of gas", condition=condition, does=does, by=by
    )


def test_a_rule_sets_the_urgency_and_sends_the_case_to_its_units_jointly(town):
    publish()
    case = town.report(text=GAS)

    after = dispatch_new(case.id)

    assert after.item.state.code == "dispatched"
    assert after.item.units == ("works", "police")
    assert Case.objects.get().urgency == "major"
    note = worklist.moves(case.item.id)[-1].note
    assert "燃气异味" in note and "第1版" in note and "煤气" in note


def test_the_case_page_says_why(town):
    publish()
    case = town.report(text=GAS)
    dispatch_new(case.id)

    page = browser(town.duty).get(f"/desk/case/{case.number}/").content.decode()

    assert "Why it went this way" in page and "Smell of gas" in page and "Text ∋ “煤气”" in page


def test_a_case_that_no_rule_meets_is_left_as_it_was(town):
    publish()
    case = town.report()

    assert dispatch_new(case.id) is None
    assert (Case.objects.get().urgency, Ruled.objects.count()) == ("normal", 0)


def test_asking_twice_rules_once(town):
    publish(urgency="urgent")
    case = town.report(text=GAS)

    cases.obey(case.id, by=MACHINE)
    cases.obey(case.id, by=MACHINE)

    assert Ruled.objects.count() == 1


def test_what_a_person_has_moved_is_left_to_people(town):
    publish()
    case = town.filed(text=GAS)

    cases.obey(case.id, by=MACHINE)

    assert (Case.objects.get().urgency, Ruled.objects.count()) == ("normal", 0)


def test_a_category_chosen_by_a_person_stays(town):
    publish(category="noise")
    case = town.report(text=GAS, category="road")

    cases.obey(case.id, by=MACHINE)

    assert cases.by_id(case.id).category.code == "road"


def test_a_category_nobody_chose_is_set_and_marked_as_the_machines(town):
    publish(category="noise")
    case = town.report(text=GAS, category="")

    after = cases.obey(case.id, by=MACHINE)

    assert (after.category.code, after.category_by) == ("noise", "machine")


def test_a_changed_rule_is_a_new_version_and_the_old_ruling_keeps_its_own(town):
    publish(urgency="urgent")
    case = town.report(text=GAS)
    cases.obey(case.id, by=MACHINE)

    publish(urgency="major")

    assert [(r.version, r.newest) for r in Rule.objects.order_by("version")] == [(1, False), (2, True)]
    assert [(r.rule.version, r.did["urgency"]) for r in cases.ruled(case.id)] == [(1, "urgent")]


@pytest.mark.parametrize(
    "does",
    [{"units": ["nobody"]}, {"category": "nothing"}, {"urgency": ""}],
    ids=["unit", "category", "nothing"],
)
def test_a_rule_that_names_what_is_not_there_is_not_published(town, does):
    with pytest.raises(BadInput):
        publish(**does)
    assert not Rule.objects.exists()


def test_only_who_may_write_rules_writes_them(town):
    with pytest.raises(NotAllowed):
        publish(by=town.duty)
    assert not Rule.objects.exists()


def test_a_rule_whose_category_is_gone_stands_still_and_the_others_go_on(town):
    publish("noise", "category = 'noise'", urgency="urgent")
    publish()
    cases.save_category("noise", name_zh="噪声扰民", name_en="Noise", module="safety", active=False, by=ROOT)
    case = town.report(text=GAS, at=IN_WEST)

    cases.obey(case.id, by=MACHINE)

    assert Case.objects.get().urgency == "major"


def test_a_trial_counts_what_a_condition_would_have_met(town):
    town.report(text=GAS)
    town.report()

    found = cases.try_rule("contains(text, '煤气')")

    assert (found.looked_at, found.held, found.unknown) == (2, 1, 0)
    assert found.examples[0].text == GAS


@pytest.mark.parametrize("source", ["counter", "split", "phone"])
def test_every_way_a_case_comes_in_may_stand_in_a_rule(town, source):
    publish("way", f"source = '{source}'", urgency="urgent")

    dispatch_new(town.report(source=source).id)

    assert Case.objects.get().urgency == "urgent"


@pytest.mark.parametrize(
    ("reporter", "urgency"),
    [("caller:anonymous", "urgent"), ("anonymous:k3", "urgent"), ("resident:7", "normal")],
)
def test_a_rule_knows_who_gave_no_name(town, reporter, urgency):
    publish("unnamed", "anonymous", urgency="urgent")

    dispatch_new(town.report(reporter=reporter).id)

    assert Case.objects.get().urgency == urgency


def test_before_eight_a_working_day_is_the_towns_not_that_of_utc(town):
    publish("rest", "working_day", urgency="urgent")
    saturday_early = datetime(2026, 11, 27, 17, tzinfo=UTC)  # one o'clock on Saturday here

    with clock.at(saturday_early):
        case = town.report()
        dispatch_new(case.id)

    assert Case.objects.get().urgency == "normal"
