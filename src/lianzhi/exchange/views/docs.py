"""The description of the interface: for programs as OpenAPI, for people as a page without anything from outside."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianzhi.exchange.rest.app import api
from lianzhi.exchange.rules.describe import Operation, operations
from lianzhi.foundation.access.api import public


@cache
def schema() -> dict[str, Any]:
    return dict(api.get_openapi_schema())


@cache
def described() -> tuple[Operation, ...]:
    return tuple(operations(schema()))


@public
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    return JsonResponse(schema(), json_dumps_params={"ensure_ascii": False})


@public
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    return render(request, "exchange/docs.html", {"operations": described(), "about": schema()["info"]})
