"""Addresses under /rooms/."""

from django.urls import path

from lianzhi.territory import views_places, views_rooms

app_name = "rooms"
urlpatterns = [
    path("", views_rooms.index, name="index"),
    path("new/", views_places.add, name="add"),
    path("<str:building>/", views_rooms.rooms, name="building"),
    path("<str:building>/join/", views_rooms.join, name="join"),
    path("<str:building>/change/", views_places.change, name="change"),
    path("<str:building>/<str:code>/", views_rooms.room, name="room"),
]
