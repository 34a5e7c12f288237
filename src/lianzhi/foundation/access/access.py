"""What this room's own acts are called."""

from lianzhi.kernel.errors import N_

PERMISSIONS = {
    "access.see": N_("See units, people and roles"),
    "access.edit": N_("Change units, people and roles"),
    "access.delegate": N_("Hand out permissions one does not hold oneself"),
}
