"""Pages of this room on the desk."""

from django.urls import path

from lianzhi.circles.views import asks, parties
from lianzhi.circles.views import desk_circles as circles

app_name = "circles"
urlpatterns = [
    path("", circles.overview, name="circles"),
    path("open/", circles.open_errand, name="open"),
    path("at/<slug:cell>/", circles.circle, name="circle"),
    path("at/<slug:cell>/notice/", circles.notice, name="notice"),
    path("errands/<int:errand_id>/", circles.decide, name="decide"),
    path("posts/<int:post_id>/hide/", circles.hide, name="hide"),
    path("members/<int:member_id>/end/", circles.end_member, name="end_member"),
    path("warnings/", circles.warnings, name="warnings"),
    path("warnings/<int:warning_id>/", circles.warning, name="warning"),
    path("warnings/<int:warning_id>/send/", circles.send, name="send"),
    path("warnings/<int:warning_id>/dismiss/", circles.dismiss, name="dismiss"),
    path("parties/", parties.listing, name="parties"),
    path("parties/new/", parties.new, name="party_new"),
    path("parties/<int:party_id>/", parties.show, name="party"),
    path("parties/<int:party_id>/edit/", parties.edit, name="party_edit"),
    path("parties/<int:party_id>/end/", parties.end, name="party_end"),
    path("asks/", asks.listing, name="asks"),
    path("asks/<int:ask_id>/", asks.show, name="ask"),
]
