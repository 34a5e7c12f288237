"""The meetings between rooms: each file listens to one event and calls one room."""

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "lianzhi.flows"
    label = "flows"

    def ready(self) -> None:
        from lianzhi.flows import (  # noqa: F401, PLC0415  they register themselves
            cases_to_dispatch,
            cases_to_exchange,
            cases_to_notify,
            cases_to_staff,
            files_to_cases,
            registry_to_services,
            services_to_cases,
            territory_to_registry,
        )
        from lianzhi.foundation.notify.api import declare  # noqa: PLC0415

        declare(cases_to_notify.COMMON)
        declare(cases_to_staff.TEXTS)
