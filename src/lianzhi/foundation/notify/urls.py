"""Included by project.urls: on the desk, and inside the scope of the phone's app."""

from django.urls import path

from lianzhi.foundation.notify import views

_desk, _phone = {"place": "desk"}, {"place": "phone"}
desk = (
    [
        path("", views.listing, _desk, name="list"),
        path("count/", views.count, name="count"),
        path("sheet/", views.sheet, name="sheet"),
        path("read/", views.read_all, _desk, name="read"),
        path("<int:notice_id>/", views.go, _desk, name="go"),
    ],
    "notices",
)
phone = (
    [
        path("", views.listing, _phone, name="list"),
        path("read/", views.read_all, _phone, name="read"),
        path("<int:notice_id>/", views.go, _phone, name="go"),
    ],
    "notices_phone",
)
