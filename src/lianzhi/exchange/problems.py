"""Refusals for programs: application/problem+json (RFC 9457) with code, message, way out and field.

Texts are in the language of the request (Accept-Language); ``code`` never changes and is what a program looks at.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse

from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.errors import N_, NotFound, Refused

CONTENT_TYPE = "application/problem+json"
INVALID = N_("Something in the request cannot be read: %(where)s.")
LOOK = N_("Compare it with /api/v1/openapi.json; “errors” names each place.")


def problem(refused: Refused, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    said = ui.words(refused)
    body: dict[str, Any] = {
        "type": f"urn:lianzhi:problem:{refused.code}",
        "title": said["message"],
        "status": refused.status,
        **said,
        "errors": errors or [],
    }
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False), status=refused.status, content_type=CONTENT_TYPE
    )
    response["X-Refusal"] = refused.code
    if refused.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="lianzhi"'
    if retry := getattr(refused, "retry_after", 0):
        response["Retry-After"] = str(retry)
    return response


def unreadable(found: list[dict[str, Any]]) -> HttpResponse:
    """What the schema check found, each place by name."""
    errors = [{"field": _place(each["loc"]), "message": str(each["msg"])} for each in found]
    refused = Refused(
        "exchange.unreadable",
        INVALID,
        way_out=LOOK,
        field=errors[0]["field"] if errors else "",
        params={"where": ", ".join(dict.fromkeys(e["field"] for e in errors))},
    )
    return problem(refused, errors)


def _place(loc: tuple[Any, ...]) -> str:
    """``body.payload.text`` -> ``text``: the first two steps are how the interface is built."""
    steps = [str(step) for step in loc if step not in ("body", "query", "path", "header", "payload")]
    return ".".join(steps) or str(loc[0])


class NotJson(Refused):
    status = 400


class Busy(Refused):
    status = 503
    retry_after = 2


def not_json(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return problem(
        NotJson("exchange.not_json", N_("The body is not valid JSON."), way_out=N_("Send UTF-8 JSON."))
    )


def busy() -> HttpResponse:
    return problem(
        Busy(
            "exchange.busy",
            N_("The platform is busy at the moment."),
            way_out=N_("Send it again with the same Idempotency-Key in a few seconds."),
        )
    )


def nothing_here() -> HttpResponse:
    return problem(NotFound("exchange.nothing_here", N_("There is nothing at this address.")))


__all__ = ["CONTENT_TYPE", "busy", "not_json", "nothing_here", "problem", "unreadable"]
