"""What may be done here. Everything lies in an area: whoever has a permission there sees and acts there only."""

from lianzhi.kernel.errors import N_

SEE, EDIT, ANSWER = "circles.see", "circles.edit", "circles.answer"
OPEN, MODERATE, WARN = "circles.open", "circles.moderate", "circles.warn"
PERMISSIONS = {
    SEE: N_("See responsible parties, what they were asked, and circles"),
    EDIT: N_("Change the list of responsible parties"),
    ANSWER: N_("Answer for one's own unit what it is asked to put right"),
    OPEN: N_("Open matters and tasks to a circle and confirm what was done"),
    MODERATE: N_("Hide posts of a circle and end memberships, with a reason"),
    WARN: N_("Confirm and send warnings to circles"),
}
