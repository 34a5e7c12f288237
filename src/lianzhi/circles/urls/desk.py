"""Pages of this room on the desk."""

from django.urls import path

from lianzhi.circles.views import asks, parties

app_name = "circles"
urlpatterns = [
    path("parties/", parties.listing, name="parties"),
    path("parties/new/", parties.new, name="party_new"),
    path("parties/<int:party_id>/", parties.show, name="party"),
    path("parties/<int:party_id>/edit/", parties.edit, name="party_edit"),
    path("parties/<int:party_id>/end/", parties.end, name="party_end"),
    path("asks/", asks.listing, name="asks"),
    path("asks/<int:ask_id>/", asks.show, name="ask"),
]
