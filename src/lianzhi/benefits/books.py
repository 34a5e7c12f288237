"""The policies of this process, read and checked once from ``data/``."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lianzhi.benefits.rules.library import Library, read_library

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
    return read_library(_load(DATA / "catalogue.yaml"), _load(DATA / "standards.yaml"), files, order=order)


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
