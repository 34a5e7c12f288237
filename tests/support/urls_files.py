"""Only the files room, where the rest of the house may not stand yet."""

from django.urls import include, path

urlpatterns = [path("files/", include("lianzhi.foundation.files.urls"))]
