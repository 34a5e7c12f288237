"""Included by project.urls under ``desk/``."""

from django.urls import path

from lianzhi.cases.views.desk import calls, lists, record, signals

app_name = "desk"
urlpatterns = [
    path("", lists.board, name="board"),
    path("rows/", lists.rows, name="rows"),
    path("dots/", lists.dots, name="dots"),
    path("inbox/", lists.inbox, name="inbox"),
    path("checks/", lists.checks, name="checks"),
    path("signals/", signals.listing, name="signals"),
    path("signals/<int:signal_id>/label/", signals.label, name="signal_label"),
    path("signals/<int:signal_id>/case/", signals.open_case, name="signal_case"),
    path("new/", calls.new, name="new"),
    path("propose/", calls.propose, name="propose"),
    path("case/<str:number>/", record.show, name="case"),
    path("case/<str:number>/parts/", record.parts, name="parts"),
    path("case/<str:number>/move/<slug:verb>/", record.move, name="move"),
    path("case/<str:number>/correct/<slug:what>/", record.correct, name="correct"),
]
