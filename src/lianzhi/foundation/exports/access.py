"""What may be done with exports. What stands in a file follows the permission of its list."""

from lianzhi.kernel.errors import N_

MAKE = "exports.make"
PERMISSIONS = {MAKE: N_("Take lists away as files")}
