"""The notify room."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "lianzhi.foundation.notify"
    label = "notify"

    def ready(self) -> None:
        from lianzhi.foundation.access.api import declare, declare_sealed, declare_search  # noqa: PLC0415  after the models
        from lianzhi.foundation.notify.access import PERMISSIONS  # noqa: PLC0415
        from lianzhi.foundation.notify.sealing import TO  # noqa: PLC0415

        declare(PERMISSIONS)
        for field in ("to", "params"):
            declare_sealed(
                "notify.Message",
                f"{field}_sealed",
                lambda row, field=field: f"notify.message.{field}:{row['dedupe']}",
                needs=("dedupe",),
            )
        declare_search("notify.Message", "to_blind", "to_sealed", TO)
