"""The top floor as a Django app: the administrator's registers, and the wiring of rooms to addresses."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

from lianzhi.kernel.errors import N_


class ProjectConfig(AppConfig):
    name = "lianzhi.project"
    label = "project"

    def ready(self) -> None:
        from lianzhi.foundation.access import api as access  # noqa: PLC0415  after the models
        from lianzhi.foundation.ui import api as ui  # noqa: PLC0415
        from lianzhi.project import housekeeping  # noqa: F401, PLC0415  registers itself
        from lianzhi.project.administration.exporting import offer  # noqa: PLC0415
        from lianzhi.project.administration.urls import REGISTERS  # noqa: PLC0415
        from lianzhi.project.town_keys import settle  # noqa: PLC0415

        post_migrate.connect(settle, sender=apps.get_app_config("cases"))  # told only to rooms with tables

        access.declare({"settings.see": N_("Open the administration")})
        ui.nav(
            "project",
            "settings",
            N_("Administration"),
            "settings:index",
            "settings.see",
            icon="list",
            order=1,
            key="e",
        )
        ui.nav(
            "project", "settings", N_("Working calendar"), "settings:calendar", "worklist.calendar", icon="clock", order=79
        )  # fmt: skip
        ui.nav(
            "project", "territory", N_("Doubtful addresses"), "settings:address_review", "territory.review", icon="pin", order=50
        )  # fmt: skip
        for register in REGISTERS:
            offer(register)
            ui.nav(
                "project",
                "settings",
                register.title,
                register.url_name,
                register.edit,
                icon=register.icon,
                order=register.order,
            )
