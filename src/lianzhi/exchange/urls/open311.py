"""/open311/"""

from django.urls import path, register_converter

from lianzhi.exchange.rules.spark import TYPES
from lianzhi.exchange.views import open311


class Form:
    regex = "|".join(TYPES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Form, "form311")

app_name = "open311"
urlpatterns = [
    path("discovery.<form311:format_>", open311.discover, name="discovery"),
    path("v2/discovery.<form311:format_>", open311.discover, name="discovery_v2"),
    path("v2/services.<form311:format_>", open311.services, name="services"),
    path("v2/services/<slug:code>.<form311:format_>", open311.service, name="service"),
    path("v2/requests.<form311:format_>", open311.requests, name="requests"),
    path("v2/requests/<slug:number>.<form311:format_>", open311.request_, name="request"),
    path("v2/tokens/<str:token>.<form311:format_>", open311.token, name="token"),
    path("v2/servicerequestupdates.<form311:format_>", open311.updates, name="updates"),
    path("v2/media/<path:signed>", open311.picture, name="media"),
]
