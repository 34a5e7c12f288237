"""The deadline matrix in the browser: read, tried, edited cell by cell; the forms of filing and closing follow it."""

import pytest
from support import desk

from lianzhi.cases import api as cases
from lianzhi.cases.actions.standing import press
from lianzhi.cases.models import Case, Condition, LimitRule
from lianzhi.foundation.access import api as access

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> desk.Town:
    made = desk.build()
    cases.load_categories(desk.ROOT)
    cases.load_limits(desk.ROOT)
    return made


@pytest.fixture
def admin(town):
    access.save_role(
        "admin", name_zh="管理员", permissions=["settings.see", "cases.see", "duties.edit"], by=desk.ROOT
    )
    return desk.browser(desk._person("admin", "command", "admin"))


def test_a_matter_filed_on_friday_afternoon_is_due_when_the_page_says(admin) -> None:
    """Friday 2026-11-20 16:30: one hour is left that day."""
    page = admin.get("/settings/deadlines/?start=2026-11-20T16:30&category=street-lamp").content.decode()

    assert "2026-11-23 09:30" in page  # 受理, 2 working hours
    assert "2026-11-23 11:30" in page  # 立案, 2 more
    assert "2026-11-25 11:30" in page  # 处置, 2 working days


def test_the_matrix_shows_real_examples_with_their_source(admin) -> None:
    page = admin.get("/settings/deadlines/").content.decode()

    assert "供水管破裂·现场围护" in page and "dyrmt.com" in page
    assert "未核实" in page


def test_a_cell_is_changed_and_the_old_row_kept(admin) -> None:
    sent = {
        "-.handle": "3",
        "-.handle.unit": "work_hour",
        "-.@source": "镇政发〔2026〕2号",
        "-.@checked": "1",
    }
    answer = admin.post("/settings/deadlines/category-street-lamp/", sent)

    assert answer.status_code == 302, answer.content.decode().partition("refusal")[2][:600]
    new, old = LimitRule.objects.filter(category__code="street-lamp").order_by("-pk")
    assert (new.value, new.source, new.verified, new.until) == (3, "镇政发〔2026〕2号", True, None)
    assert old.until == new.since
    assert "镇政发" in admin.get("/settings/deadlines/category-street-lamp/").content.decode()


def test_an_emptied_cell_leaves_it_to_the_wider_row(admin) -> None:
    held = LimitRule.objects.filter(category__code="street-lamp", until=None)
    assert held.exists()
    admin.post("/settings/deadlines/category-street-lamp/", {"-.handle": "", "-.handle.unit": "work_hour"})

    assert not held.exists()


@pytest.mark.parametrize("typed", ["viele", "0", "-1"])
def test_a_cell_that_cannot_be_read_changes_nothing_and_keeps_what_was_typed(admin, typed) -> None:
    before = LimitRule.objects.count()
    sent = {
        "-.handle": typed,
        "-.handle.unit": "work_hour",
        "-.received": "1",
        "-.received.unit": "work_hour",
    }
    answer = admin.post("/settings/deadlines/category-noise/", sent)

    assert answer.status_code == 422
    assert LimitRule.objects.count() == before
    assert f'value="{typed}"' in answer.content.decode()


def test_a_condition_is_made_with_its_checklist(admin) -> None:
    sent = {
        "code": "night",
        "sentence_zh": "夜间扰民",
        "checklist": "已到现场 | Been there\n已回访",
        "active": "on",
    }
    assert admin.post("/settings/deadlines/category-noise/conditions/new/", sent).status_code == 302

    kept = Condition.objects.get(code="night")
    assert kept.checklist == [
        {"code": "line1", "zh": "已到现场", "en": "Been there"}, {"code": "line2", "zh": "已回访", "en": "已回访"},
    ]  # fmt: skip


def test_a_hot_condition_needs_a_number(admin) -> None:
    sent = {"code": "busy", "sentence_zh": "多人反映", "trigger": "hot", "active": "on"}

    assert admin.post("/settings/deadlines/category-noise/conditions/new/", sent).status_code == 422
    assert not Condition.objects.filter(code="busy").exists()


def test_filing_offers_the_conditions_of_the_category(town) -> None:
    case = town.report(category="drain-flood")
    officer = desk.browser(town.duty)
    assert "供水管破裂·修复" in officer.get(f"/desk/case/{case.number}/").content.decode()

    officer.post(f"/desk/case/{case.number}/move/file/", {"condition": "mend"})

    assert Case.objects.get(pk=case.id).condition == "mend"
    assert "已恢复供水" in officer.get(f"/desk/case/{case.number}/").content.decode()


def test_a_hot_matter_says_so_and_asks_for_its_checklist_when_closed(town) -> None:
    case = town.checked()
    press(Case.objects.get(pk=case.id), heat=5, by=desk.ROOT)
    officer = desk.browser(town.duty)
    assert "5 名诉求人" in officer.get(f"/desk/case/{case.number}/").content.decode()

    where = f"/desk/case/{case.number}/move/close/"
    assert officer.post(where, {"answer": desk.ANSWER, "checklist": ["cause", "public"]}).status_code == 422
    assert cases.by_id(case.id).item.state.code == "verified"
    officer.post(where, {"answer": desk.ANSWER, "checklist": ["cause", "public", "again"]})
    assert cases.by_id(case.id).item.state.code == "closed"
