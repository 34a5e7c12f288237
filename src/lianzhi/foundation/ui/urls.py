"""Included by project.urls under ``ui/``."""

from django.urls import path

from lianzhi.foundation.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.style, name="style"),
    path("shape/<slug:name>/", views.shape, name="shape"),
    path("theme/", views.theme, name="theme"),
    path("language/", views.language, name="language"),
]
