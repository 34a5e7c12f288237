"""The cases room."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "lianzhi.cases"
    label = "cases"

    def ready(self) -> None:
        from lianzhi.cases.access import PERMISSIONS  # noqa: PLC0415  after the models
        from lianzhi.foundation.access.api import declare  # noqa: PLC0415

        declare(PERMISSIONS)
