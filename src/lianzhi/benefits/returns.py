"""Why money came back, in the bank's words, and whether the account has to change first (``data/returns.yaml``)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lianzhi.kernel import yamls
from lianzhi.kernel.errors import Bilingual

DATA = Path(__file__).parent / "data" / "returns.yaml"


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    name: Bilingual
    account: bool


@cache
def reasons() -> dict[str, Reason]:
    """Every spelling -> what it means."""
    read = yamls.read(DATA)
    return {
        spelling: Reason(code, Bilingual(row["zh"], row["en"]), row["account"])
        for code, row in read.items()
        for spelling in (code, row["zh"], *row["also"])
    }


def needs_account(said: str) -> bool:
    """Also for words nobody knows: the account is then looked at first."""
    found = reasons().get(said.strip())
    return found is None or found.account


def in_chinese(said: str) -> str:
    """The bank's reason as the town's records write it; as the bank wrote it where nobody knows it."""
    found = reasons().get(said.strip())
    return found.name.zh if found else said
