"""The territory room."""

from django.apps import AppConfig

from lianzhi.kernel.errors import N_


class TerritoryConfig(AppConfig):
    name = "lianzhi.territory"
    label = "territory"

    def ready(self) -> None:
        from lianzhi.foundation.access.api import declare  # noqa: PLC0415  after the models
        from lianzhi.foundation.exports.api import source  # noqa: PLC0415
        from lianzhi.foundation.imports.api import kind  # noqa: PLC0415
        from lianzhi.foundation.ui.api import nav  # noqa: PLC0415
        from lianzhi.territory.access import EDIT, PERMISSIONS  # noqa: PLC0415
        from lianzhi.territory.importing_names import KIND as NAMES  # noqa: PLC0415
        from lianzhi.territory.importing_rooms import KIND, rooms_table  # noqa: PLC0415

        declare(PERMISSIONS)
        kind(KIND)
        kind(NAMES)
        source("rooms", N_("Rooms"), EDIT, rooms_table)
        nav("territory", "territory", N_("Rooms"), "rooms:index", EDIT, icon="building", order=35)
