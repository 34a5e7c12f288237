"""Shapes, switches, menu and the content policy."""

import re
from pathlib import Path

import pytest
from django.test import Client, RequestFactory, override_settings

from lianzhi.foundation.ui import nav
from lianzhi.foundation.ui.context import live_address
from lianzhi.foundation.ui.contracts import NavItem
from lianzhi.foundation.ui.middleware import ContentPolicyMiddleware, policy
from lianzhi.foundation.ui.samples import SHAPES

pytestmark = [pytest.mark.urls("ui_urls"), pytest.mark.django_db]


@pytest.mark.parametrize("address", ["/ui/", *[f"/ui/shape/{name}/" for name in SHAPES]])
def test_every_shape_renders_in_the_demo(address: str, client: Client) -> None:
    answer = client.get(address)

    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1
    assert "<main" in answer.text and 'id="refusals"' in answer.text


@override_settings(DEMO=False)
def test_outside_the_demo_there_is_no_style_page(client: Client) -> None:
    assert client.get("/ui/").status_code == 404
    assert client.get("/ui/shape/list/").status_code == 404


def test_an_unknown_shape_is_not_found(client: Client) -> None:
    assert client.get("/ui/shape/nonsense/").status_code == 404


def test_the_theme_is_remembered_and_a_made_up_one_is_not(client: Client) -> None:
    answer = client.post("/ui/theme/", {"theme": "care", "next": "/ui/?a=1"})
    assert answer["Location"] == "/ui/?a=1"
    assert 'data-theme="care"' in client.get("/ui/shape/phone/").text

    client.post("/ui/theme/", {"theme": '"><script>'})
    assert '<html lang="zh-hans" data-theme="auto"' in client.get("/ui/shape/phone/").text


def test_the_language_is_remembered(client: Client) -> None:
    client.post("/ui/language/", {"language": "en", "next": "/ui/"})

    assert '<html lang="en"' in client.get("/ui/").text
    assert "Style page" in client.get("/ui/").text


def test_a_switch_never_leads_to_another_host(client: Client) -> None:
    for there in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert client.post("/ui/theme/", {"theme": "dark", "next": there})["Location"] == "/"


def test_a_switch_needs_a_post(client: Client) -> None:
    assert client.get("/ui/theme/").status_code == 405


@pytest.fixture
def menu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nav, "_items", {})
    nav.register(NavItem("test", "cases", "Free for all", "ui:style"))
    nav.register(NavItem("test", "settings", "Only for some", "ui:theme", "test.special"))
    nav.register(NavItem("test", "cases", "No such page", "nowhere:at_all"))


@pytest.mark.usefixtures("menu")
def test_the_menu_hides_what_the_viewer_may_not_use_and_what_is_not_there() -> None:
    assert [[e.label for e in s.entries] for s in nav.sections(frozenset(), "/")] == [["Free for all"]]
    assert [s.label for s in nav.sections(frozenset({"test.special"}), "/")] == ["Cases", "Administration"]


@pytest.mark.usefixtures("menu")
def test_the_longest_address_is_the_current_entry() -> None:
    shown = nav.sections(frozenset({"test.special"}), "/ui/theme/7/")

    assert [(e.label, e.current) for s in shown for e in s.entries] == [
        ("Free for all", False), ("Only for some", True),
    ]  # fmt: skip


@pytest.mark.usefixtures("menu")
def test_a_misspelt_section_is_refused_at_start() -> None:
    with pytest.raises(ValueError, match="no menu section 'casse'"):
        nav.register(NavItem("test", "casse", "Label", "ui:style"))
    assert len(nav._items) == 3


@pytest.mark.usefixtures("menu")
def test_a_key_leads_to_one_place_only() -> None:
    nav.register(NavItem("test", "cases", "Free for all", "ui:style", key="i"))
    nav.register(NavItem("test", "cases", "Free for all", "ui:style", key="i"))
    with pytest.raises(ValueError, match="'i' leads somewhere else"):
        nav.register(NavItem("test", "settings", "Only for some", "ui:theme", key="i"))
    assert [e.key for s in nav.sections(frozenset(), "/") for e in s.entries] == ["i"]


def test_the_live_address_is_the_same_host_on_the_next_port() -> None:
    with override_settings(LIVE_URL=""):
        assert (
            live_address(RequestFactory().get("/", HTTP_HOST="localhost:8000"))
            == "http://localhost:8001/live"
        )
        assert live_address(RequestFactory().get("/", HTTP_HOST="[::1]:8000")) == "http://[::1]:8001/live"
    with override_settings(LIVE_URL="https://live.example/stream"):
        assert live_address(RequestFactory().get("/")) == "https://live.example/stream"


def test_the_policy_allows_our_own_files_and_the_live_stream_only() -> None:
    said = policy("http://localhost:8001/live")

    assert "default-src 'self'" in said and "connect-src 'self' http://localhost:8001" in said
    assert "unsafe" not in said


def test_the_policy_is_set_on_pages_and_not_on_files(rf: RequestFactory) -> None:
    from django.http import HttpResponse

    page = ContentPolicyMiddleware(lambda _: HttpResponse("<p>"))(rf.get("/"))
    file = ContentPolicyMiddleware(lambda _: HttpResponse(b"x", content_type="image/png"))(rf.get("/"))

    assert "Content-Security-Policy" in page and "Content-Security-Policy" not in file


INLINE = re.compile(
    r"""\sstyle=|<style|\son\w+="|<script(?![^>]*application/json)[^>]*>\s*\S|javascript:""",
)


def test_no_template_holds_inline_styles_or_scripts() -> None:
    source = Path(nav.__file__).parents[2]
    wrong = [
        f"{path.name}: {found.group()}"
        for path in source.rglob("templates/**/*.html")
        for found in INLINE.finditer(path.read_text())
    ]

    assert wrong == []


def test_a_live_page_resumes_from_the_newest_event_so_that_none_falls_between(rf: RequestFactory) -> None:
    from django.db import transaction

    from lianzhi.foundation.events import api as events
    from lianzhi.foundation.ui.context import Page

    with transaction.atomic():
        number = events.emit("test.happened", {})

    assert Page(rf.get("/", HTTP_HOST="localhost:8000")).live.startswith(
        f"http://localhost:8001/live?last={number}"
    )
