"""What may be done in the cockpit. What it shows of cases is bounded by ``cases.see`` besides."""

from lianzhi.kernel.errors import N_

PERMISSIONS = {"cockpit.see": N_("See the town on the wall")}
