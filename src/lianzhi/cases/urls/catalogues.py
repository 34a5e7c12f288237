"""Included by project.urls under ``settings/catalogues/``."""

from django.urls import path

from lianzhi.cases.views.settings import catalogues

app_name = "catalogues"
urlpatterns = [
    path("", catalogues.index, name="index"),
    path("links/<int:link_id>/end/", catalogues.unlink, name="unlink"),
    path("<slug:standard>/", catalogues.entries, name="entries"),
    path("<slug:standard>/new/", catalogues.new, name="new"),
    path("<slug:standard>/verify/", catalogues.verify, name="verify"),
    path("<slug:standard>/<slug:kind>/<slug:entry>/", catalogues.entry, name="entry"),
    path("<slug:standard>/<slug:kind>/<slug:entry>/link/", catalogues.link, name="link"),
]
