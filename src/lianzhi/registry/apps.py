"""The registry room."""

from django.apps import AppConfig

from lianzhi.kernel.errors import N_


class RegistryConfig(AppConfig):
    name = "lianzhi.registry"
    label = "registry"

    def ready(self) -> None:
        from lianzhi.foundation.access.api import declare  # noqa: PLC0415  after the models
        from lianzhi.foundation.exports import api as exports  # noqa: PLC0415
        from lianzhi.foundation.imports.api import kind  # noqa: PLC0415
        from lianzhi.foundation.notify.api import declare as declare_texts  # noqa: PLC0415
        from lianzhi.foundation.ui.api import nav  # noqa: PLC0415
        from lianzhi.registry import housekeeping, protecting  # noqa: F401, PLC0415  housekeeping registers its jobs
        from lianzhi.registry.access import ANSWER, FIGURES, MERGE, PERMISSIONS, READ, SEE_MARKS  # noqa: PLC0415
        from lianzhi.registry.actions import marking  # noqa: PLC0415
        from lianzhi.registry.exporting import offer  # noqa: PLC0415
        from lianzhi.registry.importing.kinds import made  # noqa: PLC0415
        from lianzhi.registry.quality.exporting import faulty_table  # noqa: PLC0415

        declare(PERMISSIONS)
        declare_texts(marking.TEXTS)
        protecting.declare()
        exports.source("registry_faulty", N_("Faulty entries"), READ, faulty_table)
        for each in made():
            kind(each)
        offer(
            {
                "houses": N_("Houses"), "households": N_("Households"), "venues": N_("Venues"), "things": N_("Things"),
                "parcels": N_("Land"), "certificates": N_("Certificates"),
            },
            READ,
        )  # fmt: skip
        for label, address, permission, icon, order in (
            (N_("Persons"), "persons", READ, "people", 10),
            (N_("Households"), "households", READ, "people", 12),
            (N_("Houses"), "houses", READ, "building", 15),
            (N_("Firms"), "enterprises", READ, "list", 20),
            (N_("Venues"), "venues", READ, "pin", 22),
            (N_("Things"), "things", READ, "cube", 24),
            (N_("Land"), "parcels", READ, "map", 25),
            (N_("Certificates"), "certificates", READ, "doc", 26),
            (N_("Key marks"), "marks", SEE_MARKS, "shield", 28),
            (N_("Grids"), "grids", FIGURES, "map", 30),
            (N_("Perhaps one person"), "pairs", MERGE, "people", 35),
            (N_("Entered once"), "once", FIGURES, "check", 40),
            (N_("Data quality"), "quality", FIGURES, "check", 50),
            (N_("Quality tickets"), "tickets", ANSWER, "list", 60),
        ):
            nav("registry", "territory", label, f"registry:{address}", permission, icon=icon, order=order)
