"""Included by project.urls under ``g/``."""

from django.urls import path

from lianzhi.cases.views.grid import app, beside, field, home, reporting, task

app_name = "grid"
urlpatterns = [
    path("", home.home, name="home"),
    path("report/", reporting.choose, name="choose"),
    path("report/<slug:intake>/", reporting.photo, name="report_photo"),
    path("report/<slug:intake>/place/", reporting.place, name="report_place"),
    path("report/<slug:intake>/words/", reporting.words, name="report_words"),
    path("report/<slug:intake>/propose/", reporting.propose, name="propose"),
    path("report/<slug:intake>/ask/", reporting.ask, name="ask"),
    path("done/<slug:token>/", reporting.done, name="done"),
    path("case/<slug:number>/", task.task, name="task"),
    path("case/<slug:number>/accept/<int:part>/", task.accept, name="accept"),
    path("case/<slug:number>/report-in/<int:part>/", task.report_in, name="report_in"),
    path("case/<slug:number>/read/<int:part>/", task.read, name="read"),
    path("case/<slug:number>/back/<int:part>/", task.send_back, name="send_back"),
    path("case/<slug:number>/finish/<int:part>/", task.finish, name="finish"),
    path("case/<slug:number>/check/", task.check, name="check"),
    path("case/<slug:number>/say/<slug:what>/", beside.say, name="say"),
    path("case/<slug:number>/ask/<slug:verb>/", beside.ask_for, name="ask_for"),
    path("new/", app.screen, name="new"),
    path("queue/", app.screen, name="queue"),
    path("setup/", app.screen, name="setup"),
    path("patrol/", app.screen, name="patrol"),
    path("patrols/", app.patrols, name="patrols"),
    path("shell/zh-hans/", app.shell, {"language": "zh-hans"}, name="shell_zh"),
    path("shell/en/", app.shell, {"language": "en"}, name="shell_en"),
    path("worker.js", app.worker, name="worker"),
    path("manifest.json", app.manifest, name="manifest"),
    path("hello/", field.hello, name="hello"),
    path("tasks/", field.tasks, name="tasks"),
    path("send/", field.send, name="send"),
    path("near/", field.near, name="near"),
    path("standing/<slug:number>/<int:part>/", field.standing, name="standing"),
]
