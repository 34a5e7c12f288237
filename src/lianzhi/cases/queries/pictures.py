"""Which pictures of a case were announced by a phone and are still on the way; what the phone said about each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianzhi.cases.contracts import CaseView
from lianzhi.foundation.files import api as files


@dataclass(frozen=True, slots=True)
class Proof:
    """One picture as evidence: the shown copy, its original, when and where the phone says it was taken."""

    file: files.FileView
    taken_at: datetime | None
    zone: str
    accuracy_m: float | None
    lon: float | None
    lat: float | None
    camera_sha256: str
    sha256: str
    original: bool


def on_the_way(case: CaseView) -> files.Expected:
    return files.expected(case.subject)


def proofs(case: CaseView) -> list[Proof]:
    """Pictures that a phone sent with their circumstances; empty for all others."""
    facts = files.facts_of(case.subject)
    return (
        [_proof(file, facts[file.id]) for file in files.of(case.subject) if file.id in facts] if facts else []
    )


def _proof(file: files.FileView, said: Any) -> Proof:
    fix = said.get("fix") or {}
    taken = said.get("taken_at")
    return Proof(
        file, datetime.fromisoformat(taken) if taken else None, said.get("zone", ""), fix.get("accuracy_m"), fix.get("lon"),
        fix.get("lat"), said.get("camera_sha256", ""), said["sha256"], said.get("role") == "original",
    )  # fmt: skip
