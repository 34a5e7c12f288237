"""Which files the app on the phone is made of, and the name of their version. Read from what was built, never by hand."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override

from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.checksums import sm3

SHELLS = {"zh-hans": "grid:shell_zh", "en": "grid:shell_en"}
ENTRIES = ("src/base.ts", "src/offline.ts", "src/live.ts", "src/grid.ts")
PLAIN = (
    "ui/tokens.css", "ui/base.css", "ui/components.css", "ui/phone.css", "cases/phone.css", "cases/field.css",
    "ui/icons.svg", "ui/mark.svg", "ui/pin.svg", "cases/app/icon-192.png",
)  # fmt: skip
_REVISION_LENGTH = 12


@cache
def worker() -> str:
    """The worker script with its plan in front; empty when the app was not built. Changes when any of it changes."""
    built = _built().parent / "field-worker.js"
    if not built.exists():
        return ""
    script = built.read_text(encoding="utf-8")
    chunks = _chunks()
    files = [*(static(path) for path in (*PLAIN, *chunks)), *(settings.STATIC_URL + path for path in chunks)]
    shells = {language: reverse(name) for language, name in SHELLS.items()}
    words = [json.dumps(_words(language), ensure_ascii=False, sort_keys=True) for language in SHELLS]
    page = get_template("cases/grid/shell.html").template.source
    revision = sm3("\n".join([script, *files, *words, page]).encode())[:_REVISION_LENGTH]
    plan = {"revision": revision, "files": sorted(set(files)), "shells": shells}
    return f"const PLAN = {json.dumps(plan)};\n{script}"


def _words(language: str) -> dict[str, object]:
    with override(language):
        return ui.island_words("offline")


def _built() -> Path:
    return Path(settings.DJANGO_VITE["default"]["manifest_path"])


def _chunks() -> list[str]:
    """Scripts and styles of the entries with all they import at once; what is fetched on demand comes on demand.

    Pages name an entry by its digest in the manifest, scripts name each other as they were built: both are kept.
    """
    known = json.loads(_built().read_text(encoding="utf-8"))
    wanted, found = [name for name in ENTRIES if name in known], {}
    while wanted:
        chunk = known[wanted.pop()]
        if chunk["file"] not in found:
            found |= dict.fromkeys([chunk["file"], *chunk.get("css", ())])
            wanted += chunk.get("imports", ())
    return [f"dist/{file}" for file in found]
