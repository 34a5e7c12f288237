"""What of a firm's name says who it is, and what only form, place or branch?  R-075, issue 4 part 3. Pure.

``S镇宏达五金店(个体工商户)``, ``宏达五金店`` and ``宏达(S镇)五金`` have one core; ``宏达五金店第二分店`` is a branch of it.
"""

import re
import string
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lianzhi.kernel import yamls

HEAD = "-"
"""The branch of a name that names none."""
_BRACKETS = re.compile(r"[(\[【〔<《]([^)\]】〕>》]*)[)\]】〕>》]")
_NOISE = re.compile(r"[\s·•,，.。、\-_'\"“”&]+")
PLACE = 5
"""The longest name of a place, without the word that says that it is one."""
LEAST = 2
"""Of a name so many characters stay, whatever is form or place in it."""


@dataclass(frozen=True, slots=True)
class FirmName:
    """``core``: without place, form and branch. ``form``: a kind of subject, or empty. ``branch``: which one, or ``HEAD``."""

    core: str
    form: str
    branch: str


def read_firm_name(text: str) -> FirmName:
    name = unicodedata.normalize("NFKC", text)
    said = _list()
    inside = [_NOISE.sub("", part) for part in _BRACKETS.findall(name)]
    form = next((f for part in inside for f, words in said["forms"].items() if f and part in words), "")
    kept = [part for part in inside if part not in said["remarks"] and not _is_place(part)]
    plain = _NOISE.sub("", _BRACKETS.sub("", name)) + "".join(kept)
    head, branch = _branch(_without_place(plain))
    core, ending = _without_form(head)
    return FirmName(core, form or ending, branch)


def core_of(text: str) -> str:
    return read_firm_name(text).core


def _branch(name: str) -> tuple[str, str]:
    """Name of the head, and which branch; 第二分店, 二分店 and 2号店's 2 are one."""
    word = next((word for word in _list()["branches"] if name.endswith(word)), "")
    if not word:
        return name, HEAD
    rest = name[: -len(word)]
    cut = _form_end(rest)
    if not cut:
        cut = len(rest.rstrip(_list()["numbers"] + string.digits))
        cut = 0 if cut == len(rest) else cut
    head, which = (rest[:cut], rest[cut:]) if cut else (rest, "")
    return head, which.strip(_list()["around"]).translate(_digits()) or word


def _form_end(name: str) -> int:
    """Where the form of the head ends in the name of its branch; 0 where it has none. A company's is the last one, 店 the first."""
    said = _list()["forms"]
    company = max((name.rfind(form) + len(form) for form in said["company"] if form in name), default=0)
    others = [form for kind, words in said.items() if kind != "company" for form in words]
    return company or min(
        (at + len(form) for form in others if (at := name.find(form, LEAST)) > 0), default=0
    )


def _without_form(name: str) -> tuple[str, str]:
    form = ""
    while True:
        found = next(
            (
                (word, kind)
                for word, kind in _endings()
                if name.endswith(word) and len(name) - len(word) >= LEAST
            ),
            None,
        )
        if found is None:
            return name, form
        name, form = name[: -len(found[0])], form or found[1]


def _without_place(name: str) -> str:
    said = _list()
    while True:
        short = next((p for p in said["provinces"] if name.startswith(p)), "")
        end = max((len(short), _place_end(name[len(short) :]) + len(short) if short else _place_end(name)))
        if not end or len(name) - end < LEAST:
            return name
        name = name[end:]


def _place_end(name: str) -> int:
    """Where a place in front of a name ends; 0 when none is there. A place has one to five characters before its word."""
    said = _list()
    for at in range(2, min(len(name), 9) + 1):
        word = next((w for w in said["places"] if name[:at].endswith(w) and at - len(w) >= 1), "")
        other = name[:at].endswith(tuple(said["not_places"])) or name[at - 1 : at + 1] in said["not_places"]
        if word and not other and at - len(word) <= PLACE:
            return at
    return 0


def _is_place(text: str) -> bool:
    return bool(text) and (_place_end(text) == len(text) or text in _list()["provinces"])


@cache
def _digits() -> dict[int, str]:
    return {
        ord(word): str(value)
        for value, word in enumerate(_list()["numbers"], 1)
        if word not in _list()["around"]
    }


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    pairs = [(word, kind) for kind, words in _list()["forms"].items() for word in words]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _list() -> Mapping[str, Any]:
    path = Path(__file__).parents[1] / "data/firm_names.yaml"
    found: Mapping[str, Any] = yamls.read(path)
    return found
