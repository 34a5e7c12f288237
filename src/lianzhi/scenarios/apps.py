"""The scenarios room."""

from django.apps import AppConfig


class ScenariosConfig(AppConfig):
    name = "lianzhi.scenarios"
    label = "scenarios"

    def ready(self) -> None:
        from lianzhi.flows.cases_to_notify import declare_texts  # noqa: PLC0415
        from lianzhi.scenarios.packages import load_all  # noqa: PLC0415
        from lianzhi.scenarios.sections import texts  # noqa: PLC0415

        for package in load_all()[0]:  # a broken package is named by `lianzhi scenarios check`, not here
            if not texts(package):
                declare_texts(package.code, package.spec.notify)
