"""The services room."""

from django.apps import AppConfig

from lianzhi.kernel.errors import N_


class ServicesConfig(AppConfig):
    name = "lianzhi.services"
    label = "services"

    def ready(self) -> None:
        from lianzhi.foundation.access.api import declare  # noqa: PLC0415  after the models
        from lianzhi.foundation.imports.api import kind  # noqa: PLC0415
        from lianzhi.foundation.ui.api import nav  # noqa: PLC0415
        from lianzhi.registry.api import tells_counts  # noqa: PLC0415
        from lianzhi.services import housekeeping, panels  # noqa: F401, PLC0415  housekeeping registers its jobs
        from lianzhi.services.access import ELDERS, PERMISSIONS, SCHOOLS  # noqa: PLC0415
        from lianzhi.services.importing.kind import SCHOOL_TABLE  # noqa: PLC0415

        declare(PERMISSIONS)
        kind(SCHOOL_TABLE)
        tells_counts(panels.told)
        for label, address, permission, icon, order in (
            (N_("School places"), "schools", SCHOOLS, "building", 60),
            (N_("School of an address"), "which", SCHOOLS, "search", 61),
            (N_("Elders alone"), "elders", ELDERS, "people", 62),
        ):
            nav("services", "modules", label, f"services:{address}", permission, icon=icon, order=order)
