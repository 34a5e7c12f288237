"""Key persons, events, places and information: never without a ground, opened with a reason, over by themselves (R-096)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from support.desk import browser
from support.register import BUILDING, FAR, GRID, ROOT, TOWN, WEST, person

from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.notify import notices
from lianzhi.kernel import clock
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound, WrongState
from lianzhi.registry import api as registry
from lianzhi.registry.actions import marking
from lianzhi.registry.models import KeyMark, Look, MarkNote
from lianzhi.registry.queries.marks import listed, mark_of
from lianzhi.registry.rules.marks import LONGEST

SAID = {
    "ground": "fire",
    "basis": "消防法第五十三条",
    "authority": "镇消防办 2026-12 号",
    "reason": "三次复查未整改",
}


def today():
    return timezone.localdate(clock.now())


def marked(town, kind: str = "place", subject: str = BUILDING, **more) -> str:
    values = SAID | {"expires": today() + timedelta(days=30)} | more
    return marking.mark(
        kind, subject, by=more.pop("by", town.keeper), **{k: v for k, v in values.items() if k != "by"}
    )


@pytest.mark.parametrize("field", ["ground", "basis", "authority", "reason"])
@pytest.mark.parametrize("value", ["", "  ", "x"])
def test_nothing_is_marked_without_ground_article_authority_and_reason(town, field, value) -> None:
    with pytest.raises(BadInput) as refused:
        marked(town, **{field: value})
    assert (refused.value.field, bool(refused.value.way_out)) == (field, True)
    assert not KeyMark.objects.exists()


@pytest.mark.parametrize(
    ("days", "good"), [(-1, False), (0, True), (LONGEST.days, True), (LONGEST.days + 1, False)]
)
def test_a_mark_ends_within_a_year(town, days, good) -> None:
    expires = today() + timedelta(days=days)
    if good:
        assert KeyMark.objects.get(code=marked(town, expires=expires)).expires == expires
    else:
        with pytest.raises(BadInput):
            marked(town, expires=expires)


def test_each_kind_is_marked_where_it_lies(town) -> None:
    who = person()
    marked(town, "person", who)
    marked(town)
    marked(town, "event", "20261130-0001", title="反复投诉", area=GRID)
    marked(town, "information", "", title="夜市用电", area=WEST)
    found = {row.kind: (row.subject, row.title, row.area_code) for row in KeyMark.objects.all()}
    assert found == {
        "person": (f"person:{who}", "王小明", GRID),
        "place": (BUILDING, "云杉苑1幢", GRID),
        "event": ("20261130-0001", "反复投诉", GRID),
        "information": ("", "夜市用电", WEST),
    }


@pytest.mark.parametrize(
    ("kind", "subject", "more", "error"),
    [
        ("person", "P222222222222", {}, NotFound),
        ("place", "330199100001B99999", {}, BadInput),
        ("event", "", {"title": "事", "area": GRID}, BadInput),
        ("event", "1", {"title": "", "area": GRID}, BadInput),
        ("information", "", {"title": "事", "area": "330199100009"}, BadInput),
        ("information", "", {"title": "事", "area": FAR}, NotAllowed),
        ("place", BUILDING, {"ground": "because"}, BadInput),
    ],
)
def test_what_cannot_be_marked_is_refused(town, kind, subject, more, error) -> None:
    with pytest.raises(error):
        marked(town, kind, subject, **more)
    assert not KeyMark.objects.exists()


def test_one_thing_has_one_mark_at_a_time(town) -> None:
    code = marked(town)
    with pytest.raises(WrongState):
        marked(town)
    marking.end_mark(code, reason="已整改", by=town.keeper)
    assert marked(town) != code


def test_opening_needs_a_reason_and_is_written_down(town) -> None:
    code = marked(town)
    page = browser(town.keeper)
    assert page.post(f"/registry/marks/{code}/", {"reason": " "}).status_code == 422
    assert not Look.objects.filter(subject=f"mark:{code}").exists()
    opened = page.post(f"/registry/marks/{code}/", {"reason": "季度复核"})
    assert opened.status_code == 200
    assert SAID["reason"] in opened.content.decode()
    assert opened["Cache-Control"] == "no-store"
    assert Look.objects.get(subject=f"mark:{code}").reason == "季度复核"
    assert [each.action for each in audit.trail(f"mark:{code}")][-1] == "registry.open_mark"


def test_the_list_names_no_person_in_full_and_the_entrys_page_says_that_there_is_one(town) -> None:
    who = person()
    marked(town, "person", who)
    page = browser(town.keeper)
    shown = page.get("/registry/marks/").content.decode()
    assert "王**" in shown and "王小明" not in shown and SAID["reason"] not in shown
    assert "Key mark" in page.get(f"/registry/persons/{who}/").content.decode()
    assert "Key mark" not in browser(town.clerk).get(f"/registry/persons/{who}/").content.decode()
    assert browser(town.clerk).get("/registry/marks/").status_code == 403


def test_another_areas_marks_do_not_exist_for_one(town) -> None:
    code = marked(town)
    assert listed(town.far) == []
    assert [line.code for line in listed(town.office)] == [code]
    with pytest.raises(NotFound):
        marking.open_mark(code, reason="看看而已", by=town.far)
    with pytest.raises(NotFound):
        marking.end_mark(code, reason="解除", by=town.far)


def test_a_mark_is_over_after_its_last_day(town) -> None:
    code = marked(town, expires=today())
    assert [(line.code, line.state) for line in listed(town.keeper)] == [(code, "ending")]
    assert mark_of(BUILDING, town.keeper) is not None
    KeyMark.objects.update(expires=today() - timedelta(days=1))
    assert listed(town.keeper) == []
    assert [line.state for line in listed(town.keeper, state="over")] == ["over"]
    assert mark_of(BUILDING, town.keeper) is None
    with pytest.raises(WrongState):
        marking.note_on_mark(code, text="复查", by=town.keeper)


def test_who_keeps_marks_is_told_a_week_before_and_on_the_last_day_once(town) -> None:
    marked(town, expires=today() + timedelta(days=7))
    assert marking.remind() == 2  # the keeper of the west and the office of the town
    assert marking.remind() == 0
    assert "自动解除" in notices.notices(town.keeper, "zh-hans")[0].text
    assert notices.notices(town.far, "zh-hans") == []
    KeyMark.objects.update(expires=today())
    assert marking.remind() == 2 or marking.remind() == 0


def test_what_is_found_is_noted_on_it(town) -> None:
    code = marked(town)
    assert (
        browser(town.keeper).post(f"/registry/marks/{code}/note/", {"text": "已清理通道"}).status_code == 302
    )
    assert MarkNote.objects.get().text == "已清理通道"


def test_the_form_marks_and_a_refusal_stands_beside_its_field(town) -> None:
    page = browser(town.keeper)
    said = SAID | {"kind": "place", "subject": BUILDING, "expires": str(today() + timedelta(days=9))}
    assert page.get("/registry/marks/new/").status_code == 200
    assert page.post("/registry/marks/new/", said | {"subject": "x"}).context["form"].errors.keys() == {
        "subject"
    }
    assert page.post("/registry/marks/new/", said).status_code == 302
    assert KeyMark.objects.get().area_code == GRID


def test_a_persons_marks_go_with_the_person(town) -> None:
    who = person()
    marked(town, "person", who)
    registry.forget(who, reason="本人申请", by=ROOT)
    assert not KeyMark.objects.exists()
    assert TOWN
