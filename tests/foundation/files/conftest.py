"""A place of its own for the photos of each test."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def files_root(settings, tmp_path) -> Path:
    settings.ROOT_URLCONF = "support.urls_files"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT
