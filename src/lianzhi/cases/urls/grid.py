"""Included by project.urls under ``g/``."""

from django.urls import path

from lianzhi.cases.views.grid import home, reporting, task

app_name = "grid"
urlpatterns = [
    path("", home.home, name="home"),
    path("report/", reporting.choose, name="choose"),
    path("report/<slug:intake>/", reporting.photo, name="report_photo"),
    path("report/<slug:intake>/place/", reporting.place, name="report_place"),
    path("report/<slug:intake>/words/", reporting.words, name="report_words"),
    path("report/<slug:intake>/propose/", reporting.propose, name="propose"),
    path("done/<slug:token>/", reporting.done, name="done"),
    path("case/<slug:number>/", task.task, name="task"),
    path("case/<slug:number>/accept/<int:part>/", task.accept, name="accept"),
    path("case/<slug:number>/back/<int:part>/", task.send_back, name="send_back"),
    path("case/<slug:number>/finish/<int:part>/", task.finish, name="finish"),
    path("case/<slug:number>/check/", task.check, name="check"),
]
