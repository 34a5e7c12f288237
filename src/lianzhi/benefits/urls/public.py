"""Public notices, for everybody."""

from django.urls import path

from lianzhi.benefits.views import notices

app_name = "benefits_public"
urlpatterns = [
    path("", notices.public, name="notices"),
    path("<str:notice>/", notices.public_one, name="notice"),
    path("<str:notice>/<str:decision>/", notices.object_, name="object"),
]
