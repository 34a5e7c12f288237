"""Addresses of the forms editor, under /settings/forms/."""

from django.urls import path

from lianzhi.foundation.forms.views import editor

app_name = "forms"
urlpatterns = [
    path("", editor.listing, name="list"),
    path("new/", editor.new, name="new"),
    path("<slug:code>/", editor.edit, name="edit"),
    path("<slug:code>/act/", editor.act, name="act"),
    path("<slug:code>/preview/", editor.preview, name="preview"),
    path("<slug:code>/file/", editor.download, name="file"),
    path("<slug:code>/field/<slug:field>/", editor.field, name="field"),
]
