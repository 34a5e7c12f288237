"""The phone as an app: a shell with nobody's data, a worker that changes when its files do, a manifest.  R-113."""

import json

import pytest
from support import phones

from lianzhi.cases.views.grid import precache

needs_build = pytest.mark.skipif(
    not (precache._built().parent / "field-worker.js").exists(), reason="needs npm run build in frontend"
)


@pytest.mark.parametrize(("language", "word"), [("en", "Grid worker"), ("zh-hans", "网格员")])
def test_the_shell_speaks_the_language_of_its_address_and_holds_nobody(town, staff, browser, language, word):
    case = town.report(phones.resident())
    town.dispatched(case)
    page = staff(town.worker).get(f"/g/shell/{language}/").content.decode()
    assert "data-shell" in page and word in page
    assert town.worker.name not in page and case.number not in page
    assert browser.get(f"/g/shell/{language}/").status_code == 200


@pytest.mark.parametrize("path", ["new", "queue", "setup", "patrol"])
def test_the_apps_screens_need_a_login_when_they_come_from_the_server(town, staff, browser, path):
    assert browser.get(f"/g/{path}/").status_code == 302
    assert staff(town.worker).get(f"/g/{path}/").status_code == 200


def test_the_manifest_makes_it_installable_within_its_scope(browser):
    manifest = json.loads(browser.get("/g/manifest.json").content)
    assert manifest["scope"] == manifest["start_url"] == "/g/" and manifest["display"] == "standalone"
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    assert "maskable" in {icon["purpose"] for icon in manifest["icons"]}


@needs_build
def test_the_worker_names_every_file_of_the_app_and_its_revision(browser):
    precache.worker.cache_clear()
    script = browser.get("/g/worker.js")
    plan = json.loads(script.content.decode().splitlines()[0].removeprefix("const PLAN = ").removesuffix(";"))
    assert "no-store" in script["Cache-Control"] and script["Content-Type"].startswith("text/javascript")
    assert plan["shells"]["en"] == "/g/shell/en/" and len(plan["revision"]) == 12
    assert any("offline-" in url for url in plan["files"]) and any(
        url.endswith("tokens.css") for url in plan["files"]
    )


@needs_build
def test_a_changed_word_is_a_new_version(browser, monkeypatch):
    precache.worker.cache_clear()
    before = precache.worker()
    monkeypatch.setattr(precache, "_words", lambda language: {"a": "other"})
    precache.worker.cache_clear()
    assert precache.worker().splitlines()[0] != before.splitlines()[0]
    precache.worker.cache_clear()
