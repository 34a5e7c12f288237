"""The real, anonymised messages of the evaluation. They are never part of the repository."""

import os
from pathlib import Path

import pytest

from support.paths import SRC


def messages(name: str) -> Path:
    """A file of the shared messages; skips the test with a reason where they are not at hand."""
    folder = Path(os.environ.get("LIANZHI_SHARED_DATA") or SRC.parents[2] / "shared" / "data")
    path = folder / "messages" / name
    if not path.is_file():
        pytest.skip(f"the evaluation data are not here: no messages/{name}; set LIANZHI_SHARED_DATA")
    return path
