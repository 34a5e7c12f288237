"""The house stands as drawn: floors, doors, purity.  House law 1."""

import ast
import copy
import subprocess
import sys
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from support.paths import SRC

ROOMS = [
    "foundation.access", "foundation.audit", "foundation.events", "foundation.files", "foundation.exports", "foundation.forms",
    "foundation.imports", "foundation.jobs", "foundation.notify",
    "foundation.ui", "foundation.worklist", "territory", "registry", "cases", "safety", "benefits", "sensing", "services",
    "circles", "command", "cockpit",
    "exchange",
    "scenarios",
    "simulation",
]  # fmt: skip
FLOORS = [
    "kernel",
    "foundation",
    "territory",
    "registry",
    "cases",
    "safety",
    "benefits",
    "sensing",
    "services",
    "circles",
    "command",
    "cockpit",
    "exchange",
    "flows",
    "scenarios",
    "simulation",
    "project",
]
STEPS = [
    "audit",
    "access",
    "events",
    "files",
    "notify",
    "jobs",
    "worklist",
    "ui",
    "forms",
    "exports",
    "imports",
]
DOORS = {"api", "contracts"}
# A door opened for a reason of this closed list only; the list may shrink, never grow (house law 8).
OPENED = {
    "lianzhi.foundation.events.live": "the ASGI application itself is what the project serves",
    "lianzhi.simulation.day": "the worker runs the simulated day",
}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("lianzhi", cache_dir=None)


def test_imports_point_down_the_floors_and_the_kernel_and_rules_are_pure() -> None:
    """In a process of its own: the tool sets up logging anew and silences every logger that there is."""
    lint = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(cache_dir=None, no_cache=True))"

    done = subprocess.run([sys.executable, "-c", lint], cwd=SRC.parents[1], capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def room_of(module: str) -> str:
    return next((r for r in ROOMS if module == f"lianzhi.{r}" or module.startswith(f"lianzhi.{r}.")), "")


def past_the_door(graph: grimp.ImportGraph) -> list[str]:
    found = []
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            room = room_of(imported)
            if not room or room == room_of(importer) or imported in OPENED:
                continue
            inside = imported.removeprefix(f"lianzhi.{room}").lstrip(".").split(".")[0]
            commands = importer == "lianzhi.project.cli" and inside == "cli"
            addresses = importer == "lianzhi.project.urls" and inside == "urls"
            if inside not in DOORS and not commands and not addresses:
                found.append(f"{importer} -> {imported}")
    return sorted(found)


def test_rooms_are_entered_by_their_door_only(graph) -> None:
    assert past_the_door(graph) == []


def test_the_door_test_sees_a_break_in(graph) -> None:
    broken = copy.deepcopy(graph)
    broken.add_import(importer="lianzhi.cockpit", imported="lianzhi.cases.models")

    assert past_the_door(broken) == ["lianzhi.cockpit -> lianzhi.cases.models"]


def test_doors_opened_by_exception_still_exist(graph) -> None:
    assert set(OPENED) <= graph.modules


def height(label: str) -> tuple[int, int]:
    name = apps.get_app_config(label).name.removeprefix("lianzhi.")
    floor = name.split(".")[0]
    return FLOORS.index(floor), STEPS.index(name.split(".")[1]) if floor == "foundation" else 0


def test_foreign_keys_point_down_and_leave_no_trace_above() -> None:
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("lianzhi."):
            continue
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete and field.related_model):
                continue
            there, here = field.related_model._meta.app_label, model._meta.app_label
            if there == here or not field.related_model.__module__.startswith("lianzhi."):
                continue
            if height(there) > height(here):
                wrong.append(f"{model.__name__}.{field.name} points up to {there}")
            if not field.remote_field.related_name or not field.remote_field.related_name.endswith("+"):
                wrong.append(f"{model.__name__}.{field.name} puts an attribute on {there}")

    assert wrong == []


def python_files() -> list[Path]:
    return [p for p in SRC.rglob("*.py") if "migrations" not in p.parts]


@pytest.mark.parametrize("path", python_files(), ids=lambda p: str(p.relative_to(SRC)))
def test_every_module_says_what_it_is_for_and_stays_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not text.strip() or ast.get_docstring(ast.parse(text)), "no module docstring"
    assert text.count("\n") <= 500, "over 500 lines"


@pytest.mark.parametrize("path", sorted((SRC / "flows").glob("*_to_*.py")), ids=lambda p: p.name)
def test_a_flow_is_short_and_holds_no_rule(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= 80


@pytest.mark.parametrize("path", python_files(), ids=lambda p: str(p.relative_to(SRC)))
def test_a_day_is_the_town_s_not_that_of_utc(path: Path) -> None:
    """``clock.now()`` is UTC: its date is yesterday's until eight in the morning. The town's is ``timezone.localdate``."""
    wrong = [
        ast.unparse(call)
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and ast.unparse(call).endswith(("now().date()", "date.today()"))
    ]
    assert wrong == []
