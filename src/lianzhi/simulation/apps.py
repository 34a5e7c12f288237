"""The simulation room."""

from django.apps import AppConfig


class SimulationConfig(AppConfig):
    name = "lianzhi.simulation"
    label = "simulation"
