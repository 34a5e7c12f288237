"""The scenarios room."""

from django.apps import AppConfig


class ScenariosConfig(AppConfig):
    name = "lianzhi.scenarios"
    label = "scenarios"
