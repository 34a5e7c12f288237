"""/settings/: the start page and every register."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext

from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.project.administration import (
    address_review,
    area_check,
    area_map,
    area_tables,
    areas,
    automatic,
    calendar,
    duties,
    duties_turned,
    people,
)
from lianzhi.project.administration.register import urls
from lianzhi.project.administration.replies import REGISTERS as REPLIES
from lianzhi.project.administration.unheld import unheld

app_name = "settings"
REGISTERS = [*people.REGISTERS, *areas.REGISTERS, *duties.REGISTERS, *automatic.REGISTERS, *REPLIES]


@access.staff("settings.see")
def index(request: HttpRequest) -> HttpResponse:
    held = access.permissions_of(request.actor)  # type: ignore[attr-defined]
    seen = [(register, len(register.rows())) for register in REGISTERS if register.see in held]
    lacking = unheld() if "access.see" in held else {}
    context = {"registers": seen, "photos": _photos(), "unheld": lacking}
    return render(request, "administration/index.html", context)


def _photos() -> str:
    """Are faces and number plates covered on photos? Said plainly, since nobody can see that it is off."""
    if files.scrubbing_is_on():
        return gettext(
            "Faces and number plates are covered on photos for all but the handling unit and the reporter."
        )
    return gettext(
        "Faces and number plates are NOT covered on photos: the models are not installed or it is switched off."
    )


urlpatterns = [
    path("", index, name="index"),
    path("calendar/", calendar.month, name="calendar"),
    path("areas/map/", area_map.area_map, name="area_map"),
    path("areas/check/", area_check.area_check, name="area_check"),
    path("areas/tables/", area_tables.area_tables, name="area_tables"),
    path("areas/tables/<slug:kind>.<slug:form>", area_tables.area_export, name="area_export"),
    path("addresses/review/", address_review.waiting, name="address_review"),
    path("addresses/review/decided/", address_review.decided, name="address_decided"),
    path("addresses/review/<int:doubt_id>/decide/", address_review.decide, name="address_decide"),
    path("addresses/review/<int:doubt_id>/back/", address_review.take_back, name="address_take_back"),
    *automatic.PAGES,
    *duties_turned.PAGES,
    *[page for register in REGISTERS for page in urls(register)],
]
