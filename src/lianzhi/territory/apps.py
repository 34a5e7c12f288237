"""The territory room."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "lianzhi.territory"
    label = "territory"

    def ready(self) -> None:
        from lianzhi.foundation.access.api import declare  # noqa: PLC0415  after the models
        from lianzhi.territory.access import PERMISSIONS  # noqa: PLC0415

        declare(PERMISSIONS)
