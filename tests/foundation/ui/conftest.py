"""What the tests of ui share."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.utils.translation import trans_real

ROOT = Path(__file__).resolve().parents[3]


def load_translate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translate", ROOT / "tools/translate.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["translate"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def compiled() -> None:
    """The .mo files, made from what stands in the .po files now."""
    load_translate().run_compile(ROOT)
    trans_real._translations.clear()
    trans_real._default = None
