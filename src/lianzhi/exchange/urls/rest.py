"""/api/v1/"""

from django.urls import path

from lianzhi.exchange.rest.app import api
from lianzhi.exchange.views import docs
from lianzhi.foundation.access.api import program

app_name = "api"
operations = [pattern for pattern in api.urls[0] if pattern.name != "api-root"]
for pattern in operations:
    program(pattern.callback)

urlpatterns = [
    path("openapi.json", docs.openapi, name="openapi"),
    path("docs/", docs.docs, name="docs"),
    *operations,
]
