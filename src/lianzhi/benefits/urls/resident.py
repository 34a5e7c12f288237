"""A resident's own benefits."""

from django.urls import path

from lianzhi.benefits.views import mine

app_name = "my_benefits"
urlpatterns = [
    path("", mine.mine, name="mine"),
    path("appeal/<str:decision>/", mine.appeal, name="appeal"),
    path("road/<str:person>/", mine.one_road, name="one_road"),
]
