"""Official terms: every state, permission and enum member stands in docs/words.md.  House law 7."""

import enum
import importlib
import inspect
import pkgutil

from support.paths import SRC

import lianzhi

WORDS = (SRC.parents[1] / "docs/words.md").read_text(encoding="utf-8")


def identifiers() -> set[str]:
    """Second column of each table row of docs/words.md, back-ticked."""
    cells = (
        line.split("|")[2].strip()
        for line in WORDS.splitlines()
        if line.startswith("|") and line.count("|") >= 4
    )
    return {word.strip("` ") for cell in cells for word in cell.split(",")}


def enum_members() -> set[str]:
    found = set()
    for info in pkgutil.walk_packages(lianzhi.__path__, "lianzhi."):
        if (
            ".migrations" in info.name
            or ".settings" in info.name
            or info.name.endswith((".live", ".wsgi", "__main__"))
        ):
            continue
        module = importlib.import_module(info.name)
        own = [
            kind
            for _name, kind in inspect.getmembers(module, inspect.isclass)
            if kind.__module__ == info.name
        ]
        nested = [kind for outer in own for _name, kind in inspect.getmembers(outer, inspect.isclass)]
        for kind in own + nested:
            if issubclass(kind, enum.Enum) and kind.__module__ == info.name:
                found |= {f"{kind.__name__}.{member}" for member in kind.__members__}
    return found


def test_every_enum_member_is_in_the_word_list() -> None:
    known = identifiers()

    assert sorted(m for m in enum_members() if m not in known) == []


def test_the_word_list_names_nothing_that_is_gone() -> None:
    listed = {word for word in identifiers() if "." in word and word[0].isupper()}

    assert sorted(listed - enum_members()) == []
