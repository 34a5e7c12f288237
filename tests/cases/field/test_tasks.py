"""What the phone keeps of its tasks: only one's own, complete, and as cheap for three as for one.  R-113."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from support import phones


def test_the_phone_gets_its_own_parts_with_all_that_is_needed_to_do_them(town, staff):
    case = town.report(phones.resident())
    part = town.dispatched(case)
    kept = staff(town.worker).get("/g/tasks/").json()
    assert kept["parts"][0]["part"] == part and kept["person"] == town.worker.id and kept["as_of"]
    assert (
        kept["cases"][case.number]["text"] == case.text
        and kept["cases"][case.number]["way"][0]["zh"] == "派遣"
    )
    assert {"code": "lamp", "zh": "路灯"}.items() <= kept["intakes"][0]["kinds"][0].items()
    assert staff(town.stranger).get("/g/tasks/").json()["cases"] == {}


def test_three_tasks_cost_no_more_queries_than_one(town, staff):
    phone = staff(town.worker)
    town.dispatched(town.report(phones.resident()))
    phone.get("/g/tasks/")
    with CaptureQueriesContext(connection) as one:
        phone.get("/g/tasks/")
    for n in range(2):
        town.dispatched(town.report(phones.resident(), text=f"第{n}处路灯不亮了，请来修。"))
    with CaptureQueriesContext(connection) as three:
        assert len(phone.get("/g/tasks/").json()["parts"]) == 3
    assert len(three) == len(one)
