"""The events room."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "lianzhi.foundation.events"
    label = "events"
