"""Addresses of imports, under /imports/."""

from django.urls import path

from lianzhi.foundation.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/<slug:kind>/", views.new, name="new"),
    path("<slug:import_id>/", views.show, name="show"),
    path("<slug:import_id>/start/", views.start, name="start"),
    path("<slug:import_id>/errors/", views.errors, name="errors"),
    path("<slug:import_id>/cancel/", views.cancel, name="cancel"),
    path("<slug:import_id>/remove/", views.remove, name="remove"),
]
