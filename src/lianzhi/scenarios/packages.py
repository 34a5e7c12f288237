"""Read the packages: one folder each, data only."""

from pathlib import Path
from typing import Any

import yaml

from lianzhi.kernel.errors import BadInput
from lianzhi.scenarios.contracts import Package
from lianzhi.scenarios.rules.example import ExampleFile
from lianzhi.scenarios.rules.package import ScenarioSpec, read, wrong

ROOT = Path(__file__).parent
README_CHARACTERS = 2500  # about half a page


def folders(root: Path = ROOT) -> list[Path]:
    return sorted(path.parent for path in root.glob("*/scenario.yaml"))


def load(folder: Path) -> Package:
    """One package, its own keys checked. Raises BadInput that names the file and the place."""
    spec = read(ScenarioSpec, _yaml(folder, "scenario.yaml"), f"{folder.name}/scenario.yaml")
    examples = read(ExampleFile, _yaml(folder, "examples.yaml"), f"{folder.name}/examples.yaml")
    for source, code in (("scenario.yaml: code", spec.code), ("examples.yaml: scenario", examples.scenario)):
        if code != folder.name:
            raise wrong(f"{folder.name}/{source}", [f"is “{code}”, but the folder is called “{folder.name}”"])
    _readme(folder)
    return Package(spec, folder, _flow(folder, spec), tuple(examples.examples))


def load_all(root: Path = ROOT) -> tuple[list[Package], list[tuple[str, BadInput]]]:
    """(good packages, (folder, refusal) of the others): one bad package does not hide the rest."""
    good, bad = [], []
    for folder in folders(root):
        try:
            good.append(load(folder))
        except BadInput as refusal:
            bad.append((folder.name, refusal))
    return good, bad


def _yaml(folder: Path, name: str) -> Any:
    path = folder / name
    if not path.exists():
        raise wrong(f"{folder.name}/{name}", ["the file is missing"])
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise wrong(f"{folder.name}/{name}", [" ".join(str(error).split())]) from error


def _readme(folder: Path) -> None:
    path = folder / "README.md"
    text = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    if not text:
        raise wrong(f"{folder.name}/README.md", ["the page for the office that owns the scenario is missing"])
    if len(text) > README_CHARACTERS:
        raise wrong(
            f"{folder.name}/README.md", [f"has {len(text)} characters; half a page is {README_CHARACTERS}"]
        )


def _flow(folder: Path, spec: ScenarioSpec) -> dict[str, Any] | None:
    """The section ``worklist`` names one file inside the folder."""
    if not spec.worklist:
        return None
    name = spec.worklist.get("flow")
    if set(spec.worklist) != {"flow"} or not isinstance(name, str) or Path(name).name != name:
        raise wrong(
            f"{folder.name}/scenario.yaml", ["worklist: holds one key, “flow”, a file of this folder"]
        )
    data = _yaml(folder, name)
    return data if isinstance(data, dict) else {}
