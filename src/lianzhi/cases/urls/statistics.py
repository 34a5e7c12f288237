"""Included by project.urls under ``desk/statistics/``."""

from django.urls import path

from lianzhi.cases.views.desk import cooperation, statistics

app_name = "statistics"
urlpatterns = [
    path("", statistics.show, name="show"),
    path("cooperation/", cooperation.show, name="cooperation"),
    path("cases/", statistics.cases, name="cases"),
    path("export.xlsx", statistics.export, name="export"),
    path("units/<slug:unit>/", statistics.unit, name="unit"),
]
