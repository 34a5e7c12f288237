"""The register's pages for staff."""

from django.urls import path

from lianzhi.registry.views import areas, editing, household, listing, marks, pairs, quality, record

app_name = "registry"
urlpatterns = [
    path("persons/", listing.persons, name="persons"),
    path("enterprises/", listing.enterprises, name="enterprises"),
    *[
        path(f"{kind}/", listing.register, {"kind": kind}, name=kind)
        for kind in ("houses", "households", "venues", "things", "parcels", "certificates")
    ],
    path("grids/", listing.grids, name="grids"),
    path("pairs/", pairs.queue, name="pairs"),
    path("pairs/<int:pair_id>/", pairs.pair, name="pair"),
    path("marks/", marks.listing, name="marks"),
    path("marks/new/", marks.new, name="mark_new"),
    path("marks/<str:code>/", marks.opened, name="mark"),
    path("marks/<str:code>/note/", marks.note, name="mark_note"),
    path("marks/<str:code>/end/", marks.end, name="mark_end"),
    path("once/", listing.once, name="once"),
    path("building/<str:code>/", areas.building, name="building"),
    path("building/<str:code>/rooms/", areas.add_rooms, name="add_rooms"),
    path("grid/<str:code>/", areas.grid, name="grid"),
    path("new/<slug:kind>/", editing.new, name="new"),
    path("merges/<int:merge_id>/undo/", record.undo, name="undo"),
    path("households/<str:code>/", household.show, name="household"),
    path("entries/<str:code>/", record.show, name="entry"),
    path("persons/<str:code>/", record.show, name="person"),
    path("enterprises/<str:code>/", record.show, name="enterprise"),
    path("entries/<str:code>/edit/", editing.edit, name="edit"),
    path("entries/<str:code>/move/", editing.move, name="move"),
    path("entries/<str:code>/end/", editing.end, name="end"),
    path("entries/<str:code>/link/", editing.link, name="link"),
    path("entries/<str:code>/links/<int:link_id>/end/", editing.end_link, name="end_link"),
    path("entries/<str:code>/merge/", editing.merge, name="merge"),
    path("entries/<str:code>/check/", record.check, name="check"),
    path("entries/<str:code>/reveal/", record.reveal, name="reveal"),
    path("entries/<str:code>/consent/", record.consent, name="consent"),
    path("entries/<str:code>/wrong/", quality.wrong, name="wrong"),
    path("quality/", quality.overview, name="quality"),
    path("quality/of/<slug:kind>/<path:source>/", quality.detail, name="quality_detail"),
    path("quality/faulty/<slug:kind>/<slug:test>/<path:source>/", quality.faulty, name="quality_faulty"),
    path("quality/send/<slug:kind>/<slug:test>/<path:source>/", quality.send, name="quality_send"),
    path("quality/keep/<slug:kind>/<path:source>/", quality.keep, name="quality_keep"),
    path("quality/refused/", quality.refused, name="refused"),
    path("quality/tickets/", quality.listing, name="tickets"),
    path("quality/tickets/<slug:number>/", quality.ticket, name="ticket"),
    path("quality/spots/", quality.spots, name="spots"),
    path("quality/spots/<slug:number>/", quality.spot, name="spot"),
]
