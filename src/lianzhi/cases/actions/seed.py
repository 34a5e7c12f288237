"""The town's first lists: categories and the flow of a case, from the data of this room.  R-115, R-119, R-112.

Safe to run again: what the town has changed in the browser since then stays as the town has it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lianzhi.cases.actions.limits import ALWAYS
from lianzhi.cases.actions.lists import save_category
from lianzhi.cases.actions.replies import save_reply
from lianzhi.cases.models import Category, ReplyTemplate
from lianzhi.foundation.forms import api as forms
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import yamls
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import Unit
from lianzhi.kernel.errors import N_, BadInput

DATA = Path(__file__).parents[1] / "data"
Filled = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Words(_Strict):
    zh: Filled
    en: Filled


class _Limit(_Strict):
    value: Annotated[float, Field(gt=0)]
    unit: Unit


class _Mapped(_Strict):
    """A code of another standard. Only a person who read the standard's text may set ``verified``."""

    standard: Filled
    kind: Literal["matter", "component"]
    code: Annotated[str, Field(pattern=r"^\d{4,5}$")]
    name: Filled
    verified: bool


class _Example(_Limit):
    source: Filled
    says: Filled
    verified: Literal[False]


class _Entry(_Strict):
    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    module: Literal["party", "enforcement", "safety", "control", "economy", "livelihood"]
    name: _Words
    hint: _Words
    private: bool = False
    handle: _Limit
    basis: Annotated[list[Annotated[str, Field(pattern=r"^R-\d{3}$")]], Field(min_length=1)]
    mapped: list[_Mapped]
    elsewhere: list[_Example] = []


class CategoryFile(_Strict):
    """What ``data/categories.yaml`` may hold."""

    standard: Literal["town"]
    categories: Annotated[list[_Entry], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Loaded:
    """Codes that were new, and those that the town had already."""

    made: tuple[str, ...]
    kept: tuple[str, ...]


def read_categories(text: str, source: str = "categories.yaml") -> list[dict[str, Any]]:
    """The checked list, as the values of ``save_category``. Raises BadInput that names each wrong place."""
    try:
        found = CategoryFile.model_validate(yaml.safe_load(text)).categories
    except (ValidationError, yaml.YAMLError) as error:
        raise _unreadable(source, _places(error)) from error
    codes = [entry.code for entry in found]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise _unreadable(source, f"listed twice: {', '.join(twice)}")
    return [_values(entry) for entry in found]


@transaction.atomic
def load_categories(by: Actor) -> Loaded:
    """Add the categories the town does not have yet, and the questions asked about them; what is there stays."""
    listed = read_categories((DATA / "categories.yaml").read_text(encoding="utf-8"))
    held = set(Category.objects.filter(standard="town").values_list("code", flat=True))
    fresh = [values for values in listed if values["code"] not in held]
    for values in fresh:
        save_category(by=by, since=ALWAYS, **values)
    install_forms(by)
    load_replies(by)
    return Loaded(tuple(v["code"] for v in fresh), tuple(v["code"] for v in listed if v["code"] in held))


def install_forms(by: Actor) -> list[str]:
    """The extra questions that come with the program; returns the files whose version was new here."""
    paths = sorted((DATA / "forms").glob("*.yaml"))
    return [path.name for path in paths if forms.install(path.read_text(encoding="utf-8"), path.name, by=by)]


def load_replies(by: Actor) -> int:
    """The ready texts that come with the program, once: when there is none yet. Returns how many were made."""
    if ReplyTemplate.objects.exists():
        return 0
    listed = yamls.read(DATA / "replies.yaml")
    return len([save_reply(None, by=by, **each) for each in listed])


def publish_flows(by: Actor) -> list[worklist.FlowSpec]:
    """Publish every flow of this room; a version that is published already is nothing new."""
    paths = sorted(DATA.glob("flow_*.yaml"))
    return [worklist.publish(yamls.read(path), path.name, by=by) for path in paths]


def _values(entry: _Entry) -> dict[str, Any]:
    return {
        "code": entry.code,
        "module": entry.module,
        "name_zh": entry.name.zh,
        "name_en": entry.name.en,
        "hint_zh": entry.hint.zh,
        "hint_en": entry.hint.en,
        "private": entry.private,
        "limits": {"handle": entry.handle.model_dump(mode="json")},
    }


def _places(error: ValidationError | yaml.YAMLError) -> str:
    if isinstance(error, yaml.YAMLError):
        return str(error)
    return "; ".join(f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())


def _unreadable(source: str, found: str) -> BadInput:
    return BadInput(
        "cases.categories",
        N_("The list of categories in %(source)s cannot be used: %(found)s"),
        way_out=N_("Correct the named places and run “lianzhi setup” again."),
        params={"source": source, "found": found},
    )
