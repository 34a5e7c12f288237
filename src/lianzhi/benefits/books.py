"""The policies in force: what is shipped in ``data/`` and what was published since, each pack read once for each process."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from lianzhi.benefits.models import RevisedText, Revision
from lianzhi.benefits.rules.catalogue import Register
from lianzhi.benefits.rules.explaining import Wording
from lianzhi.benefits.rules.library import Library, read_library
from lianzhi.benefits.rules.revising import laid, read_text
from lianzhi.benefits.rules.trying import check_examples
from lianzhi.kernel import yamls
from lianzhi.kernel.errors import Bilingual
from lianzhi.kernel.remembering import for_a_moment

DATA = Path(__file__).parent / "data"
ORDER_FILE = "order.txt"
# Where two combinations pay a person the same, that of the policies that stand first here is paid.
ORDER = (
    "destitute_support", "orphan", "subsistence", "near_poor", "disabled_living", "disabled_care", "old_age", "frail_elder",
    "one_child_retiree", "low_pension_retiree", "unattended_child", "disabled_child",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Pack:
    """All policies in force, as texts and read. ``serial``: of the newest published revision in it; 0: as shipped."""

    serial: int
    files: Mapping[str, str]
    library: Library


def pack() -> Pack:
    """With what was published up to now, whichever process published it."""
    return _pack(*newest())


def library() -> Library:
    return pack().library


def files() -> Mapping[str, str]:
    """Everything the policies in force say, by file name: with it the same answers are computed anywhere."""
    return pack().files


@for_a_moment
def newest() -> tuple[int, str]:
    """(serial, code) of the newest published revision; (0, "") where there is none."""
    rows = Revision.objects.filter(serial__isnull=False).order_by("-serial")
    return rows.values_list("serial", "code").first() or (0, "")


@lru_cache(4)
def _pack(serial: int, _code: str) -> Pack:
    if not serial:
        return as_shipped()
    texts = laid(shipped(), published(serial))
    return Pack(serial, texts, read(texts))


@cache
def as_shipped() -> Pack:
    """Without anything of this town."""
    return Pack(0, shipped(), checked(shipped()))


def published(serial: int) -> dict[str, str]:
    """File -> its newest text up to this serial."""
    rows = RevisedText.objects.filter(revision__serial__lte=serial).order_by("revision__serial")
    return dict(rows.values_list("file", "text"))


def checked(texts: Mapping[str, str]) -> Library:
    """Read, with the examples tried. Raises BadInput at the first fault."""
    found = read(texts)
    check_examples(found)
    return found


def register() -> Register:
    """What a policy may look at. It comes with the platform, so it is the same in every pack."""
    return as_shipped().library.register


@cache
def shipped() -> Mapping[str, str]:
    """The files that come with the platform."""
    paths = [DATA / "catalogue.yaml", DATA / "standards.yaml", *sorted((DATA / "policies").glob("*.yaml"))]
    return {path.name: path.read_text(encoding="utf-8") for path in paths} | {ORDER_FILE: "\n".join(ORDER)}


def read(texts: Mapping[str, str]) -> Library:
    """Raises BadInput at the first fault. Their examples are not tried: they were when they came."""
    said = {name: read_text(name, text) for name, text in texts.items() if name != ORDER_FILE}
    catalogue, standards = said.pop("catalogue.yaml"), said.pop("standards.yaml")
    order = [f"{code}.yaml" for code in texts.get(ORDER_FILE, "").split()]
    return read_library(catalogue, standards, said, order=[name for name in order if name in said])


def digest(texts: Mapping[str, str]) -> str:
    """SHA-256 of the files together."""
    parts = "".join(f"{name}\0{text}\0" for name, text in sorted(texts.items()))
    return hashlib.sha256(parts.encode()).hexdigest()


@cache
def wording() -> Wording:
    said = _load(DATA / "words.yaml")
    return Wording(
        **{part: {name: Bilingual(**both) for name, both in words.items()} for part, words in said.items()}
    )


def _load(path: Path) -> Any:
    return yamls.read(path)
