"""The imports room."""

from django.apps import AppConfig

from lianzhi.kernel.errors import N_


class ImportsConfig(AppConfig):
    name = "lianzhi.foundation.imports"
    label = "imports"

    def ready(self) -> None:
        from lianzhi.foundation.access.api import declare  # noqa: PLC0415  after the models
        from lianzhi.foundation.imports.access import MAKE, PERMISSIONS  # noqa: PLC0415
        from lianzhi.foundation.ui.api import nav  # noqa: PLC0415

        declare(PERMISSIONS)
        nav("imports", "today", N_("My imports"), "imports:list", MAKE, icon="upload", order=91)
