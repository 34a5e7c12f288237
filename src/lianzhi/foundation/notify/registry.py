"""The templates that rooms declared. Filled when the apps load."""

from collections.abc import Mapping
from pathlib import Path

from lianzhi.foundation.notify.rules import wording
from lianzhi.kernel import yamls

_templates: dict[str, wording.Template] = {}


def declare(path: Path) -> None:
    """Add the templates of a room's YAML file. Called from AppConfig.ready."""
    declare_texts(yamls.read(path), path.name)


def declare_texts(texts: Mapping[str, Mapping[str, str]], source: str) -> None:
    """Add templates that are at hand already: ``{code: {zh, en}}``. Raises ValueError that names the source."""
    for code, template in wording.read(texts, source).items():
        if _templates.setdefault(code, template) != template:
            raise ValueError(f"{source}: two rooms declare the message {code!r}")


def declared(code: str) -> bool:
    return code in _templates


def values_of(texts: Mapping[str, Mapping[str, str]], source: str) -> dict[str, frozenset[str]]:
    """The values that each text uses, without declaring anything. Raises ValueError as declaring would."""
    return {code: template.values for code, template in wording.read(texts, source).items()}


def template(code: str) -> wording.Template:
    if code not in _templates:
        raise LookupError(f"no room declares the message {code!r}")
    return _templates[code]
