"""The six modules of the S-town paper and what they are called (see docs/words.md)."""

from collections.abc import Mapping

from lianzhi.kernel.errors import N_

MODULE_NAMES: Mapping[str, str] = {
    "party": N_("Smart party building"),
    "enforcement": N_("Smart enforcement"),
    "safety": N_("Smart safety"),
    "control": N_("Smart prevention"),
    "economy": N_("Smart economy"),
    "livelihood": N_("Smart livelihood"),
}
