"""What may be done to the area tree and the address base."""

from lianzhi.kernel.errors import N_

EDIT = "territory.edit"
PERMISSIONS = {
    "territory.resolve": N_("Look addresses up by their text"),
    "territory.review": N_("Decide which place a doubtful address means"),
    EDIT: N_("Change areas, grids and addresses"),
}
