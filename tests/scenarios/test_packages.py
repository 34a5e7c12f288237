"""A package that is wrong is refused, and the message names the file and the place."""

import shutil
from datetime import date

import pytest
import yaml

from lianzhi.cases import api as cases
from lianzhi.kernel import yamls
from lianzhi.kernel.actor import system
from lianzhi.kernel.errors import BadInput
from lianzhi.scenarios import actions, packages, sections
from lianzhi.scenarios.rules.package import warnings

ROOT = system("test")


@pytest.fixture
def folder(tmp_path):
    """A good package to spoil."""
    return shutil.copytree(packages.ROOT / "neighbour_home", tmp_path / "neighbour_home")


def spoil(folder, name: str, change) -> None:
    path = folder / name
    data = yamls.read(path)
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def put(*way, value):
    """Set ``data[way[0]][way[1]]... = value``."""

    def change(data) -> None:
        for step in way[:-1]:
            data = data[step]
        data[way[-1]] = value

    return change


def drop(*way):
    def change(data) -> None:
        for step in way[:-1]:
            data = data[step]
        del data[way[-1]]

    return change


SPOILT = [
    ("an unknown key", put("colour", value="red"), "colour: this key is not known here"),
    ("an unknown key inside", put("rule", "why", value={}), "rule.why: this key is not known here"),
    ("a code that is not the folder's", put("code", value="repairs"), "but the folder is called “neighbour_home”"),
    ("no rule part", drop("rule"), "rule: a scenario without its rule (who, power, process) is incomplete"),
    ("half a rule part", drop("rule", "power"), "rule.power: a scenario without its rule"),
    ("a rule in one language only", drop("rule", "who", "en"), "rule.who.en"),
    ("no offline route", drop("routes", "offline"), "routes.offline: Field required"),
    ("no agent route", drop("routes", "agent"), "routes.agent: Field required"),
    ("a seventh module", put("module", value="culture"), "module: Input should be 'party'"),
    ("no basis", put("basis", value=[]), "basis: List should have at least 1 item"),
    ("a basis without a source", put("basis", value=[{"requirement": "R-126"}]), "basis: name at least one requirement"),
    ("a source without lines", drop("basis", 1, "lines"), "basis.1: Value error, give a source"),
    ("a requirement that is none", put("basis", 0, value={"requirement": "126"}), "basis.0.requirement"),
    ("no departments", put("departments", value=[]), "departments: List should have at least 1 item"),
    ("a department twice", put("departments", value=["property", "property"]), "departments: one is listed twice"),
    ("no owner", drop("owner"), "owner: Field required"),
    ("a day that is none", put("checked_on", value="soon"), "checked_on: Input should be a valid date"),
    ("a flow outside the folder", put("worklist", "flow", value="../snap_report/flow.yaml"), "worklist: holds one key, “flow”"),
    ("a flow that is missing", put("worklist", "flow", value="other.yaml"), "other.yaml cannot be used: the file is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said"), [row[1:] for row in SPOILT], ids=[row[0] for row in SPOILT])
def test_a_package_with(folder, change, said) -> None:
    spoil(folder, "scenario.yaml", change)

    with pytest.raises(BadInput) as refused:
        packages.load(folder)

    assert said in str(refused.value)
    assert "neighbour_home/" in str(refused.value)


def first(**values):
    def change(data) -> None:
        data["examples"][0].update(values)

    return change


EXAMPLES = [
    ("another scenario's examples", put("scenario", value="snap_report"), "scenario cannot be used: is “snap_report”"),
    ("none at all", put("examples", value=[]), "examples: List should have at least 1 item"),
    ("an unknown verb", first(acts=[{"as": "duty", "do": "wave"}]), "examples.0.acts.0.do"),
    ("an unknown actor", first(acts=[{"as": "mayor", "do": "file"}]), "examples.0.acts.0.as"),
    ("a worker without a unit", first(acts=[{"as": "worker", "do": "accept"}]), "a worker acts for a unit"),
    ("an unknown key", first(then={"state": "closed", "colour": "red"}), "examples.0.then.colour: this key"),
    ("nothing to hold at the end", first(then={"grade": 5}), "say the state at the end"),
    ("acts after a refused report", first(then={"refused": "cases.outside"}), "nothing can be done about a report"),
    ("one code twice", lambda data: data["examples"].append(data["examples"][0]), "two examples have the same code"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said"), [row[1:] for row in EXAMPLES], ids=[row[0] for row in EXAMPLES])
def test_examples_with(folder, change, said) -> None:
    spoil(folder, "examples.yaml", change)

    with pytest.raises(BadInput, match="neighbour_home/examples.yaml") as refused:
        packages.load(folder)

    assert said in str(refused.value)


@pytest.mark.parametrize("name", ["scenario.yaml", "examples.yaml", "README.md"])
def test_a_package_without_one_of_its_files_is_refused(folder, name) -> None:
    (folder / name).unlink()

    with pytest.raises(BadInput, match=f"neighbour_home/{name}"):
        packages.load(folder)


def test_a_page_that_nobody_will_read_is_refused(folder) -> None:
    (folder / "README.md").write_text("word " * 1000, encoding="utf-8")

    with pytest.raises(BadInput, match="half a page"):
        packages.load(folder)


def test_a_file_that_is_no_yaml_is_named(folder) -> None:
    (folder / "scenario.yaml").write_text("code: [neighbour_home", encoding="utf-8")

    with pytest.raises(BadInput, match="neighbour_home/scenario.yaml"):
        packages.load(folder)


def test_one_bad_package_does_not_hide_the_good_ones(folder) -> None:
    shutil.copytree(packages.ROOT / "snap_report", folder.parent / "snap_report")
    spoil(folder, "scenario.yaml", drop("rule"))

    good, bad = packages.load_all(folder.parent)

    assert [package.code for package in good] == ["snap_report"]
    assert [code for code, _refusal in bad] == ["neighbour_home"]


SECTIONS = [
    ("an unknown category", "scenario.yaml", put("cases", "categories", value=["flying-cars"]), "unknown: flying-cars"),
    ("an unknown key of cases", "scenario.yaml", put("cases", "speed", value=9), "speed: Extra inputs are not permitted"),
    ("another flow than its own", "scenario.yaml", put("cases", "flow", value="case"), "brings the flow “neighbour_home”"),
    ("a flow that skips the answer", "flow.yaml", drop("moves", 7, "needs"), "in 'closed' without an answer"),
    ("words for no moment", "scenario.yaml", put("notify", "cheered", value={"zh": "好", "en": "good"}), "no such moment"),
    ("words with an unknown value", "scenario.yaml", put("notify", "answered", value={"zh": "%(a)s", "en": "%(a)s"}), "values a"),
    ("words in one language", "scenario.yaml", put("notify", "answered", value={"zh": "好"}), "give exactly the texts"),
    ("languages that differ", "scenario.yaml", put("notify", "answered", value={"zh": "%(number)s", "en": "x"}), "different"),
    ("a flow with a dead end", "flow.yaml", drop("moves", 0), "no move leads to the state 'dispatched'"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "change", "said"), [row[1:] for row in SECTIONS], ids=[row[0] for row in SECTIONS]
)
def test_the_room_that_owns_a_section_refuses(folder, file, change, said) -> None:
    cases.load_categories(ROOT)
    spoil(folder, file, change)

    with pytest.raises(BadInput) as refused:
        actions.install(by=ROOT, root=folder.parent)

    assert said in str(refused.value)
    assert cases.intakes() == []


@pytest.mark.django_db
def test_a_flow_that_nobody_published_is_named() -> None:
    cases.load_categories(ROOT)
    package = packages.load(packages.ROOT / "snap_report")

    assert sections.problems(package) == ["The flow “case” is not published."]


@pytest.mark.django_db
def test_installing_twice_changes_nothing() -> None:
    from lianzhi.foundation.audit import api as audit

    cases.publish_flows(ROOT)
    cases.load_categories(ROOT)
    first_time = actions.install(by=ROOT)
    before = (cases.intakes(), len(audit.trail("intake:neighbour_home")))

    again = actions.install(by=ROOT)

    assert again == first_time
    assert (cases.intakes(), len(audit.trail("intake:neighbour_home"))) == before
    assert before[1] == 1


def test_one_department_is_flagged_as_not_multi_cross(folder) -> None:
    spoil(folder, "scenario.yaml", put("departments", value=["property"]))
    spec = packages.load(folder).spec

    assert not spec.multi_cross
    assert warnings(spec, spec.checked_on) == ["not multi-cross: only one department takes part"]


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2027, 11, 22), ""),
        (date(2027, 11, 23), "more than twelve months ago"),
        (date(2026, 1, 1), "lies in the future"),
    ],
)
def test_a_page_read_long_ago_is_warned_about(folder, today, said) -> None:
    found = warnings(packages.load(folder).spec, today)

    assert len(found) == bool(said)
    assert said in "".join(found)
