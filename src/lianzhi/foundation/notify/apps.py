"""The notify room."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "lianzhi.foundation.notify"
    label = "notify"

    def ready(self) -> None:
        from lianzhi.foundation.access.api import declare  # noqa: PLC0415  after the models
        from lianzhi.foundation.notify.access import PERMISSIONS  # noqa: PLC0415

        declare(PERMISSIONS)
