"""The look of every page: tokens, page shapes, components, refusals, navigation."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "lianzhi.foundation.ui"
    label = "ui"
