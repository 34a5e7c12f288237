"""The exchange room."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "lianzhi.exchange"
    label = "exchange"

    def ready(self) -> None:
        from lianzhi.exchange import housekeeping  # noqa: F401, PLC0415  registers itself
        from lianzhi.exchange.access import PERMISSIONS  # noqa: PLC0415  after the models
        from lianzhi.foundation.access import api as access  # noqa: PLC0415
        from lianzhi.foundation.ui import api as ui  # noqa: PLC0415
        from lianzhi.kernel.errors import N_  # noqa: PLC0415

        access.declare(PERMISSIONS)
        access.declare_sealed("exchange.Webhook", "secret", "exchange.webhook.secret")
        access.declare_sealed("exchange.Remote", "key", "exchange.remote.key")
        for label, address, icon, order in (
            (N_("Interface clients"), "clients", "people", 84),
            (N_("Webhooks"), "webhooks", "inbox", 85),
            (N_("Other cities"), "remotes", "map", 86),
        ):
            ui.nav(
                "exchange", "settings", label, f"exchange:{address}", "exchange.see", icon=icon, order=order
            )
