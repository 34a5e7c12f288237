"""The policies of this process, read and checked once from ``data/``."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lianzhi.benefits.rules.explaining import Wording
from lianzhi.benefits.rules.library import Library, read_library
from lianzhi.benefits.rules.trying import check_examples
from lianzhi.kernel.errors import Bilingual

DATA = Path(__file__).parent / "data"
# Where two combinations pay a person the same, that of the policies that stand first here is paid.
ORDER = (
    "destitute_support", "orphan", "subsistence", "near_poor", "disabled_living", "disabled_care", "old_age", "frail_elder",
    "one_child_retiree", "low_pension_retiree", "unattended_child", "disabled_child",
)  # fmt: skip


@cache
def library() -> Library:
    files = {path.name: _load(path) for path in sorted((DATA / "policies").glob("*.yaml"))}
    order = [f"{code}.yaml" for code in ORDER if f"{code}.yaml" in files]
    found = read_library(_load(DATA / "catalogue.yaml"), _load(DATA / "standards.yaml"), files, order=order)
    check_examples(found)
    return found


@cache
def wording() -> Wording:
    said = _load(DATA / "words.yaml")
    return Wording(
        **{part: {name: Bilingual(**both) for name, both in words.items()} for part, words in said.items()}
    )


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
