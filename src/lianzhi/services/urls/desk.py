"""Pages of this room on the desk."""

from django.urls import path

from lianzhi.services.views import addresses, elders, schools

app_name = "services"
urlpatterns = [
    path("schools/", schools.table, name="schools"),
    path("schools/map/", schools.picture, name="map"),
    path("schools/new/", schools.new, name="new"),
    path("schools/again/", schools.again, name="again"),
    path("schools/<slug:code>/", schools.school, name="school"),
    path("schools/<slug:code>/places/", schools.places, name="places"),
    path("schools/<slug:code>/area/", schools.area, name="area"),
    path("schools/<slug:code>/end/", schools.end, name="end"),
    path("which/", addresses.which, name="which"),
    path("elders/", elders.listing, name="elders"),
    path("elders/<int:elder_id>/", elders.elder, name="elder"),
    path("elders/<int:elder_id>/visit/", elders.begin, name="begin"),
    path("elders/<int:elder_id>/word/", elders.word, name="word"),
]
