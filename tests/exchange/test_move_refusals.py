"""A move that cannot be made says which field is wrong and what to do, and changes nothing.  R-087, R-109."""

from datetime import timedelta

import pytest
from support import standing

from lianzhi.cases import api as cases
from lianzhi.kernel import clock

SOON = str((clock.now() + timedelta(days=20)).date())
DAY, HOURS = {"value": 1, "unit": "work_day"}, {"value": 4, "unit": "work_hour"}
WHY = {"reason": "等配件"}
LONGER = WHY | {"amount": DAY}
YEAR, NEVER = {"value": 1, "unit": "year"}, {"value": 0, "unit": "work_day"}
FOREIGN = [{"text": "修好地砖"}, {"text": "修好路灯", "photos": ["ABCDEFGHJK"]}]


REFUSED = [
    ("extend", "works", lambda t: t.accepted(), WHY, 422, "worklist.needs_amount", "amount"),
    ("extend", "works", lambda t: t.accepted(), LONGER | {"amount": NEVER}, 422, "exchange.unreadable", "amount.value"),
    ("extend", "works", lambda t: t.accepted(), LONGER | {"amount": YEAR}, 422, "exchange.unreadable", "amount.unit"),
    ("suspend", "works", lambda t: t.accepted(), WHY | {"until": "2020-01-01"}, 422, "worklist.until", "until"),
    ("suspend", "works", lambda t: t.accepted(), WHY | {"until": 20271201}, 422, "exchange.unreadable", "until"),
    ("suspend", "works", lambda t: t.accepted(), WHY, 422, "worklist.needs_until", "until"),
    ("urge", "duty", lambda t: t.filed(), WHY | {"urge": 4}, 422, "exchange.unreadable", "urge"),
    ("urge", "duty", lambda t: t.filed(), WHY | {"urge": "2"}, 422, "exchange.unreadable", "urge"),
    ("urge", "duty", standing.urged, WHY | {"urge": 2}, 422, "worklist.urge", "urge"),
    ("whistle", "duty", lambda t: t.filed(), WHY | {"units": ["police"]}, 422, "worklist.needs_amount", "amount"),
    ("whistle", "duty", lambda t: t.filed(), WHY | {"amount": HOURS, "units": ["nobody"]}, 422, "worklist.units", "units"),
    ("merge", "duty", lambda t: t.report(), WHY | {"main": "LZ20200101-0001"}, 422, "cases.main", "main"),
    ("merge", "duty", lambda t: t.report(), WHY, 422, "cases.main", "main"),
    ("split", "duty", lambda t: t.filed(), WHY | {"parts": [{"text": "修好地砖"}]}, 422, "cases.parts", "parts"),
    ("split", "duty", lambda t: t.filed(), WHY | {"parts": ["修好地砖", "修好路灯"]}, 422, "exchange.unreadable", "parts.0"),
    ("split", "duty", lambda t: t.filed(), WHY | {"parts": FOREIGN}, 422, "files.gone", "photos"),
    ("appraise", "duty", standing.came, {"grade": 4}, 422, "worklist.needs_task", "task"),
    ("close", "duty", lambda t: t.checked(), {"answer": " "}, 422, "worklist.needs_answer", "answer"),
    ("file", "duty", lambda t: t.report(), {"answer": "已收到。"}, 422, "cases.not_taken", "answer"),
    ("file", "duty", lambda t: t.report(), {"checklist": ["x"]}, 422, "cases.not_taken", "checklist"),
    ("dispatch", "duty", lambda t: t.filed(), {"units": ["works"], "until": SOON}, 422, "cases.not_taken", "until"),
    ("reopen", "duty", standing.rated_badly, WHY | {"grade": 1}, 422, "cases.not_taken", "grade"),
    ("reopen", "works", standing.rated_badly, WHY, 403, "access.lacking", ""),
    ("extend", "duty", lambda t: t.accepted(), LONGER, 403, "access.lacking", ""),
    ("urge", "reader", lambda t: t.filed(), WHY | {"urge": 1}, 403, "access.lacking", ""),
    ("wake", "duty", standing.suspended, {}, 403, "access.lacking", ""),
    ("rate", "duty", lambda t: t.filed(), {"grade": 5}, 403, "exchange.persons_word", ""),
    ("extend", "works", standing.suspended, LONGER, 409, "worklist.wrong_state", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "by", "prepared", "body", "status", "code", "field"),
    REFUSED,
    ids=[f"{row[0]}-{row[5]}-{n}" for n, row in enumerate(REFUSED)],
)
def test_a_refusal_names_the_field_and_the_way_out_and_changes_nothing(
    town, who, verb, by, prepared, body, status, code, field
) -> None:
    case = cases.by_id(prepared(town).id)

    answer = who[by].post(f"cases/{case.number}/moves/{verb}", body)

    said = answer.json()
    assert (answer.status_code, said["code"], said["field"]) == (status, code, field), said
    assert said["message"] and said["way_out"]
    assert cases.by_id(case.id) == case


def test_a_copy_opens_no_move_of_those_who_work(town, who) -> None:
    """Naming the copy of one's own unit must not stand in for work in the matter."""
    case = cases.by_id(standing.copied(town).id)
    own = {"task": standing.part(case, "police")} | WHY

    assert who["police"].post(f"cases/{case.number}/moves/escalate", own).json()["code"] == "cases.not_taken"
    assert who["police"].post(f"cases/{case.number}/moves/escalate", WHY).status_code == 403


def test_to_pass_on_takes_exactly_one_unit(town, who) -> None:
    case = town.accepted()
    sent = WHY | {"task": standing.part(case), "units": ["police", "west"]}

    said = who["works"].post(f"cases/{case.number}/moves/transfer", sent).json()

    assert (said["code"], said["field"]) == ("worklist.needs_unit", "units")
