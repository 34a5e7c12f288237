"""The templates that rooms declared. Filled when the apps load."""

from pathlib import Path

import yaml

from lianzhi.foundation.notify.rules import wording

_templates: dict[str, wording.Template] = {}


def declare(path: Path) -> None:
    """Add the templates of a room's YAML file. Called from AppConfig.ready."""
    for code, template in wording.read(yaml.safe_load(path.read_text(encoding="utf-8")), path.name).items():
        if _templates.setdefault(code, template) != template:
            raise ValueError(f"{path.name}: two rooms declare the message {code!r}")


def template(code: str) -> wording.Template:
    if code not in _templates:
        raise LookupError(f"no room declares the message {code!r}")
    return _templates[code]
