"""The interface as a whole: its operations, its refusals, its description."""

import logging
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from lianzhi import __version__
from lianzhi.exchange import problems
from lianzhi.exchange.rest import (
    addresses,
    approvals,
    cases,
    categories,
    events,
    moves,
    safety,
    sensing,
    services,
)
from lianzhi.exchange.rules import cloudevents
from lianzhi.kernel.errors import Refused

log = logging.getLogger(__name__)
PREFIX = "/api/v1/"
ABOUT = (
    "Cases and addresses of the town for programs of other bureaus. Every create needs the header Idempotency-Key. "
    "Times are ISO 8601 with a zone. Refusals are application/problem+json (RFC 9457)."
)


class Interface(NinjaAPI):
    """Refusals have a media type of their own, which the description has to say."""

    def get_openapi_schema(self, **_more: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=PREFIX)
        for way in schema["paths"].values():
            for operation in way.values():
                for status, response in operation["responses"].items():
                    if (
                        int(status) < 400
                        and response.get("content")
                        and operation["operationId"] == "read_events"
                    ):
                        response["content"] = {cloudevents.BATCH: next(iter(response["content"].values()))}
                    if int(status) >= 400 and "content" in response:
                        response["content"] = {
                            problems.CONTENT_TYPE: next(iter(response["content"].values()))
                        }
        return schema

    def get_openapi_operation_id(self, operation: Any) -> str:
        return str(operation.view_func.__name__)


api = Interface(
    title="Lianzhi",
    version=__version__,
    description=ABOUT,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", categories.router)
api.add_router("", cases.router)
api.add_router("", moves.router)
api.add_router("", approvals.router)
api.add_router("", events.router)
api.add_router("", safety.router)
api.add_router("", addresses.router)
api.add_router("", services.router)
api.add_router("", sensing.router)


@api.exception_handler(Refused)
def refused(_request: HttpRequest, error: Refused) -> HttpResponse:
    return problems.problem(error)


@api.exception_handler(ValidationError)
def unreadable(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems.unreadable(error.errors)


@api.exception_handler(HttpError)
def not_json(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problems.not_json(request, error)


@api.exception_handler(Http404)
def nothing_here(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return problems.nothing_here()


@api.exception_handler(OperationalError)
def busy(_request: HttpRequest, error: OperationalError) -> HttpResponse:
    """The database did not answer in time. Nothing is half done: every create is one transaction."""
    log.error("the database did not answer: %s", error)
    return problems.busy()
