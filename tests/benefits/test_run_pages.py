"""Pages and command line of runs: who may, what they show, what a look at a person leaves behind."""

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone, translation
from support.desk import browser
from support.register import ROOT, TOWN, WEST, build, number, person

from lianzhi.benefits.actions import deciding, running
from lianzhi.benefits.cli import benefits
from lianzhi.benefits.models import Run
from lianzhi.foundation.access import api as access
from lianzhi.foundation.jobs import api as jobs
from lianzhi.kernel.actor import Actor
from lianzhi.registry import api as registry
from lianzhi.registry.models import Look

KNOWN = {
    "registered": True, "residence_years": 9, "income": 500_000, "destitute": False, "child_standing": "none", "frailty": 0,
    "disability_grade": 0, "disability_kind": "none", "long_care": False, "injury_care": False, "retired": True, "work_years": 30,
    "pension": 400_000, "one_child": True,
}  # fmt: skip


@pytest.fixture
def desk(db, settings, tmp_path) -> Client:
    """A clerk who sees and starts runs for the whole town; one retiree who is due a reward."""
    settings.FILES_ROOT = tmp_path
    town = build()
    who = person(identity=number(born="19500101"))
    registry.record_facts([registry.FactRow(who, KNOWN)], source="simulation", by=ROOT)
    registry.record_facts([registry.FactRow(who, {"one_child": False})], source="visit", by=ROOT)
    access.save_role("civil", name_zh="民政", permissions=["benefits.entitled", "benefits.run"], by=ROOT)
    access.grant(town.office.id, "civil", area_code=TOWN, unit="", by=ROOT)
    return browser(town.office)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_run_shows_its_figures_and_four_lists(desk, settings, language) -> None:
    settings.LANGUAGE_CODE = language
    with translation.override(language):
        done = running.run(by=ROOT)
        pages = {
            name: desk.get(f"/benefits/runs/{done.code}/?list={name}").content.decode()
            for name in ("new", "conflicts")
        }
        listed = desk.get("/benefits/runs/").content.decode()

    said = {
        "en": ("Reward of one-child", "One-child certificate", "Sample, not verified"),
        "zh-hans": ("独生子女奖励", "独生子女证", "示例，未核实"),
    }
    reward, item, sample = said[language]
    assert (
        reward in pages["new"]
        and "王小明" in pages["new"]
        and "1,440.00" in pages["new"]
        and sample in pages["new"]
    )
    assert item in pages["conflicts"] and done.code in listed and 'class="flow"' in pages["new"]
    assert Look.objects.filter(field="benefits").count() == 1  # within an hour one look is written down


def test_lists_end_at_the_readers_area_and_strangers_see_nothing(desk) -> None:
    done = running.run(by=ROOT)
    seer = access.add_person("seer", name="东", unit="west", password=None, by=ROOT)
    far = Actor(seer.id, seer.name, "west")
    access.save_role("seer", name_zh="看", permissions=["benefits.entitled"], by=ROOT)
    access.grant(far.id, "seer", area_code=f"{WEST[:-1]}2", unit="", by=ROOT)

    page = browser(far).get(f"/benefits/runs/{done.code}/").content.decode()

    assert "王小明" not in page and "Nothing of this kind in your area." in page
    assert browser(far).post("/benefits/runs/start/").status_code == 403
    assert Client().get("/benefits/runs/").status_code == 302


def test_a_run_that_was_asked_for_shows_how_far_it_is_and_the_worker_does_it(desk) -> None:
    begun = desk.post("/benefits/runs/start/")
    row = Run.objects.get()
    waiting = desk.get(begun["Location"]).content.decode()

    while jobs.work_once():
        pass

    row.refresh_from_db()
    assert "hx-trigger" in waiting and "<progress" in waiting
    assert (row.state, row.progress, row.figures["due"]) == ("done", 100, 1)
    assert 'hx-trigger="every' not in desk.get(begun["Location"]).content.decode()


def test_a_run_that_failed_says_why(desk, monkeypatch) -> None:
    def refuse(proposals):
        raise RuntimeError

    monkeypatch.setattr(deciding, "found", refuse)
    with pytest.raises(RuntimeError):
        running.run(by=ROOT)

    assert "RuntimeError" in desk.get(f"/benefits/runs/{Run.objects.get().code}/").content.decode()


def test_the_command_line_runs_computes_again_and_reports(desk) -> None:
    today = timezone.localdate()
    said = CliRunner().invoke(benefits, ["run"], catch_exceptions=False).output
    code = Run.objects.get().code
    again = CliRunner().invoke(benefits, ["recompute", code], catch_exceptions=False)
    report = CliRunner().invoke(benefits, ["report", "--since", str(today), "--until", str(today)]).output

    assert code in said and "1 are due 1 entitlements" in said
    assert again.exit_code == 0 and again.output.count(Run.objects.get().outcome) == 2
    assert "23,358" in report and "29,560" in report
    assert CliRunner().invoke(benefits, ["recompute", "M222222222222"]).exit_code != 0
