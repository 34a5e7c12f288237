"""The cockpit room."""

from django.apps import AppConfig


class CockpitConfig(AppConfig):
    name = "lianzhi.cockpit"
    label = "cockpit"

    def ready(self) -> None:
        from lianzhi.cockpit import access as own  # noqa: PLC0415  models must be loaded first
        from lianzhi.foundation.access import api as access  # noqa: PLC0415
        from lianzhi.foundation.ui import api as ui  # noqa: PLC0415
        from lianzhi.kernel.errors import N_  # noqa: PLC0415

        access.declare(own.PERMISSIONS)
        ui.nav(
            "cockpit", "today", N_("Cockpit"), "cockpit:wall", "cockpit.see", icon="board", order=90, key="w"
        )
