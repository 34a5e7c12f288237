"""Every verb of the flow over REST: made by an account that may make it, refused with field and way out.  R-087, R-109."""

from datetime import timedelta

import pytest
from support import desk, standing
from support.paths import FLOW

from lianzhi.cases import api as cases
from lianzhi.cases.actions import limits
from lianzhi.cases.models import Case
from lianzhi.kernel import clock, yamls

SOON = str((clock.now() + timedelta(days=20)).date())
DAY, HOURS = {"value": 1, "unit": "work_day"}, {"value": 4, "unit": "work_hour"}
WHY = {"reason": "等配件"}
LONGER = WHY | {"amount": DAY}
BY_RULE = {"wake", "climb", "no_show", "follow"}
"""Nobody makes these by hand: permission worklist.nobody."""


def main_number(town, case) -> dict:
    return WHY | {"main": town.dispatched().number}


def own_part(town, case, **more) -> dict:
    return {"task": standing.part(case)} | more


MADE = [
    ("file", "duty", lambda t: t.report(), lambda t, c: {}, "filed"),
    ("dispatch", "duty", lambda t: t.filed(), lambda t, c: {"units": ["works", "west"]}, "dispatched"),
    ("accept", "works", lambda t: t.dispatched(), own_part, "handling"),
    ("report_in", "police", standing.called, lambda t, c: {"task": standing.part(c, "police")}, "handling"),
    ("finish", "works", lambda t: t.accepted(), lambda t, c: own_part(t, c, result=desk.RESULT), "checking"),
    ("pass", "checker", lambda t: t.finished(), lambda t, c: {}, "verified"),
    ("close", "duty", lambda t: t.checked(), lambda t, c: {"answer": desk.ANSWER}, "closed"),
    ("refuse", "duty", lambda t: t.report(), lambda t, c: {"answer": "不在本镇。"}, "refused"),
    ("return", "works", lambda t: t.dispatched(), lambda t, c: own_part(t, c, **WHY), "filed"),
    ("return_again", "works", standing.sent_back_twice, lambda t, c: own_part(t, c, **WHY), "dispatched asked"),
    ("transfer", "works", lambda t: t.accepted(), lambda t, c: own_part(t, c, units=["police"], **WHY), "handling"),
    ("recall", "duty", lambda t: t.dispatched(), lambda t, c: WHY, "filed"),
    ("fail", "checker", lambda t: t.finished(), lambda t, c: WHY, "handling"),
    ("reopen", "duty", standing.rated_badly, lambda t, c: WHY, "filed"),
    ("extend", "works", lambda t: t.accepted(), lambda t, c: LONGER, "handling asked"),
    ("suspend", "works", lambda t: t.accepted(), lambda t, c: WHY | {"until": SOON}, "handling asked"),
    ("resume", "duty", standing.suspended, lambda t, c: WHY, "handling"),
    ("void", "duty", lambda t: t.filed(), lambda t, c: {"answer": "重复反映。"}, "filed asked"),
    ("urge", "duty", lambda t: t.dispatched(), lambda t, c: WHY | {"urge": 2}, "dispatched"),
    ("unurge", "duty", standing.urged, lambda t, c: WHY, "filed"),
    ("escalate", "duty", lambda t: t.dispatched(), lambda t, c: WHY, "filed"),
    ("copy", "duty", lambda t: t.dispatched(), lambda t, c: WHY | {"units": ["police"]}, "dispatched"),
    ("read", "police", standing.copied, lambda t, c: {"task": standing.part(c, "police")}, "dispatched"),
    ("whistle", "duty", lambda t: t.filed(), lambda t, c: WHY | {"units": ["police"], "amount": HOURS}, "dispatched"),
    ("appraise", "duty", standing.came, lambda t, c: {"task": standing.part(c, "police"), "grade": 4}, "checking"),
    ("merge", "duty", lambda t: t.report(), main_number, "merged"),
    ("unmerge", "duty", standing.merged, lambda t, c: WHY, "received"),
    ("split", "duty", lambda t: t.filed(), lambda t, c: WHY | {"parts": [{"text": "修好地砖"}, {"text": "修好路灯"}]}, "split"),
    ("gather", "duty", standing.split_and_done, lambda t, c: {}, "verified"),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "by", "prepared", "body", "left"), MADE, ids=[row[0] for row in MADE])
def test_each_verb_is_made_by_who_may_and_leaves_the_case_where_the_flow_says(
    town, who, verb, by, prepared, body, left
) -> None:
    case = prepared(town)
    sent = body(town, cases.by_id(case.id))
    told = {move["verb"]: move for move in who[by].get(f"cases/{case.number}/moves").json()["moves"]}

    answer = who[by].post(f"cases/{case.number}/moves/{verb}", sent)

    said = answer.json()
    state, *asked = left.split()
    assert (answer.status_code, said.get("code")) == (200, None), said
    assert (said["state"]["code"], said["asked"]) == (state, bool(asked))
    assert (said["approval"]["verb"] if asked else said["approval"]) == (verb if asked else None)
    assert set(told[verb]["needs"]) <= set(sent) <= set(told[verb]["takes"]) | {"reason"}
    assert told[verb]["asks"] == bool(asked)


def test_the_table_leaves_no_verb_of_the_flow_out() -> None:
    verbs = {move["verb"] for move in yamls.read(FLOW)["moves"]}

    assert verbs - {row[0] for row in MADE} - BY_RULE == {"rate"}, "rating is the reporter's own word"


def test_what_was_given_arrives(town, who) -> None:
    works, duty = who["works"], who["duty"]
    case = town.accepted()

    asked = works.post(f"cases/{case.number}/moves/suspend", WHY | {"until": SOON}).json()["approval"]
    duty.post(f"cases/{case.number}/approvals/{asked['id']}/grant", {})
    stands = duty.get(f"cases/{case.number}").json()
    red = duty.post(f"cases/{town.filed().number}/moves/urge", WHY | {"urge": 3}).json()
    call = {"units": ["police"], "amount": HOURS} | WHY
    expected = duty.post(f"cases/{town.filed().number}/moves/whistle", call).json()["tasks"][0]

    assert (stands["state"]["code"], stands["until"]) == ("suspended", f"{SOON}T00:30:00Z")
    assert stands["paused_at"] and asked["until"] == f"{SOON}T08:30:00+08:00"
    assert red["urged"] == 3
    assert (expected["kind"], expected["called_by"]) == ("whistle", "command") and expected["report_by"]


def test_parts_keep_their_kind_and_know_the_whole(town, who) -> None:
    whole = town.filed()
    parts = [{"text": "修好地砖"}, {"text": "    "}, {"text": "夜里噪声大", "category": "noise"}]

    said = who["duty"].post(f"cases/{whole.number}/moves/split", WHY | {"parts": parts})

    assert said.status_code == 200
    listed = who["duty"].get("cases").json()["cases"]
    found = {c["text"]: (c["category"]["code"], c["parent"], c["main"]) for c in listed if c["parent"]}
    assert found == {"修好地砖": ("road", whole.number, ""), "夜里噪声大": ("noise", whole.number, "")}


def test_the_case_it_follows_is_named_everywhere(town, who) -> None:
    main, case = town.dispatched(reporter="resident:1"), town.report(reporter="resident:2")
    said = who["duty"].post(f"cases/{case.number}/moves/merge", WHY | {"main": main.number}).json()

    alone = who["duty"].get(f"cases/{case.number}").json()
    listed = {c["number"]: c for c in who["duty"].get("cases").json()["cases"]}
    urged_since = who["duty"].post(f"cases/{main.number}/moves/urge", WHY | {"urge": 1}).json()

    assert [c["main"] for c in (said, alone, listed[case.number], urged_since)] == [main.number] * 3 + [""]
    assert (listed[main.number]["heat"], listed[main.number]["main"]) == (2, "")


def test_a_pressing_matter_closes_by_rest_with_its_checklist(town, who) -> None:
    lines = [
        {"code": "leader", "zh": "已报领导", "en": "Told"},
        {"code": "danger", "zh": "已消除", "en": "Gone"},
    ]
    condition("strong", trigger="strong", checklist=lines)
    case = town.checked()
    Case.objects.filter(pk=case.id).update(urgency="major")
    duty, path = who["duty"], f"cases/{case.number}/moves"

    told = next(m for m in duty.get(path).json()["moves"] if m["verb"] == "close")
    short = duty.post(f"{path}/close", {"answer": desk.ANSWER, "checklist": ["leader"]})
    done = duty.post(f"{path}/close", {"answer": desk.ANSWER, "checklist": ["leader", "danger"]})

    assert [line["code"] for line in told["checklist"]] == ["leader", "danger"]
    assert "checklist" in told["needs"]
    assert (short.status_code, short.json()["code"], short.json()["field"]) == (
        422,
        "cases.checklist",
        "checklist",
    )
    assert done.json()["state"]["code"] == "closed"


def test_filing_names_its_condition(town, who) -> None:
    condition("deep", category="road")
    case, duty = town.report(), who["duty"]
    path = f"cases/{case.number}/moves"

    told = next(m for m in duty.get(path).json()["moves"] if m["verb"] == "file")
    wrong = duty.post(f"{path}/file", {"condition": "none"}).json()
    duty.post(f"{path}/file", {"condition": "deep"})

    assert [each["code"] for each in told["conditions"]] == ["deep"]
    assert (wrong["code"], wrong["field"]) == ("cases.condition", "condition")
    assert Case.objects.get(pk=case.id).condition == "deep"


def test_what_stands_in_the_way_is_said_before(town, who) -> None:
    case = town.report(at=None, place_text="")

    told = {m["verb"]: m for m in who["duty"].get(f"cases/{case.number}/moves").json()["moves"]}

    assert told["file"]["barred"]["code"] == "worklist.not_located"
    assert told["file"]["barred"]["message"] and told["file"]["barred"]["way_out"]


def condition(code: str, *, category: str = "", trigger: str = "", checklist: object = ()) -> None:
    limits.save_condition(
        code, category=category, sentence_zh="坑深超过五厘米", closing_zh="已填平", trigger=trigger,
        checklist=list(checklist), by=desk.ROOT,
    )  # fmt: skip
