"""What may be done here. Care of elders is a duty in an area: whoever has it sees the list of that area only."""

from lianzhi.kernel.errors import N_

SCHOOLS, SCHOOLS_EDIT = "services.schools", "services.schools_edit"
ELDERS, VISIT = "services.elders", "services.visit"
PERMISSIONS = {
    SCHOOLS: N_("See school places and what is expected"),
    SCHOOLS_EDIT: N_("Change schools, their places and areas"),
    ELDERS: N_("See the list of elders who need care"),
    VISIT: N_("Visit elders and record the visit"),
}
