"""Included by project.urls under ``desk/statistics/``."""

from django.urls import path

from lianzhi.cases.views.desk import statistics

app_name = "statistics"
urlpatterns = [
    path("", statistics.show, name="show"),
    path("cases/", statistics.cases, name="cases"),
    path("export.xlsx", statistics.export, name="export"),
    path("units/<slug:unit>/", statistics.unit, name="unit"),
]
