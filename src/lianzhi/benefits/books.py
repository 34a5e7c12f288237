"""The policies of this process, read and checked once from ``data/``."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lianzhi.benefits.rules.explaining import Wording
from lianzhi.benefits.rules.library import Library, read_library
from lianzhi.benefits.rules.trying import check_examples
from lianzhi.kernel.errors import Bilingual

DATA = Path(__file__).parent / "data"
ORDER_FILE = "order.txt"
# Where two combinations pay a person the same, that of the policies that stand first here is paid.
ORDER = (
    "destitute_support", "orphan", "subsistence", "near_poor", "disabled_living", "disabled_care", "old_age", "frail_elder",
    "one_child_retiree", "low_pension_retiree", "unattended_child", "disabled_child",
)  # fmt: skip


@cache
def library() -> Library:
    found = read(files())
    check_examples(found)
    return found


@cache
def files() -> Mapping[str, str]:
    """Everything the policies of this process say, by file name: with it the same answers are computed anywhere."""
    paths = [DATA / "catalogue.yaml", DATA / "standards.yaml", *sorted((DATA / "policies").glob("*.yaml"))]
    return {path.name: path.read_text(encoding="utf-8") for path in paths} | {ORDER_FILE: "\n".join(ORDER)}


def read(texts: Mapping[str, str]) -> Library:
    """Raises BadInput at the first fault. Their examples are not tried: they were when they came."""
    said = {name: yaml.safe_load(text) for name, text in texts.items() if name != ORDER_FILE}
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
    return yaml.safe_load(path.read_text(encoding="utf-8"))
