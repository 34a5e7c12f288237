"""What may be done to the area tree and the address base."""

from lianzhi.kernel.errors import N_

EDIT = "territory.edit"
PERMISSIONS = {
    EDIT: N_("Change areas, grids and addresses"),
}
