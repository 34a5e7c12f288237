"""The top floor as a Django app: it holds the home page and wires rooms to addresses."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "lianzhi.project"
    label = "project"
