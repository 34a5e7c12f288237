"""The cases room."""

from pathlib import Path

from django.apps import AppConfig

from lianzhi.kernel.errors import N_


class CasesConfig(AppConfig):
    name = "lianzhi.cases"
    label = "cases"

    def ready(self) -> None:
        from lianzhi.cases.access import PERMISSIONS  # noqa: PLC0415  after the models
        from lianzhi.cases.exporting import cases_table, signals_table  # noqa: PLC0415
        from lianzhi.cases.importing.kind import MESSAGES  # noqa: PLC0415
        from lianzhi.cases.menu import MENU  # noqa: PLC0415
        from lianzhi.cases.queries.element import matters  # noqa: PLC0415
        from lianzhi.cases.queries.lists import named_categories  # noqa: PLC0415
        from lianzhi.cases.searching import keep_units  # noqa: PLC0415
        from lianzhi.cases.views.sight import may_look, may_look_closely  # noqa: PLC0415
        from lianzhi.foundation.access.api import declare, declare_sealed  # noqa: PLC0415
        from lianzhi.foundation.exports.api import source  # noqa: PLC0415
        from lianzhi.foundation.files.api import sight, whole_sight  # noqa: PLC0415
        from lianzhi.foundation.forms.api import subjects  # noqa: PLC0415
        from lianzhi.foundation.imports.api import kind  # noqa: PLC0415
        from lianzhi.foundation.notify.api import declare as messages  # noqa: PLC0415
        from lianzhi.foundation.ui.api import nav  # noqa: PLC0415
        from lianzhi.foundation.worklist.api import when_units_change  # noqa: PLC0415
        from lianzhi.registry.api import tells_matters  # noqa: PLC0415

        declare(PERMISSIONS)
        declare_sealed("cases.Parked", "sealed", "cases.parked")
        messages(Path(__file__).parent / "data" / "messages.yaml")
        when_units_change(keep_units)
        sight("case")(may_look)
        whole_sight("case")(may_look_closely)
        whole_sight("remark")(may_look_closely)
        whole_sight("consent")(may_look)
        subjects("category", named_categories)
        source("cases", N_("List of cases"), "cases.see", cases_table)
        source("signals", N_("Imported messages"), "signals.see", signals_table)
        kind(MESSAGES)
        sight("remark")(may_look)
        sight("consent")(may_look)
        tells_matters(matters)
        for section, label, url_name, permission, icon, order, key in MENU:
            nav("cases", section, label, url_name, permission, icon=icon, order=order, key=key)
