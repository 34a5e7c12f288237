"""What one account asks for, another decides, over REST as at the desk.  Field notes 3, R-087."""

import pytest
from support.programs import program

from lianzhi.cases import api as cases
from lianzhi.foundation.worklist import api as worklist

LONGER = {"reason": "等配件", "amount": {"value": 1, "unit": "work_day"}}


@pytest.fixture
def asked(town, who) -> dict:
    case = town.accepted()
    return who["works"].post(f"cases/{case.number}/moves/extend", LONGER).json()


def path(asked: dict, decision: str) -> str:
    return f"cases/{asked['number']}/approvals/{asked['approval']['id']}/{decision}"


def test_granted_the_move_is_made(who, asked) -> None:
    said = who["duty"].post(path(asked, "grant"), {}).json()

    assert said["due_at"] > asked["due_at"]
    assert (said["asked"], said["approval"]) == (False, None)


def test_declined_with_a_reason_all_stays(who, asked) -> None:
    bare = who["duty"].post(path(asked, "decline"), {})
    said = who["duty"].post(path(asked, "decline"), {"reason": "时间够用"}).json()

    assert (bare.status_code, bare.json()["code"], bare.json()["field"]) == (
        422,
        "worklist.needs_reason",
        "reason",
    )
    assert (said["due_at"], said["asked"]) == (asked["due_at"], False)


def test_withdrawn_by_who_asked(who, asked) -> None:
    assert who["duty"].post(path(asked, "withdraw"), {}).json()["code"] == "worklist.not_yours"
    assert who["works"].post(path(asked, "withdraw"), {}).json()["asked"] is False


def test_nobody_decides_what_they_asked_for_nor_twice_nor_without_the_permission(town, who) -> None:
    case = town.filed()
    own = who["duty"].post(f"cases/{case.number}/moves/void", {"answer": "重复反映。"}).json()
    other = program(town.east_duty)

    answers = [
        who["duty"].post(path(own, "grant"), {}),
        who["reader"].post(path(own, "grant"), {}),
        other.post(path(own, "grant"), {}),
        who["duty"].post(f"cases/{town.filed().number}/approvals/{own['approval']['id']}/withdraw", {}),
        who["duty"].post(path(own, "annul"), {}),
        who["duty"].post(path(own, "grant"), {"colour": "red"}),
    ]
    who["duty"].post(path(own, "withdraw"), {})
    late = who["duty"].post(path(own, "withdraw"), {})

    told = [(a.status_code, a.json()["code"]) for a in [*answers, late]]
    assert told == [
        (403, "worklist.own_request"),
        (403, "access.lacking"),
        (404, "cases.missing"),
        (404, "worklist.no_approval"),
        (422, "exchange.unreadable"),
        (422, "exchange.unreadable"),
        (409, "worklist.decided"),
    ]
    assert cases.by_id(case.id).item.state.code == "filed"


def test_the_list_has_what_waits_for_the_account_page_by_page(town, who) -> None:
    made = []
    for _ in range(3):
        case = town.accepted()
        made.append(who["works"].post(f"cases/{case.number}/moves/extend", LONGER).json()["number"])
    void = town.filed()
    who["duty"].post(f"cases/{void.number}/moves/void", {"answer": "重复反映。"})

    seen, cursor = [], ""
    while cursor is not None:
        page = who["duty"].get("approvals", {"size": 2, "cursor": cursor}).json()
        seen += [(line["number"], line["own"], line["amount"]["value"]) for line in page["approvals"]]
        cursor = page["next"]
    own = who["duty"].get("approvals", {"own": True}).json()["approvals"]

    assert seen == [(number, False, 1) for number in made]
    assert [(line["number"], line["own"], line["answer"]) for line in own] == [
        (void.number, True, "重复反映。")
    ]
    assert who["reader"].get("approvals").json()["approvals"] == []
    assert program(town.east_duty).get("approvals").json()["approvals"] == []


def test_the_list_costs_the_same_for_one_and_three(town, who, django_assert_max_num_queries) -> None:
    for _ in range(2):
        given = worklist.Given(answer="重复反映。")
        cases.move(town.filed().id, "void", by=town.duty, given=given)
        case = town.accepted()
        who["works"].post(f"cases/{case.number}/moves/extend", LONGER)
        who["duty"].get("approvals")
        with django_assert_max_num_queries(7):
            assert who["duty"].get("approvals").json()["approvals"][0]["unit"] == "works"


def test_a_case_costs_one_query_more_only_while_something_waits(
    town, asked, django_assert_num_queries
) -> None:
    calm, waiting = cases.by_id(town.accepted().id), cases.visible(asked["number"], town.duty)

    with django_assert_num_queries(0):
        assert cases.waiting_on(calm) is None
    with django_assert_num_queries(1):
        assert cases.waiting_on(waiting).verb == "extend"
