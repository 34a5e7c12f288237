"""Included by project.urls under ``desk/``."""

from django.urls import path

from lianzhi.cases.views.desk import (
    approvals,
    assisting,
    calls,
    following,
    handover,
    lists,
    meetings,
    near,
    record,
    signals,
    signs,
    talking,
)
from lianzhi.cases.views.desk.answers import save as save_answers
from lianzhi.cases.views.desk.bulk import done as bulk_done
from lianzhi.cases.views.desk.bulk import preview as bulk_preview
from lianzhi.cases.views.desk.printing import case_sheet, list_sheet

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
    path("bulk/", bulk_preview, name="bulk"),
    path("bulk/<slug:key>/", bulk_done, name="bulk_done"),
    path("handover/", handover.listing, name="handover"),
    path("handover/new/", handover.new, name="handover_new"),
    path("handover/<int:note_id>/", handover.show, name="handover_note"),
    path("handover/<int:note_id>/take/", handover.take, name="handover_take"),
    path("meetings/", meetings.listing, name="meetings"),
    path("meetings/new/", meetings.new, name="meeting_new"),
    path("meetings/<int:meeting_id>/", meetings.show, name="meeting"),
    path("meetings/<int:meeting_id>/print/", meetings.sheet, name="meeting_print"),
    path("meetings/<int:meeting_id>/add/", meetings.add, name="meeting_add"),
    path("meetings/<int:meeting_id>/end/", meetings.end, name="meeting_end"),
    path("meetings/<int:meeting_id>/<int:line_id>/", meetings.line, name="meeting_line"),
    path("meetings/<int:meeting_id>/<int:line_id>/place/", meetings.place, name="meeting_place"),
    path("approvals/", approvals.listing, name="approvals"),
    path("case/<str:number>/approval/<int:approval>/", approvals.decide, name="decide"),
    path("new/", calls.new, name="new"),
    path("propose/", calls.propose, name="propose"),
    path("new/near/", calls.near_ones, name="call_near"),
    path("new/earlier/", calls.earlier_ones, name="call_earlier"),
    path("ask/", calls.questions, name="ask"),
    path("case/<str:number>/answers/", save_answers, name="answers"),
    path("signs/", signs.choose, name="signs"),
    path("signs/print/", signs.sheet, name="signs_print"),
    path("print/", list_sheet, name="print_list"),
    path("case/<str:number>/print/", case_sheet, name="print"),
    path("case/<str:number>/", record.show, name="case"),
    path("case/<str:number>/near/", near.show, name="near"),
    path("case/<str:number>/parts/", record.parts, name="parts"),
    path("case/<str:number>/move/<slug:verb>/", record.move, name="move"),
    path("case/<str:number>/attach/", record.attach, name="attach"),
    path("case/<str:number>/say/<slug:what>/", talking.say, name="say"),
    path("follow-ups/", following.listing, name="follow_ups"),
    path("follow-ups/<int:follow_up>/", following.show, name="follow_up"),
    path("ratings/", following.ratings, name="ratings"),
    path("assists/", assisting.counts, name="assists"),
    path("case/<str:number>/for/<slug:what>/", assisting.for_reporter, name="for_reporter"),
    path("case/<str:number>/slip/", assisting.slip, name="slip"),
    path("questions/", talking.questions, name="questions"),
    path("case/<str:number>/correct/<slug:what>/", record.correct, name="correct"),
]
