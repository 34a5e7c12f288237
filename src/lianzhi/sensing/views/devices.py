"""The register of devices, one device, what is covered, key points; messages that could not be read."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.sensing.access import EDIT, SEE
from lianzhi.sensing.actions.devices import save_device
from lianzhi.sensing.actions.places import save_point
from lianzhi.sensing.contracts import NewDevice
from lianzhi.sensing.forms import DeviceForm, DeviceSearch, PointForm, units
from lianzhi.sensing.models import KeyPoint, Refusal
from lianzhi.sensing.queries import coverage, detections, devices
from lianzhi.sensing.queries.mapped import around
from lianzhi.sensing.queries.views import device_view
from lianzhi.sensing.templatetags.sensing import percent, word
from lianzhi.sensing.views.common import areas_of, by_of, page_of, words_of


@access.staff(SEE)
@ui.remembers
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by = by_of(request)
    form = DeviceSearch(request.GET, areas_of(by, SEE))
    wanted = devices.Wanted(words=words_of(request), **form.said())
    page = page_of(devices.listed(by, wanted), request)
    context = {
        "page": page,
        "form": form,
        "wanted": wanted,
        "silent": devices.silent_count(by),
        "units": dict(units()),
    }
    return render(request, "sensing/devices.html", context)


@access.staff(SEE)
@require_GET
def show(request: HttpRequest, device: str) -> HttpResponse:
    by = by_of(request)
    row = devices.one(device, by)
    last = detections.listed(by, detections.Wanted(device=row.code))[:10]
    context = {
        "it": row, "last": last, "drawn": around(row), "may_edit": access.may(by, EDIT, row),
        "owner": dict(units()).get(row.owner, row.owner),
        "told": [each for each in detections.told(by) if each.device == row.code],
    }  # fmt: skip
    return render(request, "sensing/device.html", context)


@access.staff(EDIT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = DeviceForm(request.POST or None)
    view = ui.attempt(form, lambda said: save_device(_new(said), by=by_of(request)))
    if view:
        messages.success(request, _("Kept."))
        return redirect("sensing:device", view.code)
    back = reverse("sensing:devices")
    return ui.show_form(request, "sensing/form.html", form, title=_("New device"), back=back)


@access.staff(EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, device: str) -> HttpResponse:
    row = devices.one(device, by_of(request))
    form = DeviceForm(request.POST or None, initial=asdict(device_view(row)))
    form.fields["code"].disabled = form.fields["kind"].disabled = True
    if ui.attempt(form, lambda said: save_device(_new(said), by=by_of(request))):
        messages.success(request, _("Kept."))
        return redirect("sensing:device", row.code)
    back = reverse("sensing:device", args=[row.code])
    return ui.show_form(request, "sensing/form.html", form, title=row.name, sub=row.code, back=back)


def _new(said: dict[str, object]) -> NewDevice:
    return NewDevice(**said | {"datum": said["datum"] or "WGS84"})  # type: ignore[arg-type]


@access.staff(SEE)
@require_GET
def covered(request: HttpRequest) -> HttpResponse:
    by = by_of(request)
    found = coverage.covered(by)
    rates = [
        (word(kind, "point") if kind else _("All key points"), percent(done / of), f"{done} / {of}")
        for kind, (done, of) in found.rates.items()
        if of
    ]
    context = {"found": found, "rates": rates, "may_edit": access.may(by, EDIT, None)}
    return render(request, "sensing/coverage.html", context)


@access.staff(EDIT)
@require_http_methods(["GET", "POST"])
def point(request: HttpRequest, code: str) -> HttpResponse:
    """``new``: one that is not there yet."""
    row = KeyPoint.objects.filter(code=code).first()
    start = {n: getattr(row, n) for n in PointForm.base_fields} if row else {}
    form = PointForm(request.POST or None, initial=start)
    done = ui.attempt(form, lambda said: save_point(by=by_of(request), **said))
    if done:
        messages.success(request, _("Kept."))
        return redirect("sensing:coverage")
    back = reverse("sensing:coverage")
    return ui.show_form(request, "sensing/form.html", form, title=_("Key point"), back=back)


@access.staff(EDIT)
@require_GET
def refusals(request: HttpRequest) -> HttpResponse:
    access.require(by_of(request), EDIT, None)
    return render(request, "sensing/refusals.html", {"page": page_of(Refusal.objects.all(), request)})
