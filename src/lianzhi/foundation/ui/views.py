"""Switches of language and theme, error pages, and (in the demo) the style page."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import samples, themes
from lianzhi.foundation.ui.refusals import answer
from lianzhi.kernel.errors import N_, BadInput, NotAllowed


@access.public
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    response = _back(request)
    if "size" in request.POST:
        themes.remember_size(response, request.POST["size"])
    else:
        themes.remember(response, request.POST.get("theme", ""))
    return response


@access.public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    response = _back(request)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=themes.YEAR, samesite="Lax")
    return response


def _back(request: HttpRequest) -> HttpResponseRedirect:
    there = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(there if safe else "/")


@access.public
def style(request: HttpRequest) -> HttpResponse:
    _only_in_demo()
    return render(request, "ui/style/index.html", samples.everything())


@access.public
def shape(request: HttpRequest, name: str) -> HttpResponse:
    _only_in_demo()
    if name not in samples.SHAPES:
        raise Http404
    return render(request, f"ui/style/{name}.html", samples.everything())


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise Http404


class _TooBig(BadInput):
    status = 413


class _Malformed(BadInput):
    status = 400


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400; what is too big gets its own words and status."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return answer(request, _TooBig(
            "ui.too_big",
            N_("What you sent is larger than this page can take."),
            way_out=N_("Shorten the text or send fewer or smaller pictures. Go back: what you typed is still there."),
        ))  # fmt: skip
    return answer(request, _Malformed(
        "ui.malformed",
        N_("The page could not read what the browser sent."),
        way_out=N_("Go back, reload the page and try again."),
    ))  # fmt: skip


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """No database, no session, no context: whatever broke may be any of them."""
    return HttpResponseServerError(get_template("500.html").render())


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return answer(request, NotAllowed(
        "ui.csrf",
        N_("This page was open for too long, or cookies are blocked, so it was not sent."),
        way_out=N_("Go back, reload the page and send it again. Nothing was changed."),
    ))  # fmt: skip
