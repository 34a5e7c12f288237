"""The access room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "lianzhi.foundation.access"
    label = "access"

    def ready(self) -> None:
        from lianzhi.foundation.access import access  # noqa: PLC0415  models must be loaded first
        from lianzhi.foundation.access.permissions import declare  # noqa: PLC0415

        declare(access.PERMISSIONS)
