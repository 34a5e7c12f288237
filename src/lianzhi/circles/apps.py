"""The circles room."""

from pathlib import Path

from django.apps import AppConfig

from lianzhi.kernel.errors import N_


class CirclesConfig(AppConfig):
    name = "lianzhi.circles"
    label = "circles"

    def ready(self) -> None:
        from lianzhi.circles import housekeeping  # noqa: F401, PLC0415  it registers its jobs
        from lianzhi.circles.access import PERMISSIONS, SEE  # noqa: PLC0415
        from lianzhi.circles.importing.kind import PARTY_TABLE  # noqa: PLC0415
        from lianzhi.circles.queries.parties import SEALED  # noqa: PLC0415
        from lianzhi.circles.views.sight import may_look  # noqa: PLC0415
        from lianzhi.foundation.access.api import declare, declare_sealed, declare_search  # noqa: PLC0415  after the models
        from lianzhi.foundation.files.api import sight, whole_sight  # noqa: PLC0415
        from lianzhi.foundation.imports.api import kind  # noqa: PLC0415
        from lianzhi.foundation.notify.api import declare as messages  # noqa: PLC0415
        from lianzhi.foundation.ui.api import nav  # noqa: PLC0415

        declare(PERMISSIONS)
        declare_sealed("circles.Party", "phone_sealed", SEALED)
        declare_search("circles.Party", "phone_blind", "phone_sealed", SEALED)
        messages(Path(__file__).parent / "data" / "messages.yaml")
        kind(PARTY_TABLE)
        for subject in ("ask", "errand"):
            sight(subject)(may_look)
            whole_sight(subject)(may_look)
        for section, label, address, permission, icon, order in (
            ("cases", N_("Put right first"), "asks", SEE, "back", 70),
            ("cases", N_("Circles"), "circles", SEE, "people", 71),
            ("cases", N_("Warnings to circles"), "warnings", SEE, "bell", 72),
            ("territory", N_("Responsible parties"), "parties", SEE, "building", 70),
        ):
            nav("circles", section, label, f"circles:{address}", permission, icon=icon, order=order)
