"""Included by project.urls under ``r/``."""

from django.urls import path

from lianzhi.cases.views.resident import answering, home, openmap, progress, ratings, reporting

app_name = "resident"
urlpatterns = [
    path("", home.home, name="home"),
    path("report/<slug:intake>/", reporting.photo, name="report_photo"),
    path("report/<slug:intake>/place/", reporting.place, name="report_place"),
    path("report/<slug:intake>/words/", reporting.words, name="report_words"),
    path("report/<slug:intake>/propose/", reporting.propose, name="propose"),
    path("continue/", reporting.take_up, name="continue"),
    path("report/<slug:intake>/ask/", reporting.ask, name="ask"),
    path("code/", reporting.code, name="code"),
    path("done/<slug:token>/", reporting.done, name="done"),
    path("find/", home.search, name="find"),
    path("mine/", home.mine, name="mine"),
    path("map/", openmap.page, name="map"),
    path("map/spots/", openmap.spots, name="spots"),
    path("ratings/", ratings.listing, name="ratings"),
    path("leave/", home.leave, name="leave"),
    path("c/<slug:token>/", progress.case, name="case"),
    path("c/<slug:token>/answer/", answering.answer, name="answer"),
    path("c/<slug:token>/rate/", progress.rating, name="rate"),
    path("c/<slug:token>/reopen/", progress.reopening, name="reopen"),
]
