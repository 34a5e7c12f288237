"""The sensing room."""

from django.apps import AppConfig

from lianzhi.kernel.errors import N_


class SensingConfig(AppConfig):
    name = "lianzhi.sensing"
    label = "sensing"

    def ready(self) -> None:
        from lianzhi.foundation.access.api import declare  # noqa: PLC0415  after the models
        from lianzhi.foundation.files.api import sight, whole_sight  # noqa: PLC0415
        from lianzhi.foundation.imports.api import kind  # noqa: PLC0415
        from lianzhi.foundation.ui.api import nav  # noqa: PLC0415
        from lianzhi.registry.api import tells_counts  # noqa: PLC0415
        from lianzhi.sensing import housekeeping, panels  # noqa: F401, PLC0415  housekeeping registers its jobs
        from lianzhi.sensing.access import DOORS, JUDGE, PERMISSIONS, SEE  # noqa: PLC0415
        from lianzhi.sensing.importing import DEVICES  # noqa: PLC0415
        from lianzhi.sensing.sights import may_look, may_look_closely  # noqa: PLC0415

        declare(PERMISSIONS)
        kind(DEVICES)
        sight("detection")(may_look)
        whole_sight("detection")(may_look_closely)
        tells_counts(panels.told)
        for label, address, permission, icon, order in (
            (N_("To be judged"), "queue", JUDGE, "camera", 40),
            (N_("Sightings"), "tracks", SEE, "target", 41),
            (N_("Devices"), "devices", SEE, "list", 42),
            (N_("Coverage"), "coverage", SEE, "map", 43),
            (N_("Drone routes"), "routes", SEE, "up", 44),
            (N_("Door sensors"), "doors", DOORS, "people", 45),
        ):
            nav("sensing", "sensing", label, f"sensing:{address}", permission, icon=icon, order=order)
