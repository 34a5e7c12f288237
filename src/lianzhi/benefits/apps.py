"""The benefits room."""

from pathlib import Path

from django.apps import AppConfig

from lianzhi.kernel.errors import N_


class BenefitsConfig(AppConfig):
    name = "lianzhi.benefits"
    label = "benefits"

    def ready(self) -> None:
        from lianzhi.benefits import housekeeping, sealing  # noqa: F401, PLC0415  the first registers its jobs
        from lianzhi.benefits.access import BUDGET, ENTITLED, PERMISSIONS, SEE  # noqa: PLC0415
        from lianzhi.foundation.access.api import declare  # noqa: PLC0415
        from lianzhi.foundation.notify.api import declare as declare_texts  # noqa: PLC0415
        from lianzhi.foundation.ui.api import nav  # noqa: PLC0415

        declare(PERMISSIONS)
        sealing.declare()
        for label, address, icon, order in (
            (N_("Policies"), "policies", "book", 32),
            (N_("Decisions about benefits"), "decisions", "check", 33),
            (N_("Lists for meetings"), "councils", "people", 34),
            (N_("Public notices"), "notices", "list", 35),
            (N_("Objections and appeals"), "objections", "inbox", 36),
            (N_("Budget lines"), "lines", "book", 40),
            (N_("Payment batches"), "batches", "list", 41),
            (N_("Payments"), "payments", "list", 42),
            (N_("Recoveries"), "recoveries", "refresh", 43),
            (N_("Reconciliation"), "differences", "check", 44),
            (N_("Payments in figures"), "report", "chart", 45),
        ):
            nav("benefits", "modules", label, f"benefits:{address}", SEE, icon=icon, order=order)
        nav("benefits", "modules", N_("Policy runs"), "benefits:runs", ENTITLED, icon="refresh", order=39)
        declare_texts(Path(__file__).parent / "data/notices.yaml")
        nav("benefits", "modules", N_("What if"), "benefits:what_if", BUDGET, icon="chart", order=46)
