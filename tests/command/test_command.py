"""Plans are published by a second person; started, orders are there at once; a drill stays inside; the review says who was late."""

from datetime import timedelta

import pytest
from support.circles import NOW
from support.desk import ROOT, TOWN, WEST, browser
from support.homes import relay

from lianzhi.cases.models import Case
from lianzhi.command import api as command
from lianzhi.command.models import Order, Plan, Proposal, Response
from lianzhi.command.rules.plans import Body, Done, cut_lines, joined, proposed, read, review
from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.notify.models import Message, Notice
from lianzhi.kernel import clock
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound, WrongState

BODY = {
    "tasks": [{"unit": "works", "minutes": 30, "zh": "关阀"}, {"unit": "police", "minutes": 60, "zh": "警戒"}],
    "contacts": [{"zh": "外部", "phone": "13900000009"}], "checklist": [{"zh": "已疏散"}], "message": "立即到场",
    "public": "请勿动火", "categories": ["gas-leak"], "urgency": ["major"],
}  # fmt: skip


def at(minutes: int):
    return NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("category", "urgency", "wanted"),
    [("gas-leak", "major", True), ("gas-leak", "normal", False), ("noise", "major", False)],
)
def test_when_a_case_proposes_a_plan(category, urgency, wanted) -> None:
    assert proposed(Body.model_validate(BODY), category, urgency) is wanted


def test_no_category_named_is_never_proposed() -> None:
    assert not proposed(Body.model_validate(BODY | {"categories": []}), "gas-leak", "major")


def test_a_plan_reads_again_as_it_was_kept_also_with_a_unit_instead_of_a_number() -> None:
    body = read(BODY | {"contacts": [{"zh": "抢修班", "unit": "gas"}]})

    assert read(body.model_dump()) == body
    with pytest.raises(BadInput, match=r"contacts\.0\.phone"):
        read(BODY | {"contacts": [{"zh": "外部", "phone": "12"}]})


def test_who_was_late_done_late_or_not_at_all() -> None:
    orders = [
        Done("a", at(30), at(29)),
        Done("a", at(30), at(31)),
        Done("b", at(30), None),
        Done("c", at(90), None),
    ]

    found = review(orders, at(60))

    assert (found.orders, found.done, found.late) == (4, 2, {"a": 1, "b": 1})


def test_a_contact_named_by_unit_alone_can_be_stored_and_read_again() -> None:
    body = Body.model_validate(BODY | {"contacts": [{"zh": "燃气抢修班", "unit": "gas"}]})

    assert read(body.model_dump()) == body


def test_lines_of_a_text_box_go_in_and_out_and_a_wrong_one_is_named() -> None:
    rows = cut_lines("works | 30 | 关阀\n\npolice｜60｜警戒", ("unit", "minutes", "zh"), "tasks")

    assert joined(rows, ("unit", "minutes", "zh")) == "works | 30 | 关阀\npolice | 60 | 警戒"
    with pytest.raises(BadInput) as refused:
        cut_lines("a | b\na | b | c", ("x", "y"), "tasks")
    assert refused.value.params["number"] == 2 and refused.value.field == "tasks"


def drafted(town, **more) -> Plan:
    new = command.NewPlan("gas_leak", "gas", 3, "燃气预案", "Gas", BODY | more)
    return command.save_draft(new, by=town.officer)


def published(town, **more) -> int:
    return command.publish(drafted(town, **more).pk, by=town.town.duty).pk


def started(town, *, drill: bool = False, number: str = "") -> command.Started:
    plan = Plan.objects.filter(state="published").values_list("pk", flat=True).first() or published(town)
    return command.start(command.Start(plan, WEST, "煤气味", drill, number), by=town.officer)


def test_who_drafted_does_not_publish_and_a_new_version_replaces_the_old(town) -> None:
    first = drafted(town)
    with pytest.raises(NotAllowed):
        command.publish(first.pk, by=town.officer)
    command.publish(first.pk, by=town.town.duty)
    published(town, message="第二版")

    assert list(Plan.objects.order_by("version").values_list("version", "state")) == [
        (1, "retired"),
        (2, "published"),
    ]
    with pytest.raises(WrongState):
        command.publish(first.pk, by=town.town.duty)


def test_a_unit_nobody_knows_is_named(town) -> None:
    with pytest.raises(BadInput) as refused:
        drafted(town, tasks=[{"unit": "moon", "minutes": 1, "zh": "x"}])
    assert "moon" in str(refused.value) and not Plan.objects.exists()


def test_a_draft_is_not_started(town) -> None:
    with pytest.raises(WrongState):
        command.start(command.Start(drafted(town).pk, WEST, "煤气味", drill=False), by=town.officer)


def test_started_for_real_units_are_told_at_once_and_people_outside(town) -> None:
    found = started(town)

    orders = Order.objects.filter(response=found.id)
    assert [(o.unit, o.due_at) for o in orders] == [("works", at(30)), ("police", at(60))]
    assert Notice.objects.filter(person=town.town.workers["works"].id, template="command.order").count() == 1
    assert Message.objects.filter(template="command.contact").count() == 1
    assert Entry.objects.filter(action="command.start").count() == 1
    with pytest.raises(WrongState):
        started(town)


def test_a_drill_does_all_of_it_marked_and_sends_nothing_outside(town) -> None:
    started(town, drill=True)
    relay()

    from lianzhi.circles.models import Warning

    assert (
        Notice.objects.filter(template="command.drill").exists()
        and not Notice.objects.filter(template="command.order").exists()
    )
    assert not Message.objects.filter(template="command.contact").exists()
    assert not Warning.objects.exists() and not Case.objects.exists()


def test_for_real_a_warning_is_proposed_to_the_circles(town) -> None:
    started(town)
    relay()

    from lianzhi.circles.models import Warning

    assert Warning.objects.get().state == "proposed" and Warning.objects.get().text == "请勿动火"


def test_a_unit_reports_its_own_order_only_and_the_review_names_who_was_late(town) -> None:
    found = started(town)
    mine, theirs = Order.objects.filter(response=found.id)
    with pytest.raises(NotAllowed):
        command.report(theirs.pk, "好了", by=town.town.workers["works"])
    with clock.at(at(45)):
        command.report(mine.pk, "已关阀", by=town.town.workers["works"])
    with clock.at(at(90)), pytest.raises(BadInput):
        command.end(found.id, " ", by=town.officer)
    with clock.at(at(90)):
        over = command.end(found.id, "警戒慢了", by=town.officer)

    theirs.refresh_from_db()
    assert over.figures == {"orders": 2, "done": 1, "late": {"works": 1, "police": 1}} and theirs.dropped_at
    with pytest.raises(WrongState):
        command.end(found.id, "再来", by=town.officer)


def test_a_case_proposes_once_and_a_person_sets_it_aside_with_a_reason(town) -> None:
    published(town)
    matter = command.Matter(7, "LZ1", "很浓的煤气味", "gas-leak", "major", WEST + "001")

    assert (command.propose(matter), command.propose(matter)) == (1, 0)
    row = Proposal.objects.get()
    with pytest.raises(BadInput):
        command.dismiss(row.pk, "", by=town.officer)
    with pytest.raises(NotFound):
        command.dismiss(row.pk, "误报", by=town.far)
    assert command.dismiss(row.pk, "误报", by=town.officer).reason == "误报" and not Response.objects.exists()


def test_starting_from_a_proposal_settles_it(town) -> None:
    published(town)
    command.propose(command.Matter(7, "LZ1", "煤气味", "gas-leak", "major", WEST + "001"))
    started(town, number="LZ1")

    assert Proposal.objects.get().response_id == Response.objects.get().pk


def test_the_pages_draft_publish_start_tick_report_and_end(town) -> None:
    officer, second = browser(town.officer), browser(town.town.duty)
    said = {
        "code": "gas_leak", "kind": "gas", "level": "3", "name_zh": "燃气预案", "tasks": "works | 30 | 关阀", "message": "立即到场",
        "checklist": "已疏散",
    }  # fmt: skip
    page = officer.post("/command/plans/new/", said)["Location"]
    assert officer.post("/command/plans/new/", said | {"tasks": "works | soon | x"}).status_code == 422
    assert officer.post(f"{page}publish/").status_code == 403
    assert (
        "Publish" in second.get(page).content.decode() and second.post(f"{page}publish/").status_code == 302
    )
    plan = Plan.objects.get()
    start = {"plan": plan.pk, "area_code": TOWN, "mode": "drill", "reason": "演练"}
    running = officer.post("/command/start/", start)["Location"]
    shown = officer.get(running).content.decode()
    assert "This is a drill." in shown and "关阀" in shown
    order, line = Order.objects.get(), Response.objects.get().ticks.get()
    assert officer.post(f"/command/tick/{line.pk}/").status_code == 302
    phone = browser(town.town.workers["works"])
    assert "关阀" in phone.get("/g/orders/").content.decode()
    assert phone.post(f"/g/orders/{order.pk}/take/").status_code == 302
    assert phone.post(f"/g/orders/{order.pk}/", {"result": "已关阀"}).status_code == 302
    assert browser(town.town.workers["police"]).get(f"/g/orders/{order.pk}/").status_code == 404
    assert officer.post(f"{running}end/", {"review": ""}).status_code == 422
    assert officer.post(f"{running}end/", {"review": "顺利"}).status_code == 302
    assert "Nobody was late" in officer.get(running).content.decode()
    assert "No order is open" in phone.get("/g/orders/").content.decode()


def test_the_plans_that_come_along_load_once(town) -> None:
    assert command.load_plans(ROOT) == 5 and command.load_plans(ROOT) == 0
    assert not Plan.objects.filter(verified=True).exists()
