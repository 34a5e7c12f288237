"""Open311 GeoReport v2 against the tables of its specification, in both forms.  R-087, R-106; field notes intake §5."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from support import desk, pictures
from support.open311 import City
from support.programs import program

from lianzhi.cases.models import Case, Category, Remark, Signal
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files

LON, LAT = desk.IN_WEST
BOTH = pytest.mark.parametrize("format_", ["xml", "json"])
SECRET = "住在3幢502的王女士，电话13812345678，路灯坏了。"


@pytest.fixture
def city(town) -> City:
    access.save_role("duty", name_zh="duty", permissions=[*desk.ROLES["duty"], "cases.ask"], by=desk.ROOT)
    Category.objects.update(private=False)
    return City(program(town.duty, name="隔壁市").token)


def form(city: City, **fields: str) -> str:
    given = {
        "api_key": city.key,
        "service_code": "road",
        "lat": str(LAT),
        "long": str(LON),
        "description": desk.TEXT,
    }
    return urlencode(given | fields)


@BOTH
def test_discovery_names_the_endpoint_and_its_forms(city, format_) -> None:
    found = city.get("discovery", "discovery", format_=format_)

    assert found["endpoints"][0]["url"] == "http://testserver/open311/v2"
    assert city.get("discovery", "discovery", format_=format_)["endpoints"] == found["endpoints"]


@BOTH
def test_services_are_the_towns_categories(city, format_) -> None:
    found = city.get("services", "services", format_=format_)

    assert [s["service_code"] for s in found] == ["road", "noise"]
    assert city.get("services/road", "service_definition", format_=format_)["service_code"] == "road"


@BOTH
def test_a_chinese_report_comes_in_and_is_followed_by_its_number(city, format_) -> None:
    body = form(
        city, address_string="文一路 12 号，北门", last_name="王", first_name="小明", phone="13800000001"
    )
    made = city.post("requests", "created", body, format_=format_)

    number = made[0]["service_request_id"]
    row = city.get(f"requests/{number}", "service_requests", format_=format_)[0]
    assert (row["status"], row["service_code"], row["description"]) == ("open", "road", desk.TEXT)
    assert (row["address"], row["lat"], row["long"]) == ("文一路 12 号，北门", LAT, LON)
    case = Case.objects.get(number=number)
    assert access.resident_view(case.reporter).name == "王小明"


def test_without_a_phone_nobody_is_the_reporter_and_no_email_is_kept(city) -> None:
    city.post("requests", "created", form(city, email="wang@example.org"))

    assert Case.objects.get().reporter == "caller:anonymous"
    assert "wang@example.org" not in str(Signal.objects.values())


def test_attributes_of_one_and_of_several_values_are_kept(city) -> None:
    body = form(city) + "&attribute[WHICH]=%E5%8C%97%E9%97%A8&attribute[KIND][]=a&attribute[KIND][]=b"
    city.post("requests", "created", body)

    assert Signal.objects.get().extra["attributes"] == {"WHICH": ["北门"], "KIND": ["a", "b"]}


def test_a_report_without_words_says_its_kind_and_place(city) -> None:
    city.post("requests", "created", form(city, description="", address_string="北门"))

    assert Case.objects.get().text == "道路破损，北门"


def test_an_address_alone_is_a_place_too(city) -> None:
    city.post("requests", "created", form(city, lat="", long="", address_string="云杉苑"))

    assert Case.objects.get().area_code == desk.EAST + "001"


def test_our_own_code_of_a_place_is_understood(city) -> None:
    city.post("requests", "created", form(city, lat="", long="", address_id="P1"))

    assert Case.objects.get().area_code == desk.EAST + "001"


@BOTH
@pytest.mark.parametrize(
    ("fields", "status", "word"),
    [
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "dragons"}, 404, "service_code"),
        ({"lat": "", "long": ""}, 400, "address_string"),
        ({"long": ""}, 400, "long"),
        ({"lat": "ninety"}, 400, "lat"),
        ({"lat": "nan"}, 400, "lat"),
        ({"lat": "31.0", "long": "121.0"}, 400, ""),
        ({"lat": "", "long": "", "address_id": "P999"}, 404, "address_id"),
        ({"description": "长" * 4001}, 400, "description"),
        ({"description": "坏\x00字符"}, 400, "description"),
        ({"jurisdiction_id": "sfgov.org"}, 404, "jurisdiction_id"),
        ({"api_key": "lz_wrong"}, 403, ""),
        ({"api_key": ""}, 403, ""),
        ({"phone": "1"}, 400, ""),
    ],
)
def test_faults_are_told_as_the_specification_lists_them_and_keep_nothing(
    city, format_, fields, status, word
) -> None:
    errors = city.post("requests", "errors", form(city, **fields), status, format_=format_)

    assert errors[0]["code"] == status and word in errors[0]["description"]
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("services", {"jurisdiction_id": "x"}, 404),
        ("services/dragons", {}, 404),
        ("requests/LZ20200101-0001", {}, 404),
        ("tokens/none", {}, 404),
        ("requests", {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, 400),
        ("requests", {"start_date": "yesterday"}, 400),
        ("requests", {"start_date": "2026-01-01T00:00:00"}, 400),
        ("requests", {"status": "fixed"}, 400),
        ("requests", {"page": "0"}, 400),
        ("requests", {"page_size": "many"}, 400),
        ("requests", {"page": "200", "page_size": "1000"}, 400),
        ("requests", {"api_key": "lz_wrong"}, 403),
    ],
)
def test_what_cannot_be_found_or_read_is_said(city, path, query, status) -> None:
    assert city.get(path, "errors", status, **query)[0]["code"] == status


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["noise", "road"]),
        ({"service_code": "road"}, ["road"]),
        ({"service_code": "road,noise"}, ["noise", "road"]),
        ({"status": "open"}, ["noise"]),
        ({"status": "closed"}, ["road"]),
        ({"status": "open,closed"}, ["noise", "road"]),
        ({"page": "1", "page_size": "1"}, ["noise"]),
        ({"page": "2", "page_size": "1"}, ["road"]),
        ({"page": "3", "page_size": "1"}, []),
        ({"end_date": "2020-01-01T00:00:00+08:00"}, []),
        ({"jurisdiction_id": desk.TOWN}, ["noise", "road"]),
    ],
)
def test_queries_narrow_the_list(town, city, query, found) -> None:
    from lianzhi.cases import api as cases

    cases.close(town.checked().id, answer=desk.ANSWER, by=town.duty)
    town.report(category="noise")

    assert [row["service_code"] for row in city.get("requests", "service_requests", **query)] == found


def test_numbers_override_every_other_argument(town, city) -> None:
    first, _other, last = (town.report().number for _ in range(3))

    rows = city.get(
        "requests", "service_requests", service_request_id=f"{first},{last}", status="closed", page_size="5"
    )

    assert [row["service_request_id"] for row in rows] == [last, first]


def test_only_the_last_ninety_days_are_listed(town, city) -> None:
    old = town.report()
    Case.objects.filter(pk=old.id).update(created_at=datetime.now(UTC) - timedelta(days=91))

    assert city.get("requests", "service_requests") == []
    assert len(city.get("requests", "service_requests", service_request_id=old.number)) == 1


def test_the_public_reads_no_words_no_address_and_a_rough_place(town, city) -> None:
    town.report(text=SECRET, place_text="云杉苑3幢502室", at=(120.0123456, 30.0123456))

    row = City().get("requests", "service_requests")[0]

    assert (row["description"], row["status_notes"], row["media_url"]) == (None, None, None)
    assert (row["address"], row["lat"], row["long"]) == ("示例001001", 30.012, 120.012)


def test_the_public_reads_nothing_of_private_kinds(town, city) -> None:
    case = town.report()
    Category.objects.update(private=True)

    assert City().get("requests", "service_requests") == []
    assert City().get("servicerequestupdates", "service_request_updates") == []
    City().get(f"requests/{case.number}", "errors", 404)


def test_with_a_key_personal_numbers_are_covered_and_nobody_is_named(town, city) -> None:
    town.report(text=SECRET)

    said = str(city.get("requests", "service_requests"))

    assert "13812345678" not in said and "路灯坏了" in said


def test_a_key_shows_only_its_accounts_area(town, city) -> None:
    town.report()

    assert City(program(town.east_duty).token).get("requests", "service_requests") == []


def test_the_answer_and_the_responsible_unit_are_told(town, city) -> None:
    from lianzhi.cases import api as cases

    case = cases.close(town.checked().id, answer=desk.ANSWER, by=town.duty)

    row = city.get(f"requests/{case.number}", "service_requests")[0]

    assert (row["status"], row["status_notes"], row["agency_responsible"]) == (
        "closed",
        desk.ANSWER,
        "市政所",
    )


@BOTH
def test_updates_follow_the_steps_and_leave_inner_reasons_inside(town, city, format_) -> None:
    from lianzhi.cases import api as cases

    case = town.accepted()
    task = case.item.tasks[0].id
    cases.send_back(case.id, task, reason=SECRET, by=town.workers["works"])

    rows = city.get("servicerequestupdates", "service_request_updates", format_=format_)

    assert [row["status"] for row in rows] == ["OPEN"] * 5
    assert "13812345678" not in str(rows) and "王女士" not in str(rows)
    later = (datetime.now(UTC) + timedelta(seconds=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert city.get("servicerequestupdates", "service_request_updates", start_date=later) == []


@BOTH
def test_an_update_of_another_system_is_kept_once_as_a_note(town, city, format_) -> None:
    case = town.report()
    body = urlencode(
        {"api_key": city.key, "service_request_id": case.number, "update_id": "u-7", "status": "CLOSED",
         "updated_datetime": "2026-11-22T09:00:00+08:00", "description": "居民说已经修好。"}
    )  # fmt: skip
    for _ in range(2):
        assert city.post("servicerequestupdates", "updated", body, format_=format_)[0]["update_id"] == "u-7"

    note = Remark.objects.get()
    assert (note.kind, note.text) == ("note", "[隔壁市 CLOSED] 居民说已经修好。")
    assert Case.objects.get().item.state == "received"


def test_a_report_sent_again_with_its_number_over_there_is_one_case(city) -> None:
    body = form(city) + "&attribute[external_id]=fms-12"
    first, again = (city.post("requests", "created", body) for _ in range(2))

    assert first == again and Case.objects.count() == 1
    assert city.get("tokens/fms-12", "token")[0]["service_request_id"] == first[0]["service_request_id"]


def test_the_same_number_over_there_for_something_else_is_refused(city) -> None:
    city.post("requests", "created", form(city) + "&attribute[external_id]=fms-12")

    city.post(
        "requests", "errors", form(city, description="另外一件事情") + "&attribute[external_id]=fms-12", 400
    )
    assert Case.objects.count() == 1


def test_a_picture_is_given_out_by_a_signed_address_for_public_kinds_only(
    town, city, settings, tmp_path
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.FILES_ROOT = tmp_path
    photo = files.take_photo(SimpleUploadedFile("a.jpg", pictures.jpeg()), by=town.duty, purpose="report")
    case = town.report()
    files.attach([photo.id], case.subject, by=town.duty)

    address = city.get(f"requests/{case.number}", "service_requests")[0]["media_url"]

    assert Client().get(address.removeprefix("http://testserver"))["Content-Type"] == "image/jpeg"
    assert Client().get(address.removeprefix("http://testserver") + "x").status_code == 404
    Category.objects.update(private=True)
    assert city.get(f"requests/{case.number}", "service_requests")[0]["media_url"] is None


def test_the_list_costs_the_same_for_one_and_three(town, city, django_assert_max_num_queries) -> None:
    town.dispatched()
    city.get("requests", "service_requests")
    with django_assert_max_num_queries(6) as one:
        city.get("requests", "service_requests", page_size="900")
    for _ in range(2):
        town.dispatched()
    with django_assert_max_num_queries(6) as three:
        city.get("requests", "service_requests", page_size="900")
    assert abs(len(three) - len(one)) <= 1  # a single request also looks for its picture


def test_what_another_city_sent_with_it_is_seen_by_who_handles_it(town, city) -> None:
    """The photo's address is shown, not fetched; an attribute that we never asked for is not lost."""
    more = "&media_url=https://photos.example/12.jpg&attribute[lamp]=A-7"
    number = city.post("requests", "created", form(city) + more)[0]["service_request_id"]

    page = desk.browser(town.duty).get(f"/desk/case/{number}/").content.decode()

    assert 'href="https://photos.example/12.jpg" rel="noreferrer' in page and "A-7" in page
    assert "photos.example" not in desk.browser(town.reader).get(f"/desk/case/{number}/").content.decode()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://photos.example/1.jpg"])
def test_only_an_address_of_the_web_becomes_a_link(town, city, address) -> None:
    sent = town.report(source="open311", extra={"media_url": address, "attributes": {"lamp": ["A-7"]}})

    page = desk.browser(town.duty).get(f"/desk/case/{sent.number}/").content.decode()

    assert address not in page and "A-7" in page
