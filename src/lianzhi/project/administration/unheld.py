"""Permissions that nobody holds: after an upgrade the new ones, whose work would wait for ever."""

from collections.abc import Mapping

from lianzhi.foundation.access import api as access

HELD_BY_NO_ROLE = frozenset({"worklist.nobody"})  # moves that only the reporter may make


def unheld() -> Mapping[str, str]:
    """Code -> what it allows (an English message id). Nothing while no role is granted to anybody at all."""
    held = access.held_by_anybody()
    left = access.declared().keys() - held - HELD_BY_NO_ROLE if held else ()
    return {code: access.declared()[code] for code in sorted(left)}
