"""Permissions of this room. ``worklist.nobody`` is held by no role: a move only its reporter may make."""

from lianzhi.kernel.errors import N_

PERMISSIONS = {
    "worklist.calendar": N_("Change the town's working days"),
    "worklist.nobody": N_("Act for the person who reported"),
}
