"""Addresses under /map/."""

from django.urls import path

from lianzhi.territory import views

app_name = "territory"
urlpatterns = [
    path("<slug:name>.geojson", views.layer, name="layer"),
    path("on/<str:day>/<slug:name>.geojson", views.layer_on, name="layer_on"),
    path("place", views.place, name="place"),
    path("at", views.at, name="at"),
]
