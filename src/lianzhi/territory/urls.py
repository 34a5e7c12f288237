"""Addresses under /map/."""

from django.urls import path

from lianzhi.territory import views

app_name = "territory"
urlpatterns = [
    path("<slug:name>.geojson", views.layer, name="layer"),
    path("place", views.place, name="place"),
    path("at", views.at, name="at"),
]
