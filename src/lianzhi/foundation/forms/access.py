"""What may be done to forms."""

from lianzhi.kernel.errors import N_

EDIT = "forms.edit"
PERMISSIONS = {EDIT: N_("Change forms and extra questions")}
