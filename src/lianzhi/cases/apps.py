"""The cases room."""

from pathlib import Path

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "lianzhi.cases"
    label = "cases"

    def ready(self) -> None:
        from lianzhi.cases.access import PERMISSIONS  # noqa: PLC0415  after the models
        from lianzhi.cases.menu import MENU  # noqa: PLC0415
        from lianzhi.cases.views.sight import may_look  # noqa: PLC0415
        from lianzhi.foundation.access.api import declare  # noqa: PLC0415
        from lianzhi.foundation.files.api import sight  # noqa: PLC0415
        from lianzhi.foundation.notify.api import declare as messages  # noqa: PLC0415
        from lianzhi.foundation.ui.api import nav  # noqa: PLC0415

        declare(PERMISSIONS)
        messages(Path(__file__).parent / "data" / "messages.yaml")
        sight("case")(may_look)
        for section, label, url_name, permission, icon, order in MENU:
            nav("cases", section, label, url_name, permission, icon=icon, order=order)
