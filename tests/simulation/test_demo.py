"""S-town in one call, and the commands."""

from datetime import date

import pytest
from click.testing import CliRunner
from town_plans import town

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock
from lianzhi.registry.models import OF_KIND, Change, Enterprise, House, Household, Link, Person
from lianzhi.simulation import people
from lianzhi.simulation.api import ACCOUNTS
from lianzhi.simulation.cli import simulate
from lianzhi.simulation.demo import BY, make_demo
from lianzhi.simulation.marks import Mark, read_mark
from lianzhi.simulation.registering import load_registers
from lianzhi.territory import api as territory


@pytest.fixture
def home(db, settings, tmp_path):
    settings.HOME, settings.FILES_ROOT = tmp_path, tmp_path / "files"
    return tmp_path


def test_one_call_makes_everything_the_demo_shows(home) -> None:
    said = []

    made = make_demo(scale=0.02, seed=3, say=said.append, days=2, history=10)

    found, total = cases.page(BY, cases.Wanted(), clock.now(), size=100)
    assert total > made.written.reports > 0, "devices and circles bring some more"
    assert made.sensed.detections > 0 and made.sensed.routes > 0 and made.gathered.asked > 0
    assert territory.town().code == "330199100000"
    assert len(cases.categories()) == 40
    assert {intake.code for intake in cases.intakes()} >= {"snap_report", "neighbour_home"}
    assert len(access.people()) == made.staffed.people
    assert cases.propose_category("楼道灯坏了，晚上上楼摸黑")[0].code == "repair-power"
    assert any(case.category_by == "machine" for case in found)
    assert read_mark() == Mark(3, 0.02)
    assert any("past days" in line for line in said)
    assert made.schooled.schools == 0 and made.schooled.elders > 0  # so small a town has no school
    assert made.registered.persons > 0 and territory.rooms_of(_building_with_people())


def _building_with_people() -> str:
    return Person.objects.filter(source="simulation").order_by("code").first().place[:18]


def test_the_registers_come_in_once_and_whole_for_their_grid(home) -> None:
    plan, day = town(0.02, 3), date(2026, 3, 1)
    territory.load_town(plan)
    grid = people.middle_grid(plan)
    more = {"scale": 0.02, "seed": 3, "as_of": day, "by": BY, "most": 0}

    first = load_registers(plan, grid, **more)
    counts = [model.objects.count() for model in (*OF_KIND.values(), Change)]
    again = load_registers(plan, grid, **more)

    assert first.grids == 1 and first.persons == Person.objects.count() > 0
    assert [model.objects.count() for model in (*OF_KIND.values(), Change)] == counts and not counts[-1]
    assert {row for model in OF_KIND.values() for row in model.objects.values_list("source", flat=True)} == {
        "simulation"
    }
    assert set(Person.objects.values_list("grid_code", flat=True)) == {grid.code}
    assert not Person.objects.filter(place="").exists()
    assert again == first
    _shows_who_is_not_a_family_of_the_town()


def _shows_who_is_not_a_family_of_the_town() -> None:
    foreign = Person.objects.filter(kind="abroad")
    assert foreign and not foreign.filter(identity_kind="card").exists()
    assert not foreign.filter(latin_name="").exists() and not foreign.filter(lodged=None).exists()
    dormitories = House.objects.filter(use="dormitory", state__in=("rent", "lodge"))
    together = Household.objects.filter(kind="collective")
    assert {house.place for house in dormitories} == {household.place for household in together} != set()
    assert territory.room(together[0].place).use == "dormitory"
    keeper = Link.objects.filter(
        object=together[0].place, relation__in=("owns", "rents"), subject__startswith="enterprise:"
    )
    worker = Person.objects.filter(place=together[0].place)[0]
    assert keeper.count() == 1 < Person.objects.filter(place=together[0].place).count() <= 8
    assert worker.employer == Enterprise.objects.get(code=keeper[0].subject.partition(":")[2]).name


def test_a_command_prints_voices_without_a_database() -> None:
    result = CliRunner().invoke(simulate, ["voices", "3", "--scale", "0.02", "--category", "dispute"])

    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert len(lines) == 3
    assert all(line.startswith("dispute\t") for line in lines)


def test_an_unknown_category_is_answered_with_the_known_ones() -> None:
    result = CliRunner().invoke(simulate, ["voices", "1", "--category", "weather"])

    assert result.exit_code == 2
    assert "noise" in result.output


@pytest.mark.parametrize("command", [["demo"], ["day"]])
def test_outside_a_demo_nothing_is_simulated(home, settings, command) -> None:
    settings.DEMO = False

    result = CliRunner().invoke(simulate, command)

    assert result.exit_code == 1
    assert "this is no demo" in result.output
    assert cases.categories() == []


def test_a_day_needs_a_town(home) -> None:
    result = CliRunner().invoke(simulate, ["day", "--minutes", "1"])

    assert result.exit_code == 1
    assert "there is no simulated town here" in result.output


def test_the_fingerprint_is_one_line(home) -> None:
    result = CliRunner().invoke(simulate, ["fingerprint"])

    assert result.exit_code == 0
    assert len(result.output.strip()) == 64


def test_outside_a_demo_no_account_with_a_known_password_is_made(settings, db) -> None:
    settings.DEMO = False
    cases.load_categories(BY)

    people.make_organisation(town(0.02, 3), scale=0.02, seed=3, by=BY)

    assert not {p.username for p in access.people()} & set(ACCOUNTS)
