"""Default deny at run time: a view without an access mark is never called, nor by an unusual method."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseNotAllowed
from django.utils.translation import gettext as _

from lianzhi.foundation.access.guards import Mark

USUAL = ["GET", "HEAD", "POST"]  # pages know no other method


class AccessMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method not in USUAL:
            return HttpResponseNotAllowed(USUAL)
        if isinstance(getattr(view, "lianzhi_access", None), Mark):
            return None
        return HttpResponseForbidden(_("This page does not say who may open it, so nobody may."))
