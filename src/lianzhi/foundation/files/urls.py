"""Addresses of the files room, under /files/."""

from django.urls import path, register_converter

from lianzhi.foundation.files import piece_views, views
from lianzhi.foundation.files.store import VARIANTS


class Variant:
    regex = "|".join(VARIANTS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Variant, "variant")

app_name = "files"
urlpatterns = [
    path("photo", views.photo, name="photo"),
    path("piece/<slug:photo_id>", piece_views.piece, name="piece"),
    path("piece/<slug:photo_id>/drop", piece_views.drop, name="piece_drop"),
    path("<slug:photo_id>/<variant:variant>", views.show, name="show"),
]
