"""The real, anonymised messages and addresses of the evaluation. They are never part of the repository."""

import os
from pathlib import Path

import pytest

from support.paths import SRC


def messages(name: str) -> Path:
    """A file of the shared messages; skips the test with a reason where they are not at hand."""
    return _shared(f"messages/{name}")


def addresses(name: str) -> Path:
    return _shared(f"addresses/{name}")


def _shared(name: str) -> Path:
    folder = Path(os.environ.get("LIANZHI_SHARED_DATA") or SRC.parents[2] / "shared" / "data")
    path = folder / name
    if not path.is_file():
        pytest.skip(f"the evaluation data are not here: no {name}; set LIANZHI_SHARED_DATA")
    return path
