"""Pages at the desk, under ``benefits/``."""

from django.urls import path

from lianzhi.benefits.views import batches, differences, lines, payments, report, runs

app_name = "benefits"
urlpatterns = [
    path("budget/", lines.listing, name="lines"),
    path("budget/new/", lines.new, name="new_line"),
    path("budget/close/", lines.close, name="close_month"),
    path("budget/<slug:line>/", lines.show, name="line"),
    path("budget/<slug:line>/grant/", lines.grant, name="grant"),
    path("batches/", batches.listing, name="batches"),
    path("batches/prepare/", batches.prepare, name="prepare"),
    path("batches/<int:batch_id>/", batches.show, name="batch"),
    path("batches/<int:batch_id>/release/", batches.release, name="release"),
    path("batches/<int:batch_id>/dissolve/", batches.dissolve, name="dissolve"),
    path("batches/<int:batch_id>/settle/", batches.settle, name="settle_unknown"),
    path("payments/", payments.listing, name="payments"),
    path("payments/<str:payment>/", payments.show, name="payment"),
    path("payments/<str:payment>/again/", payments.again, name="again"),
    path("payments/<str:payment>/back/", payments.back, name="back"),
    path("people/<str:person>/", payments.person, name="person"),
    path("reconciliation/", differences.listing, name="differences"),
    path("reconciliation/file/", differences.take, name="take_file"),
    path("reconciliation/run/", differences.reconcile, name="reconcile"),
    path("reconciliation/<int:difference_id>/", differences.settle, name="settle"),
    path("runs/", runs.listing, name="runs"),
    path("runs/start/", runs.start, name="start_run"),
    path("runs/<str:run>/", runs.show, name="run"),
    path("report/", report.report, name="report"),
]
