"""Pages of this room on the desk."""

from django.urls import path

from lianzhi.command.views import plans, responses

app_name = "command"
urlpatterns = [
    path("", responses.index, name="index"),
    path("start/", responses.start, name="start"),
    path("<int:response_id>/", responses.show, name="response"),
    path("<int:response_id>/end/", responses.end, name="end"),
    path("tick/<int:line_id>/", responses.tick, name="tick"),
    path("proposals/<int:proposal_id>/dismiss/", responses.dismiss, name="dismiss"),
    path("plans/", plans.listing, name="plans"),
    path("plans/new/", plans.new, name="plan_new"),
    path("plans/<int:plan_id>/", plans.show, name="plan"),
    path("plans/<int:plan_id>/edit/", plans.edit, name="plan_edit"),
    path("plans/<int:plan_id>/publish/", plans.publish, name="publish"),
]
