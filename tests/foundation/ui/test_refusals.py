"""A refusal reaches the person in every form a page can ask for."""

import pytest
from django.conf import settings
from django.test import Client

pytestmark = [pytest.mark.urls("ui_urls"), pytest.mark.django_db]
CHINESE = {settings.LANGUAGE_COOKIE_NAME: "zh-hans"}
ENGLISH = {settings.LANGUAGE_COOKIE_NAME: "en"}


def client(language: dict[str, str], **kwargs: object) -> Client:
    made = Client(**kwargs)
    made.cookies.load(language)
    return made


def test_a_plain_request_gets_a_page_with_the_way_out_and_the_status() -> None:
    answer = client(ENGLISH).get("/refuse/")

    assert answer.status_code == 422
    assert "The place is outside the town." in answer.text
    assert "Choose a place inside the town" in answer.text
    assert "test.outside" in answer.text


def test_htmx_gets_a_fragment_for_the_refusal_area_so_that_the_form_stays() -> None:
    answer = client(ENGLISH).post("/refuse/", headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#refusals", "innerHTML")
    assert answer["X-Refusal"] == "test.outside"
    assert "<html" not in answer.text and "The place is outside the town." in answer.text


def test_json_is_answered_with_the_four_fields() -> None:
    answer = client(ENGLISH).get("/refuse/", headers={"Accept": "application/json"})

    assert answer.status_code == 422
    assert answer.json() == {
        "code": "test.outside",
        "message": "The place is outside the town.",
        "way_out": "Choose a place inside the town, or call the town's hotline.",
        "field": "place",
    }


def test_a_browser_that_accepts_anything_gets_the_page_not_json() -> None:
    answer = client(ENGLISH).get("/refuse/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})

    assert answer["Content-Type"].startswith("text/html")


@pytest.mark.usefixtures("compiled")
def test_the_refusal_speaks_the_language_of_the_person() -> None:
    answer = client(CHINESE).get("/refuse/", headers={"Accept": "application/json"})

    assert answer.json()["message"] == "这个地点不在本镇范围内。"


def test_a_form_shows_the_refusal_beside_its_field_and_keeps_what_was_typed() -> None:
    answer = client(ENGLISH).post("/form/", {"place": "beyond the river"})

    assert answer.status_code == 422
    assert 'value="beyond the river"' in answer.text
    assert 'id="id_place-error"' in answer.text and 'aria-invalid="true"' in answer.text
    assert "The place is outside the town. Choose a place inside the town" in answer.text


def test_a_fresh_form_is_200_and_a_good_one_is_done() -> None:
    assert client(ENGLISH).get("/form/").status_code == 200
    assert client(ENGLISH).post("/form/", {"place": "inside"}).text == "done"


def test_a_body_that_is_too_big_is_413_with_what_to_do() -> None:
    answer = client(ENGLISH).post("/body/", {"text": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})

    assert answer.status_code == 413
    assert "fewer or smaller pictures" in answer.text


def test_a_lost_csrf_token_is_explained() -> None:
    answer = client(ENGLISH, enforce_csrf_checks=True).post("/body/", {"text": "x"})

    assert answer.status_code == 403
    assert "Nothing was changed." in answer.text and answer["X-Refusal"] == "ui.csrf"


def test_an_unknown_address_and_a_breakdown_have_their_own_pages() -> None:
    calm = client(ENGLISH, raise_request_exception=False)

    assert calm.get("/no/such/page/").status_code == 404
    broken = calm.get("/break/")
    assert broken.status_code == 500
    assert "nothing is half-written" in broken.text


def test_the_500_page_needs_neither_a_database_nor_a_request(django_assert_num_queries) -> None:  # noqa: ANN001
    from lianzhi.foundation.ui.views import server_error

    with django_assert_num_queries(0):
        assert server_error(None).status_code == 500  # type: ignore[arg-type]
