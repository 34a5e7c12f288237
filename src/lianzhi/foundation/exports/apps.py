"""The exports room."""

from django.apps import AppConfig

from lianzhi.kernel.errors import N_


class ExportsConfig(AppConfig):
    name = "lianzhi.foundation.exports"
    label = "exports"

    def ready(self) -> None:
        from lianzhi.foundation.access.api import declare  # noqa: PLC0415  after the models
        from lianzhi.foundation.exports.access import MAKE, PERMISSIONS  # noqa: PLC0415
        from lianzhi.foundation.ui.api import nav  # noqa: PLC0415

        declare(PERMISSIONS)
        nav("exports", "today", N_("My exports"), "exports:list", MAKE, icon="download", order=90)
