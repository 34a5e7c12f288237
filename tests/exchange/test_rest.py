"""The REST interface as a program of another bureau meets it.  R-087, R-109, R-102."""

from datetime import timedelta

import pytest
from support import desk
from support.programs import REPORT, program

from lianzhi.cases.models import Case
from lianzhi.exchange import bearer
from lianzhi.exchange.actions.clients import revoke_client
from lianzhi.exchange.models import ApiClient
from lianzhi.foundation.audit.models import Entry
from lianzhi.kernel import clock


def test_a_program_reports_reads_and_moves_a_case_on(town, duty) -> None:
    made = duty.post("cases", REPORT, key="k1")

    assert made.status_code == 201
    case = made.json()
    assert (case["state"]["code"], case["category"]["code"], case["area"]) == (
        "received",
        "road",
        desk.WEST + "001",
    )
    assert duty.get(f"cases/{case['number']}").json()["text"] == desk.TEXT
    filed = duty.post(f"cases/{case['number']}/moves/file", {})
    assert (filed.status_code, filed.json()["state"]["code"]) == (200, "filed")
    sent = duty.post(
        f"cases/{case['number']}/moves/dispatch", {"units": ["works", "west"], "reason": "请联合处置"}
    )
    assert [(t["unit"], t["lead"]) for t in sent.json()["tasks"]] == [("works", True), ("west", False)]


def test_the_trail_names_the_account_and_the_program(town, duty) -> None:
    duty.post("cases", REPORT, key="k1")

    assert Entry.objects.filter(action="worklist.start").get().actor_name == "duty者 · 综合平台"


def test_who_reported_is_never_given_out(town, duty) -> None:
    case = town.report()

    said = duty.get(f"cases/{case.number}").json()

    assert not {"reporter", "phone", "token"} & said.keys()


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ('{"text": ', 400, "exchange.not_json", ""),
        ("[]", 422, "exchange.unreadable", "body"),
        ({}, 422, "exchange.unreadable", "text"),
        ({"text": "坏"}, 422, "exchange.unreadable", "text"),
        ({"text": "路灯坏了三天\u0000"}, 422, "exchange.unreadable", "text"),
        ({"text": desk.TEXT, "colour": "red"}, 422, "exchange.unreadable", "colour"),
        ({"text": desk.TEXT, "lon": 200, "lat": 3}, 422, "exchange.unreadable", "lon"),
        ({"text": desk.TEXT, "occurred_at": "2026-11-22 09:00"}, 422, "exchange.unreadable", "occurred_at"),
        ({"text": desk.TEXT, "category": "dragons"}, 422, "cases.category", "category"),
        ({"text": desk.TEXT, "lon": 121.0, "lat": 31.0}, 422, "cases.outside", "place"),
        ({"text": desk.TEXT, "lon": 120.01}, 422, "cases.coordinates", "place"),
        ({"text": desk.TEXT, "intake": "nowhere"}, 404, "cases.intake", ""),
        ({"text": desk.TEXT, "photos": ["ABCDEFGHJKMN"]}, 422, "files.gone", "photos"),
    ],
)
def test_bad_input_names_what_where_and_the_way_out_and_keeps_nothing(
    town, duty, body, status, code, field
) -> None:
    answer = duty.post("cases", body, key="k1", Accept_Language="en")

    said = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert (said["code"], said["status"], said["field"]) == (code, status, field)
    assert said["message"] and said["way_out"]
    assert not Case.objects.exists()


def test_refusals_speak_the_language_that_was_asked_for(town, duty) -> None:
    english = duty.post("cases", REPORT | {"category": "x"}, key="k1", Accept_Language="en").json()
    chinese = duty.post("cases", REPORT | {"category": "x"}, key="k1", Accept_Language="zh-CN").json()

    assert english["message"] == "There is no category “x”."
    assert chinese["message"] != english["message"] and chinese["code"] == english["code"]


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer lz_wrong", "Basic abc", "Bearer " + "lz_" + "A" * 43]
)
def test_without_a_token_nobody_comes_in(town, client, header) -> None:
    answer = client.get("/api/v1/cases", headers={"Authorization": header} if header else {})

    assert (answer.status_code, answer.json()["code"]) == (401, "exchange.token")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_scope_that_the_token_lacks_is_refused(town) -> None:
    reader = program(town.duty, "cases:read")

    answer = reader.post("cases", REPORT, key="k1")

    assert (answer.status_code, answer.json()["code"]) == (403, "exchange.scope")
    assert not Case.objects.exists()


def test_a_scope_gives_no_more_than_the_account_has(town) -> None:
    answer = program(town.reader).post("cases", REPORT, key="k1")

    assert (answer.status_code, answer.json()["code"]) == (403, "access.lacking")
    assert not Case.objects.exists()


def test_a_case_of_another_area_does_not_exist(town) -> None:
    case, east = town.report(), program(town.east_duty)

    assert east.get(f"cases/{case.number}").status_code == 404
    assert east.post(f"cases/{case.number}/moves/file", {}).status_code == 404
    assert east.get("cases").json()["cases"] == []


def test_a_revoked_token_stops_within_seconds(town, duty) -> None:
    assert duty.get("cases").status_code == 200
    revoke_client(duty.id, by=desk.ROOT)
    for key, (_until, found) in list(bearer._known.items()):
        bearer._known[key] = (0.0, found)  # three seconds later

    assert duty.get("cases").status_code == 401


def test_what_was_found_is_not_looked_up_again_at_once(town, duty, django_assert_num_queries) -> None:
    duty.get("categories")
    with django_assert_num_queries(1):
        duty.get("categories")


def test_an_expired_token_and_a_closed_account_are_refused(town, duty) -> None:
    ApiClient.objects.update(expires_at=clock.now() - timedelta(seconds=1))

    assert duty.get("cases").status_code == 401


def test_only_the_digest_of_a_token_is_kept(town, duty) -> None:
    row = ApiClient.objects.get()

    assert duty.token not in str(vars(row)) and row.hint == duty.token[:9] + "…"


def test_pages_follow_each_other_without_gap_or_double(town, duty) -> None:
    made = [town.report().number for _ in range(5)]

    seen, cursor = [], ""
    while cursor is not None:
        page = duty.get("cases", {"size": 2, "cursor": cursor}).json()
        seen += [case["number"] for case in page["cases"]]
        cursor = page["next"]

    assert seen == made[::-1]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"q": "井盖"}, 1),
        ({"category": "noise"}, 1),
        ({"state": ["received"]}, 2),
        ({"state": ["closed"]}, 0),
        ({"area": desk.EAST}, 0),
        ({"open": True, "light": "green"}, 2),
        ({"since": "2100-01-01T00:00:00Z"}, 0),
        ({"unit": "works"}, 0),
    ],
)
def test_filters_narrow_the_list(town, duty, filters, found) -> None:
    town.report()
    town.report(text="井盖松动，车辆经过发出巨响。", category="noise")

    assert len(duty.get("cases", filters).json()["cases"]) == found


@pytest.mark.parametrize("cursor", ["x", "AAAA", "MjAyNi0xMS0yMnwx"])
def test_a_foreign_cursor_is_refused(town, duty, cursor) -> None:
    assert duty.get("cases", {"cursor": cursor}).json()["code"] == "exchange.cursor"


def test_the_list_costs_the_same_for_one_and_three(town, duty, django_assert_num_queries) -> None:
    town.dispatched()
    duty.get("cases")
    with django_assert_num_queries(7):
        duty.get("cases")
    for _ in range(2):
        town.dispatched()
    with django_assert_num_queries(7):
        duty.get("cases")


def test_a_move_that_is_not_possible_says_what_is(town, duty) -> None:
    number = town.report().number

    answer = duty.post(f"cases/{number}/moves/close", {"answer": "完成"}, Accept_Language="en")

    assert (answer.status_code, answer.json()["code"]) == (409, "worklist.wrong_state")
    assert "File" in answer.json()["way_out"]


def test_a_program_does_not_speak_for_the_person_who_reported(town, duty) -> None:
    number = duty.post("cases", REPORT, key="k1").json()["number"]

    assert duty.post(f"cases/{number}/moves/rate", {}).json()["code"] == "exchange.persons_word"


def test_the_description_is_served_without_a_token_and_without_anything_from_outside(client, db) -> None:
    described = client.get("/api/v1/openapi.json").json()
    page = client.get("/api/v1/docs/")

    assert {"/api/v1/cases", "/api/v1/cases/{number}/moves/{verb}"} <= described["paths"].keys()
    assert page.status_code == 200
    assert "https://" not in page.content.decode() and "/api/v1/cases/{number}" in page.content.decode()
