"""The forms room."""

from django.apps import AppConfig

from lianzhi.kernel.errors import N_


class FormsConfig(AppConfig):
    name = "lianzhi.foundation.forms"
    label = "forms"

    def ready(self) -> None:
        from lianzhi.foundation.access.api import declare  # noqa: PLC0415  after the models
        from lianzhi.foundation.forms.access import EDIT, PERMISSIONS  # noqa: PLC0415
        from lianzhi.foundation.ui.api import nav  # noqa: PLC0415

        declare(PERMISSIONS)
        nav("forms", "settings", N_("Forms"), "forms:list", EDIT, icon="doc", order=90)
