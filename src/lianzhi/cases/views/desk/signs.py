"""Signs of places: choose them, say what stands on them, print. A code leads residents to the report page with ``?at=``."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from segno import make_qr

from lianzhi.cases.queries import lists, signs
from lianzhi.cases.wording import named
from lianzhi.foundation.access import api as access
from lianzhi.kernel.errors import N_, BadInput

PAPERS = {
    "a4": gettext_lazy("A4, one sign on a sheet"),
    "a6": gettext_lazy("A6, one sign on a sheet (105 × 148 mm)"),
    "a6x4": gettext_lazy("A6, four on a sheet of A4, to be cut"),
}
TITLE = gettext_lazy("Something wrong here? Scan and tell us")
TEXT = gettext_lazy(
    "Nothing to install, no login. You get an answer. In an emergency call 110, 119 or 120; by voice: 12345."
)


class FilterForm(forms.Form):
    area = forms.ChoiceField(label=gettext_lazy("Area"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of place"), required=False)
    q = forms.CharField(
        label=gettext_lazy("Name or address"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": gettext_lazy("Name or address")}),
    )


class SignForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title of the sign"), max_length=40)
    text = forms.CharField(
        label=gettext_lazy("Short text on the sign"),
        required=False,
        max_length=160,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    paper = forms.ChoiceField(label=gettext_lazy("Paper"), choices=PAPERS.items())
    intake = forms.ChoiceField(label=gettext_lazy("Leads to"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["intake"].choices = [(way.code, named(way)) for way in lists.intakes()]


@access.staff(signs.PRINT)
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """The places of an area to tick, and what stands on the signs."""
    by = request.actor  # type: ignore[attr-defined]
    within = signs.areas_within(by)
    area = signs.area_of(request.GET.get("area") or _first(within), by)
    asked = {"kind": request.GET.get("kind", ""), "text": request.GET.get("q", "").strip()}
    found = signs.spots(area, **asked)
    return render(request, "cases/desk/signs.html", {
        "filter": _filter(within, area.code, request), "form": SignForm(initial=_standing()), "area": area,
        "spots": found[: signs.SHOWN], "total": min(len(found), signs.MOST), "more": len(found) > signs.MOST,
        "most": signs.MOST, "asked": asked, "link": _link(request, "snap_report", area.code), "inside": _only_inside(request),
    })  # fmt: skip


@access.staff(signs.PRINT)
@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """The sheets: those ticked (``n``), or all that the filter finds (``all``). Raises BadInput for an empty choice."""
    by = request.actor  # type: ignore[attr-defined]
    form = SignForm({**_standing(), **{name: value for name, value in request.GET.items() if value}})
    if not form.is_valid():
        field, problems = next(iter(form.errors.items()))
        label = form.fields[field].label
        raise BadInput(
            "cases.sign", N_("%(field)s: %(why)s"), way_out=N_("Go back and correct it."), field=field,
            params={"field": label, "why": problems[0]},
        )  # fmt: skip
    found = _wanted(request, by)
    said = form.cleaned_data
    made = [(spot, _link(request, said["intake"], spot.code)) for spot in found]
    return render(request, "cases/desk/print/signs.html", {
        **said, "signs": [(spot, link, qr(link)) for spot, link in made], "inside": _only_inside(request),
        "four": said["paper"] == "a6x4",
    })  # fmt: skip


def _wanted(request: HttpRequest, by: Any) -> list[signs.Spot]:
    if "all" in request.GET:
        area = signs.area_of(request.GET.get("area", ""), by)
        asked = {"kind": request.GET.get("kind", ""), "text": request.GET.get("q", "").strip()}
        return signs.spots(area, **asked)[: signs.MOST]
    if not (ticked := request.GET.getlist("n")):
        raise BadInput(
            "cases.no_sign", N_("No place is chosen."), way_out=N_("Go back and tick one, or print all.")
        )
    return signs.chosen(ticked, by)


def _first(within: list[Any]) -> str:
    """The first grid: a page of a whole town says little."""
    grids = [area.code for area in within if area.level == "grid"]
    return next(iter(grids or [area.code for area in within]), "")


def _filter(within: list[Any], area: str, request: HttpRequest) -> FilterForm:
    form = FilterForm(
        initial={"area": area, "kind": request.GET.get("kind", ""), "q": request.GET.get("q", "")}
    )
    deep = {"town": 0, "community": 1, "grid": 2, "micro_grid": 3}
    form.fields["area"].choices = [(a.code, "\u3000" * deep.get(a.level, 0) + named(a)) for a in within]
    kinds = {code: _(label) for code, label in signs.KINDS.items() if code != "estate"}
    form.fields["kind"].choices = [("", _("All kinds")), *kinds.items()]
    return form


def _standing() -> dict[str, str]:
    ways = [way.code for way in lists.intakes()]
    way = "snap_report" if "snap_report" in ways else next(iter(ways), "")
    return {"title": str(TITLE), "text": str(TEXT), "paper": "a4", "intake": way}


def _link(request: HttpRequest, intake: str, code: str) -> str:
    address = reverse("resident:report_photo", args=[intake])
    return request.build_absolute_uri(f"{address}?{urlencode({'at': code})}")


def _only_inside(request: HttpRequest) -> str:
    """The name by which the desk was opened, when no resident's phone can reach it; else empty."""
    host = split_domain_port(request.get_host())[0]
    try:
        private = ip_address(host.strip("[]")).is_private
    except ValueError:
        private = "." not in host
    return host if private else ""


def qr(text: str) -> SafeString:
    """With a quarter to spare for scratches and dirt; inline, so that it prints sharp at any size."""
    drawn = make_qr(text, error="q").svg_inline(border=4, svgclass="qr", lineclass=None, omitsize=True)
    return mark_safe(drawn)  # noqa: S308  segno draws it from an address of our own
