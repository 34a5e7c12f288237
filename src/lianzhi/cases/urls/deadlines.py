"""Included by project.urls under ``settings/deadlines/``."""

from django.urls import path

from lianzhi.cases.views.settings import deadlines

app_name = "deadlines"
urlpatterns = [
    path("", deadlines.matrix, name="matrix"),
    path("<slug:scope>/", deadlines.scope, name="scope"),
    path("<slug:scope>/conditions/new/", deadlines.condition, name="condition_new"),
    path("<slug:scope>/conditions/<slug:condition>/", deadlines.condition, name="condition"),
]
