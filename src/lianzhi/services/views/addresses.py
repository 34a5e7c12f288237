"""Which school is this address in? For the desk, and for everybody on the phone. The education office decides."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianzhi.foundation.access import api as access
from lianzhi.services.access import SCHOOLS
from lianzhi.services.forms import AddressForm
from lianzhi.services.queries import addresses


@access.staff(SCHOOLS)
@require_GET
def which(request: HttpRequest) -> HttpResponse:
    return _answer(request, "services/which.html")


@access.resident
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    return _answer(request, "services/mine.html")


def _answer(request: HttpRequest, page: str) -> HttpResponse:
    """While somebody types, only what is found."""
    form = AddressForm(request.GET)
    form.is_valid()
    words, code = form.cleaned_data.get("q", ""), request.GET.get("code", "")[:24]
    found = addresses.chosen(code) if code else None
    offers = addresses.offers(words) if words.strip() and found is None else []
    context = {
        "words": words,
        "offers": offers,
        "found": found,
        "form": form,
        "asked": bool(words.strip() or code),
    }
    return render(request, "services/found.html" if request.headers.get("HX-Request") else page, context)
