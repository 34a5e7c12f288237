"""The circle on a member's phone."""

from django.urls import path

from lianzhi.circles.views import members

app_name = "circle"
urlpatterns = [
    path("", members.home, name="home"),
    path("word/", members.word, name="word"),
    path("leave/", members.leave, name="leave"),
    path("<int:errand_id>/", members.errand, name="errand"),
]
