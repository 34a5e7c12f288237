"""What the town keeps about a resident, for himself."""

from django.urls import path

from lianzhi.registry.views import resident

app_name = "register"
urlpatterns = [
    path("", resident.mine, name="mine"),
    path("<str:code>/consent/", resident.consent, name="consent"),
]
