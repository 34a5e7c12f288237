"""The closed lists and the columns of each register, read once from ``data/``."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from lianzhi.kernel import yamls
from lianzhi.registry.rules.reading import Choice, Column

_DATA = Path(__file__).parent / "data"
LANGUAGE = "zh-hans"


@cache
def lists() -> Mapping[str, Mapping[str, Choice]]:
    return {
        name: {
            row["code"]: Choice(
                row["code"], row["zh"], row["en"], tuple(row["also"]),
                {k: v for k, v in row.items() if k not in ("code", "zh", "en", "also")},
            )
            for row in rows
        }
        for name, rows in load("lists.yaml").items()
    }  # fmt: skip


@cache
def columns(kind: str) -> Mapping[str, Column]:
    """The columns of a register by field name, or those of a sheet of facts."""
    if kind == "facts":
        from lianzhi.registry import facts  # noqa: PLC0415  it reads its items with what stands here

        return facts.columns()
    return {field: column(field, said) for field, said in load("columns.yaml")[kind].items()}


@cache
def kinds() -> tuple[str, ...]:
    return tuple(load("columns.yaml"))


def named(name: str, code: str) -> str:
    """An entry of a list in the reader's language; the code itself for one that is not there."""
    found = lists()[name].get(code)
    return found.name(get_language() or LANGUAGE) if found else code


@cache
def parcel_codes() -> tuple[str, ...]:
    """Forms of codes of parcels, as regular expressions."""
    return tuple(row["form"] for row in load("parcel_codes.yaml"))


@cache
def documents() -> Mapping[str, Any]:
    """``forms`` of numbers of documents, and ``lodging``: within how many days residence is registered."""
    found: Mapping[str, Any] = load("documents.yaml")
    return found


def source_code(said: str) -> str:
    """The code of a source of the list, if what was said is one of them."""
    for choice in lists()["sources"].values():
        if said.strip() in (choice.code, choice.zh, choice.en, *choice.also):
            return choice.code
    return said


def called(column: Column) -> str:
    return column.name(get_language() or LANGUAGE)


def choices(name: str) -> list[tuple[str, str]]:
    """What a person may choose from."""
    return [
        (code, choice.name(get_language() or LANGUAGE))
        for code, choice in lists()[name].items()
        if choice.more.get("chosen", True)
    ]


def column(field: str, said: Mapping[str, Any]) -> Column:
    kept = {k: v for k, v in said.items() if k not in ("also", "in")}
    listed = said.get("in", "")
    return Column(
        field,
        also=tuple(said.get("also", ())),
        listed=listed,
        choices=_spellings(listed) if listed else {},
        **kept,
    )


def _spellings(name: str) -> dict[str, str]:
    """Every way an entry may be written -> its code; under the empty text stands what a refusal shows."""
    found: dict[str, str] = {}
    for choice in lists()[name].values():
        for spelling in (choice.code, choice.zh, choice.en, *choice.also):
            found.setdefault(spelling, choice.code)
            found.setdefault(spelling.casefold(), choice.code)
    return {**found, "": "、".join(choice.zh for choice in lists()[name].values())}


@cache
def load(name: str) -> Any:
    found: Any = yamls.read(_DATA / name)
    return found
