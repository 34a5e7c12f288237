"""The list of elders follows the register, and says why."""

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from support.homes import elder, helper, relay
from support.register import FAR_ROOM, NEXT, ROOM, number

from lianzhi.kernel import clock
from lianzhi.registry import api as registry
from lianzhi.services import api as services
from lianzhi.services.actions.wanting import taken
from lianzhi.services.models import CareStep, Elder, Visit, Wanted


def on_list() -> dict[str, str]:
    return dict(Elder.objects.filter(until=None).values_list("person", "why_on"))


def test_when_the_spouse_dies_the_one_who_remains_enters_the_list(town) -> None:
    wife, husband, son = elder(1), elder(2), helper(3)
    relay()
    assert on_list() == {}
    registry.move(son, NEXT, on=date(2026, 11, 23), source="visit", by=town.keeper)
    relay()
    assert on_list() == {wife: "left", husband: "left"}

    registry.end(husband, on=date(2026, 11, 23), reason="去世", source="civil", by=town.keeper)
    relay()

    assert on_list() == {wife: "left"}
    row = Elder.objects.get(person=wife)
    assert (row.home, row.others) == ("single", 0)
    gone = Elder.objects.get(person=husband)
    assert (gone.until, gone.why_off) == (date(2026, 11, 23), "ended")
    assert list(CareStep.objects.filter(elder=row).values_list("what", "before", "after")) == [
        ("on", "", "left"), ("home", "elders", "single"), ("care", "middle", "high")
    ]  # fmt: skip


def test_only_the_one_who_dies_brings_the_reason(town) -> None:
    wife, husband = elder(1), elder(2, born="19600101")
    relay()
    assert set(on_list()) == {wife}
    services.follow()
    registry.end(wife, on=date(2026, 11, 23), reason="去世", source="civil", by=town.keeper)
    relay()

    assert on_list() == {husband: "ended"}


def test_a_daughter_who_moves_in_takes_off_and_drops_the_visit(town) -> None:
    alone = elder(1)
    relay()
    visit = services.begin_visit(Elder.objects.get(person=alone).pk, by=town.keeper)

    helper(2)
    relay()

    assert on_list() == {} and Elder.objects.get(person=alone).why_off == "joined"
    assert Visit.objects.get(pk=visit).ended_at is not None


def test_moving_keeps_the_stay_and_the_history(town) -> None:
    code = elder(1)
    relay()
    registry.move(code, NEXT, on=date(2026, 11, 23), source="visit", by=town.keeper)
    relay()

    row = Elder.objects.get(person=code)
    assert (row.place, row.until) == (NEXT, None)
    assert ("place", ROOM, NEXT) in CareStep.objects.values_list("what", "before", "after")


def test_moving_to_the_children_takes_off(town) -> None:
    helper(2, place=NEXT)
    code = elder(1)
    relay()
    registry.move(code, NEXT, on=date(2026, 11, 23), source="visit", by=town.keeper)
    relay()

    assert Elder.objects.get(person=code).why_off == "moved"


def test_the_whole_gives_what_the_events_gave_and_a_birthday_more(town) -> None:
    first, soon = elder(1), elder(2, place=NEXT, born="19661201")
    relay()
    before = on_list()

    assert services.follow() == services.Followed()
    with clock.at(clock.now() + timedelta(days=10)):
        services.follow()

    assert before == {first: "moved"} or before == {first: "found"}
    assert on_list() == before | {soon: "age"}


def test_a_disability_certificate_asks_for_the_whole(town) -> None:
    code = elder(1, born="19600101")
    elder(2, born="19500101")
    relay()
    paper = {
        "holder": code,
        "kind": "disability",
        "number": f"{number(1, born='19600101')}43",
        "issuer": "残联",
    }
    registry.record_certificate(paper, source="civil", by=town.keeper)
    relay()

    assert Wanted.objects.filter(name="elders").exists()
    assert not taken("elders")
    with clock.at(clock.now() + timedelta(seconds=21)):
        assert taken("elders") and not taken("elders")


def test_the_persons_word_in_the_register_stops_the_visits(town) -> None:
    code = elder(1)
    relay()
    services.begin_visit(Elder.objects.get(person=code).pk, by=town.keeper)
    registry.give_consent(code, "care", basis="电话", by=town.keeper)
    relay()
    assert Elder.objects.get(person=code).word == "agreed"

    registry.withdraw_consent(code, "care", by=town.keeper)
    relay()

    row = Elder.objects.get(person=code)
    assert (row.word, row.next_visit, row.until) == ("declined", None, None)
    assert not Visit.objects.filter(ended_at=None).exists()
    with clock.at(clock.now() + timedelta(days=60)):
        assert services.open_due() == 0


def test_the_queries_do_not_grow_with_the_people(town) -> None:
    counts = []
    for serials in ((1,), (2,), (3, 4, 5)):
        for serial in serials:
            elder(serial, place=f"{ROOM[:-1]}{serial}")
        with CaptureQueriesContext(connection) as seen:
            services.follow()
        counts.append(len(seen))

    assert counts[1] == counts[2]  # the first run of all asks for no reasons


def test_far_people_are_another_areas(town) -> None:
    elder(1, place=FAR_ROOM)
    relay()

    assert services.elders_after(town.keeper) == []
    assert len(services.elders_after(town.far)) == 1
