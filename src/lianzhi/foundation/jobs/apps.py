"""The jobs room."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "lianzhi.foundation.jobs"
    label = "jobs"
