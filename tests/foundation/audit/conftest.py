"""A seal log of its own for each test."""

from pathlib import Path

import pytest

from lianzhi.foundation.audit import sealing


@pytest.fixture(autouse=True)
def seal_log(settings, tmp_path, monkeypatch) -> Path:
    settings.HOME = tmp_path
    monkeypatch.setattr(sealing, "_known", 0)
    return tmp_path / "audit" / "seal.log"
