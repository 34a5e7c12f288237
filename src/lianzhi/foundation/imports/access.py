"""What may be done with imports. Which tables one may take in follows the permission of their kind."""

from lianzhi.kernel.errors import N_

MAKE = "imports.make"
PERMISSIONS = {MAKE: N_("Take tables of rows in from files")}
