"""The notify room."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "lianzhi.foundation.notify"
    label = "notify"

    def ready(self) -> None:
        from lianzhi.foundation.access.api import declare, declare_sealed  # noqa: PLC0415  after the models
        from lianzhi.foundation.notify.access import PERMISSIONS  # noqa: PLC0415

        declare(PERMISSIONS)
        for field in ("to", "params"):
            declare_sealed(
                "notify.Message",
                f"{field}_sealed",
                lambda row, field=field: f"notify.message.{field}:{row['dedupe']}",
                needs=("dedupe",),
            )
