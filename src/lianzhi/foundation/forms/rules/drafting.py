"""Changes to a draft, as plain data: put a field in, move it, take it out. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lianzhi.foundation.forms.rules.spec import CODE, FieldKind, FormSpec, load
from lianzhi.kernel.errors import BadInput

Plain = Mapping[str, Any]
ASKED = (FieldKind.CHOICE, FieldKind.MULTI, FieldKind.YES_NO)


def fields(draft: Plain) -> list[dict[str, Any]]:
    return [dict(field) for field in draft.get("fields", ())]


def field(draft: Plain, code: str) -> dict[str, Any] | None:
    return next((each for each in fields(draft) if each["code"] == code), None)


def put(draft: Plain, changed: Plain) -> dict[str, Any]:
    """The field in the place of the one with its code, or at the end."""
    kept = fields(draft)
    places = [place for place, each in enumerate(kept) if each["code"] == changed["code"]]
    if places:
        kept[places[0]] = dict(changed)
    else:
        kept.append(dict(changed))
    return {**draft, "fields": kept}


def moved(draft: Plain, code: str, by: int) -> dict[str, Any]:
    """One place up (-1) or down (+1); at the edge nothing happens."""
    kept = fields(draft)
    here = next((place for place, each in enumerate(kept) if each["code"] == code), None)
    there = here + by if here is not None else -1
    if here is not None and 0 <= there < len(kept):
        kept[here], kept[there] = kept[there], kept[here]
    return {**draft, "fields": kept}


def without(draft: Plain, code: str) -> dict[str, Any]:
    """Conditions on the field go with it."""
    kept = [each for each in fields(draft) if each["code"] != code]
    for each in kept:
        each["shown_when"] = [c for c in each.get("shown_when", ()) if c["field"] != code]
    return {**draft, "fields": kept}


def trouble(draft: Plain, code: str) -> str:
    """What stands in the way of publishing; empty when nothing does."""
    try:
        load({**draft, "code": code, "version": 1}, code)
    except BadInput as refused:
        return str(refused.params["found"])
    return ""


def as_form(draft: Plain, code: str) -> FormSpec | None:
    return None if trouble(draft, code) else load({**draft, "code": code, "version": 1}, code)


def free_code(draft: Plain) -> str:
    taken = {each["code"] for each in fields(draft)}
    return next(code for n in range(1, 1000) if (code := f"question_{n}") not in taken)


def earlier(draft: Plain, code: str) -> list[dict[str, Any]]:
    """Fields a condition of ``code`` may speak of: those before it; all for a new one."""
    kept = fields(draft)
    here = next((place for place, each in enumerate(kept) if each["code"] == code), len(kept))
    return kept[:here]


def choices_of(text: str, before: Sequence[Plain] = ()) -> list[dict[str, Any]]:
    """Lines of ``Chinese | English | code``. A line without a code keeps the code its Chinese had, else gets a new one."""
    known = {each["label"]["zh"]: each["code"] for each in before}
    made: list[dict[str, Any]] = []
    for line in text.splitlines():
        zh, en, code = (part.strip() for part in (*line.split("|"), "", "")[:3])
        if zh:
            label = {"zh": zh, "en": en} if en else {"zh": zh}
            made.append({"code": code or known.get(zh, ""), "label": label})
    taken = {each["code"] for each in made}
    for each in made:
        if not each["code"]:
            each["code"] = next(c for n in range(1, 1000) if (c := f"c{n}") not in taken)
            taken.add(each["code"])
    return made


def choice_lines(choices: Sequence[Plain]) -> str:
    return "\n".join(" | ".join((c["label"]["zh"], c["label"].get("en", ""), c["code"])) for c in choices)


def usable(code: str) -> bool:
    return bool(CODE.fullmatch(code)) and not re.search(r"^(form|version|drop)$", code)
