"""/settings/: the start page and every register."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from lianzhi.foundation.access import api as access
from lianzhi.project.administration import areas, duties, people
from lianzhi.project.administration.register import urls

app_name = "settings"
REGISTERS = [*people.REGISTERS, *areas.REGISTERS, *duties.REGISTERS]


@access.staff("settings.see")
def index(request: HttpRequest) -> HttpResponse:
    held = access.permissions_of(request.actor)  # type: ignore[attr-defined]
    seen = [(register, len(register.rows())) for register in REGISTERS if register.see in held]
    return render(request, "administration/index.html", {"registers": seen})


urlpatterns = [path("", index, name="index"), *[page for register in REGISTERS for page in urls(register)]]
