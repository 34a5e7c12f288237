"""Which school an address is in, for everybody."""

from django.urls import path

from lianzhi.services.views import addresses

app_name = "schools"
urlpatterns = [path("", addresses.mine, name="mine")]
