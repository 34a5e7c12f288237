"""Visits fall due, are made, are missed; help becomes a matter once."""

from datetime import date, timedelta

import pytest
from support.homes import elder, relay
from support.register import ROOT

from lianzhi.cases import api as cases
from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound, WrongState
from lianzhi.registry import api as registry
from lianzhi.registry.models import Look
from lianzhi.registry.templatetags.registry import column_of
from lianzhi.scenarios import actions as packages
from lianzhi.services import api as services
from lianzhi.services.models import Elder, Visit

WELL, HELP, ABSENT = services.Outcome


@pytest.fixture
def stay(town) -> Elder:
    code = elder(1)
    relay()
    return Elder.objects.get(person=code)


def test_a_visit_falls_due_once_and_ends_with_what_was_found(town, stay) -> None:
    with clock.at(clock.now() + timedelta(days=8)):
        assert (services.open_due(), services.open_due()) == (1, 0)
        visit = Visit.objects.get()
        services.record_visit(visit.pk, services.Seen(WELL, "精神好"), by=town.keeper)

    stay.refresh_from_db()
    visit.refresh_from_db()
    assert (visit.outcome, visit.by_name) == ("well", town.keeper.name) and visit.ended_at
    assert stay.visited_on == date(2026, 12, 1) and stay.next_visit == date(2026, 12, 8)
    assert worklist.item(visit.item_id).state.code == "well"
    assert Entry.objects.filter(action__startswith="worklist", subject=visit.subject).count() == 2


def test_nobody_met_is_tried_again_and_the_visit_stays_open(town, stay) -> None:
    visit = services.begin_visit(stay.pk, by=town.keeper)

    services.record_visit(visit, services.Seen(ABSENT, "敲门没人应"), by=town.keeper)

    row = Visit.objects.get(pk=visit)
    stay.refresh_from_db()
    assert (row.tries, row.ended_at) == (1, None) and stay.next_visit == date(2026, 11, 24)


def test_a_word_on_visits_goes_to_the_register(town, stay) -> None:
    visit = services.begin_visit(stay.pk, by=town.keeper)

    services.record_visit(visit, services.Seen(WELL, "", agreed=True), by=town.keeper)
    assert registry.allowed(stay.person, "care")
    services.keep_word(stay.pk, agreed=False, by=town.keeper)

    stay.refresh_from_db()
    assert (stay.word, stay.next_visit) == ("declined", None) and not registry.allowed(stay.person, "care")


@pytest.mark.parametrize(("outcome", "note"), [(HELP, ""), (ABSENT, " ")])
def test_what_was_found_must_be_said(town, stay, outcome, note) -> None:
    visit = services.begin_visit(stay.pk, by=town.keeper)

    with pytest.raises(BadInput) as refused:
        services.record_visit(visit, services.Seen(outcome, note), by=town.keeper)
    assert refused.value.field == "note"


def test_another_area_and_a_second_record_are_refused(town, stay) -> None:
    visit = services.begin_visit(stay.pk, by=town.keeper)

    with pytest.raises(NotAllowed):
        services.record_visit(visit, services.Seen(WELL, ""), by=town.far)
    services.record_visit(visit, services.Seen(WELL, ""), by=town.keeper)
    with pytest.raises(WrongState):
        services.record_visit(visit, services.Seen(WELL, ""), by=town.keeper)
    with pytest.raises(NotFound):
        services.call_visit("PNOBODY", "门磁", by=ROOT)


def test_an_alarm_is_due_within_a_quarter_of_an_hour_day_and_night(town, stay) -> None:
    services.keep_word(stay.pk, agreed=False, by=town.keeper)

    visit = services.call_visit(stay.person, "门磁超过 18 小时没有动静", by=ROOT)

    item = worklist.item(Visit.objects.get(pk=visit).item_id)
    assert item.due_at == clock.now() + timedelta(minutes=15)
    assert services.call_visit(stay.person, "又一次", by=ROOT) == visit


def matters() -> list[cases.CaseView]:
    return cases.page(ROOT, cases.Wanted(), clock.now(), size=10)[0]


@pytest.fixture
def desk(settings, tmp_path, stay) -> None:
    settings.HOME = tmp_path
    cases.publish_flows(ROOT)
    cases.load_categories(ROOT)
    packages.install(by=ROOT)


def test_need_becomes_one_matter_without_a_name(town, stay, desk) -> None:
    visit = services.begin_visit(stay.pk, by=town.keeper)
    services.record_visit(visit, services.Seen(HELP, "摔了一跤"), by=town.keeper)
    relay()

    (case,) = matters()
    assert (case.category.code, case.urgency, case.intake) == ("elder-help", "urgent", "elders_alone")
    assert "示例1" not in case.text + case.title and stay.person in case.text


def test_a_missed_visit_climbs_and_becomes_one_matter(town, stay, desk) -> None:
    services.begin_visit(stay.pk, by=town.keeper)
    for days, opened in ((1, 0), (8, 0), (9, 1), (10, 1)):
        with clock.at(clock.now() + timedelta(days=days)):
            services.climb()
            relay()
        assert len(matters()) == opened

    assert Visit.objects.get().missed_at is not None and Visit.objects.get().ended_at is None


def test_every_look_is_written_down_once_an_hour(town, stay) -> None:
    for _twice in range(2):
        services.elders_after(town.keeper)
    with clock.at(clock.now() + timedelta(hours=2)):
        services.elders_after(town.keeper)

    assert column_of("care", "person") == "Care and visits"
    looks = Look.objects.filter(subject=f"person:{stay.person}", field="care")
    assert looks.count() == 2 and {look.by for look in looks} == {town.keeper.id}
