"""The door of scenarios."""

from lianzhi.scenarios.actions import install
from lianzhi.scenarios.contracts import Checked, Package
from lianzhi.scenarios.packages import load, load_all
from lianzhi.scenarios.rehearsal import check_all

__all__ = ["Checked", "Package", "check_all", "install", "load", "load_all"]
