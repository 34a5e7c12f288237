"""Addresses under /rooms/."""

from django.urls import path

from lianzhi.territory import views_rooms

app_name = "rooms"
urlpatterns = [
    path("", views_rooms.index, name="index"),
    path("<str:building>/", views_rooms.rooms, name="building"),
    path("<str:building>/join/", views_rooms.join, name="join"),
    path("<str:building>/<str:code>/", views_rooms.room, name="room"),
]
