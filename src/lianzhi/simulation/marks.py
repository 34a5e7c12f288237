"""Which S-town stands in this installation: seed and scale, kept beside the database."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Mark:
    seed: int
    scale: float


def _path() -> Path:
    return Path(settings.HOME) / "simulation.json"


def read_mark() -> Mark | None:
    """None: no simulated town was made here."""
    path = _path()
    return Mark(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def write_mark(mark: Mark) -> None:
    _path().parent.mkdir(parents=True, exist_ok=True)
    _path().write_text(json.dumps(asdict(mark)), encoding="utf-8")
