"""Translations without GNU gettext: ``translate.py extract [--room cases] | check | compile``.

extract   every msgid of a room's Python files and templates goes into that room's django.po
check     fails for a msgid without a zh-Hans text, a fuzzy one, placeholders that differ, two rooms that
          translate one msgid differently (only one would win), and Chinese characters outside translations
compile   writes the .mo files Django reads

A msgid that ui already translates ("Cancel") needs no second entry. Texts of the kernel live in ui's file.
"""

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = "zh_Hans"
SHARED = Path("src/lianzhi/foundation/ui")
KEYWORDS = {
    "_": None, "N_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
HEADER = f"""msgid ""
msgstr ""
"Language: {LOCALE}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
CHINESE = re.compile(r"[\u3400-\u9fff]")  # letters; a full-width comma alone is no text
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdf]|(?<!\{)\{(\w+)\}(?!\})|(?<!%)%([sd])")
REASONS = {"parses", "names", "bilingual", "records"}
Key = tuple[str, str]


@dataclass(frozen=True)
class Finding:
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


# ---- what the code says -------------------------------------------------------------------------------


def rooms(root: Path) -> list[Path]:
    """Folders that own a catalogue, relative to ``root``; the kernel speaks through ui."""
    source = root / "src/lianzhi"
    found = [
        p for p in source.iterdir() if p.is_dir() and p.name not in ("foundation", "kernel", "__pycache__")
    ]
    if (source / "foundation").is_dir():
        found += [p for p in (source / "foundation").iterdir() if p.is_dir() and p.name != "__pycache__"]
    return sorted(p.relative_to(root) for p in found)


def sources(root: Path, room: Path) -> Iterator[Path]:
    folders = [root / room, *([root / "src/lianzhi/kernel"] if room == SHARED else [])]
    for folder in folders:
        yield from sorted(folder.rglob("*.py"))
        yield from sorted(p for p in folder.rglob("*.html") if "templates" in p.parts)
        yield from sorted(p for p in folder.rglob("*.txt") if "templates" in p.parts)


def spoken(root: Path, room: Path) -> Catalog:
    catalog = Catalog(locale=LOCALE)
    for path in sources(root, room):
        if "migrations" in path.parts:
            continue
        code = path.read_text(encoding="utf-8")
        text = code if path.suffix == ".py" else _as_python(code, path)
        for line, message, comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            del line, comments
            catalog.add(message, locations=[(path.relative_to(root).as_posix(), 0)], context=context)
    return catalog


def _as_python(template: str, path: Path) -> str:
    """A template as calls of gettext; indentation is cut because Python's tokenizer would trip over it."""
    from django.utils.translation.template import templatize  # noqa: PLC0415  needs settings

    return "\n".join(line.strip() for line in templatize(template, origin=str(path)).splitlines())


def key(message: Message) -> Key:
    msgid = message.id if isinstance(message.id, str) else message.id[0]
    return message.context or "", msgid


def entries(catalog: Catalog) -> dict[Key, Message]:
    return {key(message): message for message in catalog if message.id}


# ---- what is translated -------------------------------------------------------------------------------


def po_path(root: Path, room: Path) -> Path:
    return root / room / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def translated(root: Path, room: Path) -> Catalog:
    path = po_path(root, room)
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def texts(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def run_extract(root: Path, only: str = "") -> int:
    shared = entries(translated(root, SHARED))
    for room in rooms(root):
        if only and room.name != only:
            continue
        wanted, known = spoken(root, room), entries(translated(root, room))
        if room != SHARED:
            for one, message in entries(wanted).items():
                if one in shared and all(texts(shared[one])) and one not in known:
                    wanted.delete(message.id, message.context)
        if not entries(wanted):
            continue
        for one, message in entries(wanted).items():
            if one in known:
                message.string = known[one].string
        _write(po_path(root, room), wanted)
    return 0


def _write(path: Path, catalog: Catalog) -> None:
    body = io.BytesIO()
    write_po(body, catalog, width=110, omit_header=True, include_lineno=False, sort_by_file=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(HEADER.encode() + body.getvalue())


def run_compile(root: Path) -> int:
    for room in rooms(root):
        path = po_path(root, room)
        if path.exists():
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, translated(root, room))
    return 0


# ---- check --------------------------------------------------------------------------------------------


def findings(root: Path) -> list[Finding]:
    shared = entries(translated(root, SHARED))
    found: list[Finding] = []
    said: dict[Key, tuple[Path, tuple[str, ...]]] = {}
    for room in rooms(root):
        own = entries(translated(root, room))
        for one, message in entries(spoken(root, room)).items():
            found += _missing(one, message, own.get(one) or shared.get(one))
        for one, message in own.items():
            if message.fuzzy:
                found.append(Finding(room.as_posix(), f"fuzzy: {one[1]!r}"))
            found += _placeholders(room, message)
            if not all(texts(message)):
                continue
            before = said.setdefault(one, (room, texts(message)))
            if before[1] != texts(message):
                rival = f"{before[0].as_posix()} says {before[1]}, this room {texts(message)}; use pgettext"
                found.append(Finding(room.as_posix(), f"two translations of {one[1]!r}: {rival}"))
        found += _hidden(root, room)
    return found + chinese(root)


def _hidden(root: Path, room: Path) -> Iterator[Finding]:
    """Texts inside f-strings: the extractor cannot see them, so they would stay English unnoticed."""
    for path in sources(root, room):
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            calls = ast.walk(node) if isinstance(node, ast.JoinedStr) else ()
            if any(isinstance(c, ast.Call) and getattr(c.func, "id", "") in KEYWORDS for c in calls):
                yield Finding(
                    f"{path.relative_to(root).as_posix()}:{node.lineno}",
                    "a text to translate inside an f-string",
                )


def _missing(one: Key, message: Message, known: Message | None) -> list[Finding]:
    place = message.locations[0][0]
    if known is None:
        return [Finding(place, f"not in any django.po: {one[1]!r} (run extract, then translate)")]
    if not all(texts(known)):
        return [Finding(place, f"no Chinese text for {one[1]!r}")]
    return []


def _placeholders(room: Path, message: Message) -> list[Finding]:
    original = message.id if isinstance(message.id, str) else message.id[-1]
    wanted = _names(original)
    return [
        Finding(room.as_posix(), f"placeholders differ: {original!r} -> {text!r}")
        for text in texts(message)
        if text and _names(text) != wanted
    ]


def _names(text: str) -> list[tuple[str, ...]]:
    return sorted(match.groups("") for match in PLACEHOLDER.finditer(text))


def chinese(root: Path) -> list[Finding]:
    """Chinese characters where a translation belongs: string constants of Python, templates, scripts."""
    excused = _excused(root)
    found: list[Finding] = []
    used: set[str] = set()
    for path in _text_files(root):
        name = path.relative_to(root).as_posix()
        lines = list(_chinese_lines(path))
        if lines and name in excused:
            used.add(name)
        elif lines:
            found.append(
                Finding(f"{name}:{lines[0]}", "Chinese text outside a translation (or tools/zh_data.txt)")
            )
    stale = [
        Finding("tools/zh_data.txt", f"stale: {name} holds no Chinese text")
        for name in excused
        if name not in used
    ]
    wrong = [
        Finding("tools/zh_data.txt", f"unknown reason {why!r}")
        for why in excused.values()
        if why not in REASONS
    ]
    return found + stale + wrong


def _excused(root: Path) -> dict[str, str]:
    path = root / "tools/zh_data.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return dict(line.split(maxsplit=1) for line in lines if line.strip() and not line.startswith("#"))


def _text_files(root: Path) -> Iterator[Path]:
    for suffix in ("*.py", "*.html"):
        for path in sorted((root / "src/lianzhi").rglob(suffix)):
            if not {"migrations", "data"} & set(path.parts):
                yield path
    yield from sorted((root / "frontend/src").rglob("*.ts"))


def _chinese_lines(path: Path) -> Iterator[int]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _chinese_constants(text)
        return
    comment = (
        r"/\*.*?\*/|//[^\n]*" if path.suffix == ".ts" else r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}"
    )
    bare = re.sub(comment, lambda m: re.sub(r"[^\n]", " ", m.group()), text, flags=re.DOTALL)
    yield from (number for number, line in enumerate(bare.splitlines(), 1) if CHINESE.search(line))


def _chinese_constants(code: str) -> Iterator[int]:
    """Lines of string constants; docstrings and comments may be Chinese (terms of the field)."""
    tree = ast.parse(code)
    loose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in loose else None
        if isinstance(text, str) and CHINESE.search(text):
            yield node.lineno


def run_check(root: Path) -> int:
    found = findings(root)
    for finding in found:
        print(finding)
    print(f"{len(found)} findings" if found else "translations are complete")
    return 1 if found else 0


def main(arguments: list[str] | None = None) -> int:
    from django.conf import settings  # noqa: PLC0415  only templatize needs it

    if not settings.configured:
        settings.configure()
    parser = argparse.ArgumentParser(description="Translations without GNU gettext.")
    parser.add_argument("act", choices=("extract", "check", "compile"))
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--room", default="", help="extract only this room (folder name)")
    chosen = parser.parse_args(arguments)
    if chosen.act == "extract":
        return run_extract(chosen.root, chosen.room)
    return run_check(chosen.root) if chosen.act == "check" else run_compile(chosen.root)


if __name__ == "__main__":
    sys.exit(main())
