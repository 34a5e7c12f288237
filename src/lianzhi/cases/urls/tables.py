"""Included by project.urls under ``settings/tables/``."""

from django.urls import path

from lianzhi.cases.views.settings import tables

app_name = "tables"
urlpatterns = [
    path("files/<int:file_id>/", tables.file, name="file"),
    path("files/<int:file_id>/errors.xlsx", tables.errors, name="errors"),
    path("<slug:kind>/<slug:target>/", tables.upload, name="upload"),
    path("<slug:kind>/<slug:target>/export.xlsx", tables.export, name="export"),
    path("<slug:kind>/<slug:target>/template.xlsx", tables.template, name="template"),
]
