"""Included by project.urls under ``cockpit/``."""

from django.urls import path

from lianzhi.cockpit import views

app_name = "cockpit"
urlpatterns = [
    path("", views.wall, name="wall"),
    path("panel/<slug:code>/", views.panel, name="panel"),
    path("dots.json", views.dots, name="dots"),
    path("case/<str:number>/", views.case, name="case"),
]
