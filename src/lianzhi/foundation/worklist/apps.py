"""The worklist room."""

from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "lianzhi.foundation.worklist"
    label = "worklist"

    def ready(self) -> None:
        from lianzhi.foundation.access.api import declare  # noqa: PLC0415  after the models
        from lianzhi.foundation.worklist.access import PERMISSIONS  # noqa: PLC0415

        declare(PERMISSIONS)
