"""Visits on the grid worker's phone."""

from django.urls import path

from lianzhi.services.views import visits

app_name = "visits"
urlpatterns = [
    path("", visits.due, name="due"),
    path("<int:visit_id>/", visits.visit, name="visit"),
]
