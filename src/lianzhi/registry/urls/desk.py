"""The register's pages for staff."""

from django.urls import path

from lianzhi.registry.views import areas, editing, listing, marks, record

app_name = "registry"
urlpatterns = [
    path("persons/", listing.persons, name="persons"),
    path("enterprises/", listing.enterprises, name="enterprises"),
    *[
        path(f"{kind}/", listing.register, {"kind": kind}, name=kind)
        for kind in ("venues", "things", "certificates")
    ],
    path("grids/", listing.grids, name="grids"),
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
]
