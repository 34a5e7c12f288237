"""Addresses of exports, under /exports/."""

from django.urls import path

from lianzhi.foundation.exports import views

app_name = "exports"
urlpatterns = [
    path("", views.listing, name="list"),
    path("start/<slug:source>/", views.start, name="start"),
    path("<slug:export_id>/file/", views.fetch, name="fetch"),
    path("<slug:export_id>/cancel/", views.cancel, name="cancel"),
    path("<slug:export_id>/remove/", views.remove, name="remove"),
]
