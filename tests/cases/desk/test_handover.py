"""The note from shift to shift: what the data said stays as it was; two people, each recorded once."""

from datetime import timedelta

import pytest
from support.desk import DUTY, ROOT, TOWN, WEST, browser

from lianzhi.cases.models import Case, Handover
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.worklist.models import Item
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor

NEW = "/desk/handover/new/"


@pytest.fixture
def second(town):
    """The officer of the next shift, of the same unit."""
    access.save_role("duty", name_zh="duty", permissions=[f"cases.{name}" for name in DUTY], by=ROOT)
    who = access.add_person("duty-2", name="接班者", unit="command", password=None, by=ROOT)
    access.grant(who.id, "duty", area_code=TOWN, by=ROOT)
    return browser(Actor(who.id, "接班者", "command"))


def leave(client, words: str = "北门积水，夜里盯住。"):
    form = client.get(NEW).context["form"]
    return client.post(NEW, {"words": words, **form.initial})


def section(page, code: str):
    return {one.code: one for one in page.context["sections"]}[code]


def late(case) -> str:
    past = clock.now() - timedelta(hours=1)
    Item.objects.filter(pk=case.item.id).update(due_at=past, warn_at=past)
    return case.number


def test_the_page_is_prepared_from_the_data(town, duty):
    overdue, urgent = late(town.filed()), town.report()
    Case.objects.filter(pk=urgent.id).update(urgency="major")
    town.dispatched()
    page = duty.get(NEW)
    assert [row["number"] for row in section(page, "overdue").rows] == [overdue]
    assert [row["number"] for row in section(page, "urgent").rows] == [urgent.number]
    happened = {step.verb: step.n for step in page.context["happened"]}
    assert (happened["start"], happened["file"], happened["dispatch"]) == (3, 2, 1)


def test_the_note_keeps_what_the_data_said_when_it_was_written(town, duty):
    number = late(town.filed())
    assert leave(duty).status_code == 302
    note = Handover.objects.get()
    Item.objects.update(due_at=clock.now() + timedelta(days=3))
    page = duty.get(f"/desk/handover/{note.pk}/").context["note"]
    assert [row["number"] for row in page.sections[0].rows] == [number]
    assert page.words == "北门积水，夜里盯住。"
    assert Entry.objects.filter(action="cases.hand_over", subject=f"handover:{note.pk}").count() == 1


def test_sent_twice_is_one_note(town, duty):
    form = duty.get(NEW).context["form"]
    for _ in range(2):
        duty.post(NEW, {"words": "一次", **form.initial})
    assert Handover.objects.count() == 1


def test_the_next_officer_takes_it_over_once(town, duty, second):
    leave(duty)
    note = Handover.objects.get()
    for _ in range(2):
        assert second.post(f"/desk/handover/{note.pk}/take/").status_code == 302
    note.refresh_from_db()
    assert (note.taken_name, note.taken_at is not None) == ("接班者", True)
    assert Entry.objects.filter(action="cases.take_over").count() == 1


def test_nobody_takes_over_his_own_shift(town, duty):
    leave(duty)
    note = Handover.objects.get()
    assert duty.post(f"/desk/handover/{note.pk}/take/").status_code == 409
    note.refresh_from_db()
    assert note.taken_at is None


def test_the_shift_begins_where_the_last_note_ended(town, duty):
    town.filed()
    leave(duty)
    ended = Handover.objects.get().given_at
    page = duty.get(NEW)
    assert page.context["since"] == ended
    assert page.context["happened"] == []


def test_a_damaged_page_is_refused_and_nothing_is_kept(town, duty):
    form = duty.get(NEW).context["form"]
    answer = duty.post(NEW, {"words": "x", **form.initial, "facts": form.initial["facts"][:-2] + "xx"})
    assert answer.status_code == 422
    assert not Handover.objects.exists()


def test_other_units_and_those_without_the_permission_do_not_see_it(town, duty):
    leave(duty)
    note = Handover.objects.get()
    who = access.add_person("west-duty", name="西", unit="west", password=None, by=ROOT)
    access.grant(who.id, "duty", area_code=WEST, by=ROOT)
    west = browser(Actor(who.id, "西", "west"))
    assert west.get(f"/desk/handover/{note.pk}/").status_code == 404
    assert west.post(f"/desk/handover/{note.pk}/take/").status_code == 404
    assert browser(town.reader).get("/desk/handover/").status_code == 403
    note.refresh_from_db()
    assert note.taken_at is None


def test_the_list_shows_what_waits(town, duty, second):
    leave(duty)
    page = second.get("/desk/handover/")
    assert page.context["waiting"].given_name == "duty者"
    assert len(page.context["page"].object_list) == 1
