"""Ready texts: checked when they are kept, offered where they fit, put in with and without JavaScript, counted."""

import pytest
from support.desk import ANSWER, REASON, ROOT, browser

from lianzhi.cases import api as cases
from lianzhi.cases.models import ReplyTemplate
from lianzhi.cases.queries.replies import fitting, values_of
from lianzhi.cases.rules.replies import filled, unknown
from lianzhi.kernel.errors import BadInput, NotAllowed

TEXT = "您好！{place}的{category}（{number}）已由{unit}处理。"


def template(title="已处理", text=TEXT, **values):
    return cases.save_reply(None, title=title, text=text, by=ROOT, **values)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("一切{number}{place}{category}{unit}{due}", []),
        ("{Number}", ["{Number}"]),
        ("{phone}和{name}", ["{phone}", "{name}"]),
        ("{number", ["{"]),
        ("number}", ["}"]),
        ("{}", ["{}"]),
        ("{number}{", ["{"]),
    ],
)
def test_what_cannot_be_filled_in_is_named(text, wrong):
    assert unknown(text) == wrong


def test_an_unknown_value_leaves_room_to_write():
    assert filled("到{place}办{due}", {"place": "北门", "due": ""}) == "到北门办____"


@pytest.mark.parametrize("values", [{"text": "{phone}"}, {"title": "已处理"}, {"text": "长" * 2001}])
def test_a_template_that_cannot_be_used_is_refused_and_nothing_is_kept(town, values):
    template()
    with pytest.raises(BadInput):
        cases.save_reply(None, **{"title": "新的", "text": "好", "by": ROOT} | values)
    assert ReplyTemplate.objects.count() == 1


def test_nobody_changes_templates_without_the_permission(town):
    with pytest.raises(NotAllowed):
        cases.save_reply(None, title="新的", text="好", by=town.duty)
    assert ReplyTemplate.objects.count() == 0


def test_the_values_are_the_cases_own(town):
    case = town.dispatched("works")
    assert (
        filled("{number}|{place}|{category}|{unit}", values_of(case)) == f"{case.number}|北门|道路破损|市政所"
        or "Works"
    )


@pytest.mark.parametrize(
    ("wanted", "offered"),
    [
        ({}, True),
        ({"verbs": ["close"]}, True),
        ({"verbs": ["refuse"]}, False),
        ({"states": ["verified"]}, True),
        ({"states": ["handling"]}, False),
        ({"categories": ["road"]}, True),
        ({"categories": ["noise"]}, False),
        ({"active": False}, False),
    ],
)
def test_a_template_is_offered_where_it_fits(town, wanted, offered):
    template(**wanted)
    assert bool(fitting(town.checked(), "close")) is offered


def test_the_page_offers_it_filled_in_and_reads_all_in_one_query_more(
    town, duty, django_assert_max_num_queries
):
    case = town.checked()
    template()
    page = duty.get(f"/desk/case/{case.number}/").content.decode()
    assert f"北门的Road damage（{case.number}）" in page
    assert 'name="fill"' in page and "data-replies=" in page
    for n in range(3):
        template(title=f"第{n}个")
    with django_assert_max_num_queries(60):
        assert duty.get(f"/desk/case/{case.number}/").content.decode().count('class="reply"') >= 4


def test_without_javascript_a_button_fills_and_keeps_what_was_typed(town, duty):
    case, made = town.checked(), template()
    url = f"/desk/case/{case.number}/move/close/"
    page = duty.post(url, {"answer": ANSWER, "fill": str(made.id)})
    text = page.content.decode()
    assert page.status_code == 200
    assert ANSWER in text and f"（{case.number}）已由" in text
    assert f'name="reply" value="{made.id}"' in text
    assert cases.by_id(case.id).item.state.code == "verified"


def test_its_use_is_counted_when_it_was_sent_and_not_before(town, duty):
    case, made = town.checked(), template()
    url = f"/desk/case/{case.number}/move/close/"
    duty.post(url, {"answer": "", "reply": str(made.id)})
    assert ReplyTemplate.objects.get().used == 0
    duty.post(url, {"answer": ANSWER, "reply": [str(made.id), "999", "x"]})
    assert ReplyTemplate.objects.get().used == 1


def test_the_most_used_come_first(town):
    template(title="少用")
    ReplyTemplate.objects.filter(pk=template(title="常用").id).update(used=5)
    assert [each.title for each in fitting(town.checked(), "close")] == ["常用", "少用"]


def test_on_the_phone_they_help_too(town):
    case = town.accepted("works")
    made = template(title="非本单位", text=REASON, verbs=["return"])
    worker = browser(town.workers["works"])
    part = case.item.tasks[0].id
    url = f"/g/case/{case.number}/back/{part}/"
    assert "非本单位" in worker.get(url).content.decode()
    page = worker.post(url, {"reason": "我看了", "fill": str(made.id)})
    assert page.status_code == 200 and f"我看了\n{REASON}" in page.content.decode()
    worker.post(url, {"reason": REASON, "reply": str(made.id)})
    assert ReplyTemplate.objects.get().used == 1


def test_a_template_that_is_gone_fills_nothing(town, duty):
    case = town.checked()
    page = duty.post(f"/desk/case/{case.number}/move/close/", {"answer": ANSWER, "fill": "77"})
    assert page.status_code == 200 and ANSWER in page.content.decode()
