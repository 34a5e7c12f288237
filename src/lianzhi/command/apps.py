"""The command room."""

from pathlib import Path

from django.apps import AppConfig

from lianzhi.kernel.errors import N_


class CommandConfig(AppConfig):
    name = "lianzhi.command"
    label = "command"

    def ready(self) -> None:
        from lianzhi.command.access import HANDLE, PERMISSIONS, SEE  # noqa: PLC0415
        from lianzhi.foundation.access.api import declare  # noqa: PLC0415  after the models
        from lianzhi.foundation.notify.api import declare as messages  # noqa: PLC0415
        from lianzhi.foundation.ui.api import nav  # noqa: PLC0415

        declare(PERMISSIONS)
        messages(Path(__file__).parent / "data" / "messages.yaml")
        for section, label, address, permission, icon, order in (
            ("today", N_("Emergencies"), "command:index", SEE, "sos", 12),
            ("today", N_("Emergency orders"), "orders:mine", HANDLE, "sos", 22),
            ("settings", N_("Emergency plans"), "command:plans", SEE, "doc", 70),
        ):
            nav("command", section, label, address, permission, icon=icon, order=order)
