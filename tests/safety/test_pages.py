"""The pages of risk and cylinders: lists with their filters, records, forms, the phone, the register's counters."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support.desk import browser
from support.register import BUILDING, GRID, NEXT, SECOND
from support.safety import crowd, cylinder

from lianzhi.safety import api as safety
from lianzhi.safety import facts
from lianzhi.safety.models import Alert, Asked, Cylinder, Inspection, Supplier


def text(response) -> str:
    return response.content.decode()


def test_the_empty_lists_say_what_will_come(town) -> None:
    client = browser(town.office)

    assert "No address is at middle or high risk" in text(client.get("/safety/"))
    assert "No cylinder is on record yet" in text(client.get("/safety/cylinders/"))
    assert "No supplier is on the list yet" in text(client.get("/safety/suppliers/"))
    assert "Which cylinder is before you?" in text(client.get("/g/cylinder/"))


def test_the_list_of_addresses_keeps_its_filters_in_the_address(town) -> None:
    crowd(8)
    safety.all_due()
    safety.work_off()
    client = browser(town.office)

    assert "云杉苑1幢" in text(client.get("/safety/?level=red")) and "Many persons" in text(
        client.get("/safety/")
    )
    assert "No address fits the search" in text(client.get("/safety/?level=yellow"))
    assert text(client.get("/safety/?level=pink&area=x&page=99")).count("rowlink") == 1


def test_an_address_says_why_what_it_looked_at_and_who_asked(town) -> None:
    crowd(8)
    safety.all_due()
    safety.work_off()
    client = browser(town.office)
    client.get(f"/safety/at/{BUILDING}/")

    page = text(client.get(f"/safety/at/{BUILDING}/"))

    assert "Most persons in one room that is let ≥ 8 [8]" in page and "not confirmed" in page
    assert Asked.objects.filter(subject=f"place:{BUILDING}").count() == 2 and "Opened on the page" in page
    assert client.get(f"/safety/at/{GRID}/").status_code == 200
    assert client.get("/safety/at/330199100001B99999/").status_code == 404


def test_an_inspection_is_recorded_and_a_wrong_one_comes_back(town) -> None:
    safety.all_due()
    safety.work_off()
    client, day = browser(town.west), facts.today().isoformat()
    address = f"/safety/at/{BUILDING}/inspect/"

    assert client.post(address, {"on": day, "found": 1, "left": 2}).status_code == 422
    assert client.post(address, {"on": day, "found": 2, "left": 1, "note": "楼道堆物"}).status_code == 302
    assert Inspection.objects.get().left == 1
    assert "hazards found" in text(client.get(f"/safety/at/{BUILDING}/"))
    assert client.post(f"/safety/at/{BUILDING}/judge/").status_code == 302
    assert browser(town.reader).post(address, {}).status_code == 403


def test_cylinders_are_listed_looked_at_moved_and_settled(town) -> None:
    cylinder(due=facts.today() - timedelta(days=3))
    safety.work_off()
    client = browser(town.west)

    assert "Inspection overdue" in text(client.get("/safety/cylinders/?look=overdue"))
    assert "No cylinder fits" in text(client.get("/safety/cylinders/?look=place"))
    page = text(client.get("/safety/cylinders/lpg0001/"))
    assert "Days past the inspection date &gt; 0 [3]" in page and "Not as it should be" in page
    step = {"kind": "moved", "on": facts.today().isoformat(), "place": ""}
    assert client.post("/safety/cylinders/LPG0001/step/", step).status_code == 422
    assert (
        client.post("/safety/cylinders/LPG0001/step/", step | {"place": f"{SECOND}010101"}).status_code == 302
    )
    alert = Alert.objects.get(rule="overdue", closed_at=None)
    assert client.post(f"/safety/alerts/{alert.pk}/close/", {"why": "登记有误"}).status_code == 302
    done = client.post("/safety/cylinders/LPG0001/inspected/", {"on": facts.today().isoformat(), "due": ""})
    assert done.status_code == 302 and Cylinder.objects.get().inspected == facts.today()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("lpg0001", "Not as it should be"),
        ("https://gas.example/c?n=LPG0001", "Not as it should be"),
        ("LPG4711", "There is no such address or cylinder"),
        ("?", "This is no number of a cylinder"),
    ],
)
def test_the_phone_says_what_it_is_and_whether_it_may_be_here(town, typed, said) -> None:
    cylinder(due=facts.today() - timedelta(days=3))
    safety.work_off()

    answer = browser(town.west).get("/g/cylinder/", {"n": typed})

    assert answer.status_code == 200 and said in text(answer)


def test_seen_on_the_phone_is_kept(town) -> None:
    cylinder()
    safety.work_off()
    Cylinder.objects.update(seen_on=facts.today() - timedelta(days=500))

    answer = browser(town.west).post("/g/cylinder/seen/", {"n": "LPG0001"}, follow=True)

    assert "Noted: seen today." in text(answer) and Cylinder.objects.get().seen_on == facts.today()


def test_a_supplier_is_kept_and_changed(town) -> None:
    client = browser(town.office)
    given = {"code": "one", "name": "甲燃气", "also": "甲气，甲", "licence": "x", "unit": "", "active": "on"}

    assert client.post("/safety/suppliers/new/", given | {"unit": "nowhere"}).status_code == 422
    assert client.post("/safety/suppliers/new/", given).status_code == 302
    assert client.post("/safety/suppliers/one/", given | {"name": "甲燃气公司"}).status_code == 302
    assert Supplier.objects.get().also == ["甲气", "甲"] and "甲燃气公司" in text(
        client.get("/safety/suppliers/")
    )


def test_the_registers_pages_show_counters_to_who_may_see_them(town) -> None:
    crowd(8)
    cylinder(due=facts.today() - timedelta(days=3))
    safety.work_off()
    client = browser(town.office)

    assert "Addresses of high risk" in text(client.get(f"/registry/grid/{GRID}/"))
    assert "Cylinder alerts" in text(client.get(f"/registry/building/{BUILDING}/"))
    assert "Cylinder alerts" not in text(browser(town.people.clerk).get(f"/registry/building/{BUILDING}/"))


@pytest.mark.parametrize("address", ["/safety/?level=red", "/safety/cylinders/"])
def test_a_list_costs_the_same_at_one_row_and_at_three(town, address) -> None:
    client = browser(town.office)

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    crowd(8)
    cylinder()
    safety.work_off()
    one = queries()
    crowd(8, place=f"{SECOND}010101", first=20)
    crowd(8, place="330199100002B00001010101", first=40)
    for serial in ("LPG0002", "LPG0003"):
        cylinder(serial, place=NEXT, due=facts.today() - timedelta(days=3))
    safety.all_due()
    safety.work_off()

    assert queries() == one
