"""The meetings between rooms: each file listens to one event and calls one room."""

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "lianzhi.flows"
    label = "flows"

    def ready(self) -> None:
        from lianzhi.flows import (  # noqa: F401, PLC0415  they register themselves
            benefits_to_cases,
            benefits_to_notify,
            cases_to_circles,
            cases_to_command,
            cases_to_dispatch,
            cases_to_exchange,
            cases_to_notify,
            cases_to_safety,
            cases_to_sensing,
            cases_to_staff,
            cases_to_territory,
            cases_to_warnings,
            circles_to_cases,
            command_to_circles,
            files_to_cases,
            registry_to_benefits,
            registry_to_safety,
            registry_to_sensing,
            registry_to_services,
            safety_to_cases,
            sensing_to_cases,
            sensing_to_services,
            sensing_to_staff,
            services_to_cases,
            services_to_sensing,
            territory_to_access,
            territory_to_cases,
            territory_to_registry,
            territory_to_safety,
            warnings_to_cases,
        )
        from lianzhi.foundation.notify.api import declare  # noqa: PLC0415

        declare(benefits_to_notify.TEXTS)
        declare(cases_to_notify.COMMON)
        declare(cases_to_staff.TEXTS)
        declare(sensing_to_staff.TEXTS)
        declare(territory_to_access.TEXTS)
