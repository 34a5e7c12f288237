"""Addresses for the tests of ui: each view refuses or shows in one way."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.errors import N_, BadInput

handler400 = "lianzhi.foundation.ui.views.bad_request"
handler403 = "lianzhi.foundation.ui.views.forbidden"
handler404 = "lianzhi.foundation.ui.views.not_found"
handler500 = "lianzhi.foundation.ui.views.server_error"


def outside() -> BadInput:
    return BadInput(
        "test.outside",
        N_("The place is outside the town."),
        way_out=N_("Choose a place inside the town, or call the town's hotline."),
        field="place",
    )


class PlaceForm(forms.Form):
    place = forms.CharField()


@access.public
def refuse(request: HttpRequest) -> HttpResponse:
    raise outside()


@access.public
def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


@access.public
def read_body(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.POST)))


@access.public
def form(request: HttpRequest) -> HttpResponse:
    def act(data: dict) -> str:
        if data["place"] != "inside":
            raise outside()
        return "done"

    place = PlaceForm(request.POST or None)
    done = ui.attempt(place, act)
    return HttpResponse(done) if done else ui.show_form(request, "shape/form.html", place)


urlpatterns = [
    path("ui/", include("lianzhi.foundation.ui.urls")),
    path("refuse/", refuse),
    path("break/", break_down),
    path("body/", read_body),
    path("form/", form),
]
