"""The jobs room."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "lianzhi.foundation.jobs"
    label = "jobs"

    def ready(self) -> None:
        from lianzhi.foundation.jobs import background  # noqa: F401, PLC0415  registers its own jobs
