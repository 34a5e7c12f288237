"""Included by project.urls under ``ui/``."""

from django.urls import path

from lianzhi.foundation.ui import list_views, views

app_name = "ui"
urlpatterns = [
    path("", views.style, name="style"),
    path("shape/<slug:name>/", views.shape, name="shape"),
    path("theme/", views.theme, name="theme"),
    path("language/", views.language, name="language"),
    path("views/", list_views.save, name="view_save"),
    path("views/default/", list_views.prefer, name="view_default"),
    path("views/<int:view_id>/delete/", list_views.drop, name="view_drop"),
    path("columns/", list_views.look, name="columns"),
]
