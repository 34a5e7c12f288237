"""The dated numbers of the room, read once from ``data/sensing.yaml``."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from lianzhi.kernel import clock, yamls
from lianzhi.kernel.errors import N_, BadInput, Bilingual
from lianzhi.sensing.rules.doors import Norms

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A class that video recognises. ``threshold`` 0..1; ``join_m`` metres, ``join_hours`` hours."""

    code: str
    name: Bilingual
    category: str
    threshold: float
    join_m: float
    join_hours: float
    tracked: bool


@dataclass(frozen=True, slots=True)
class Drone:
    """Shares and metres, see the data."""

    reserve: float
    margin_m: float
    covers_m: float
    beside_m: float
    altitude_m: float
    hot: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Settings:
    document: str
    verified: bool
    classes: Mapping[str, Recognised]
    spellings: Mapping[str, str]
    silent_after: Mapping[str, int]
    covered_share: float
    drone: Drone
    door: Norms
    kept: Mapping[str, int]


def now() -> Settings:
    return of(timezone.localdate(clock.now()))


def of(on: date) -> Settings:
    """The newest row that holds on the day; the oldest before all of them."""
    rows = sorted(_rows(), key=lambda row: row["from"])
    at = max((i for i, row in enumerate(rows) if row["from"] <= on), default=0)
    return _settings(at)


def class_of(said: str) -> Recognised:
    """By code or by what video platforms call it. Raises BadInput with the known ones."""
    held = now()
    code = held.spellings.get(said.strip().casefold(), "")
    if not code:
        raise BadInput(
            "sensing.class",
            N_("“%(said)s” is no class that is taken in."),
            way_out=N_("One of: %(known)s."),
            field="class",
            params={"said": said[:40], "known": ", ".join(held.classes)},
        )
    return held.classes[code]


def name_of(code: str) -> Bilingual:
    found = now().classes.get(code)
    return found.name if found else Bilingual(code, code)


@cache
def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yamls.read(DATA / "sensing.yaml")
    return rows


@cache
def _settings(at: int) -> Settings:
    row = sorted(_rows(), key=lambda each: each["from"])[at]
    classes = {
        code: Recognised(
            code, Bilingual(said["name"]["zh"], said["name"]["en"]), said["category"], said["threshold"], said["join_m"],
            said["join_hours"], said.get("tracked", False),
        )
        for code, said in row["classes"].items()
    }  # fmt: skip
    spellings = {
        word.casefold(): code
        for code, said in row["classes"].items()
        for word in (code, said["name"]["zh"], said["name"]["en"], *said["also"])
    }
    door = {field.name: row["door"][field.name] for field in fields(Norms)}
    return Settings(
        row["document"], row["verified"], classes, spellings, row["silent_after"], row["covered_share"],
        Drone(**row["drone"]), Norms(**door | {"parts": tuple(door["parts"])}), row["kept"],
    )  # fmt: skip
