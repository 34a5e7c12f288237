"""The safety room."""

from django.apps import AppConfig

from lianzhi.kernel.errors import N_


class SafetyConfig(AppConfig):
    name = "lianzhi.safety"
    label = "safety"

    def ready(self) -> None:
        from lianzhi.foundation.access.api import declare  # noqa: PLC0415  after the models
        from lianzhi.foundation.imports.api import kind  # noqa: PLC0415
        from lianzhi.foundation.ui.api import nav  # noqa: PLC0415
        from lianzhi.registry.api import tells_counts  # noqa: PLC0415
        from lianzhi.safety import housekeeping  # noqa: F401, PLC0415  registers its jobs
        from lianzhi.safety.access import PERMISSIONS, SEE, SUPPLIERS  # noqa: PLC0415
        from lianzhi.safety.importing import DELIVERIES  # noqa: PLC0415
        from lianzhi.safety.queries.counters import counts  # noqa: PLC0415

        declare(PERMISSIONS)
        kind(DELIVERIES)
        tells_counts(counts)
        for label, address, permission, icon, order in (
            (N_("Risk of addresses"), "risks", SEE, "shield", 10),
            (N_("Gas cylinders"), "cylinders", SEE, "list", 20),
            (N_("Gas suppliers"), "suppliers", SUPPLIERS, "building", 30),
        ):
            nav("safety", "modules", label, f"safety:{address}", permission, icon=icon, order=order)
