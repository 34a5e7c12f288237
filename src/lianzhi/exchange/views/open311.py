"""/open311/: every call ends in .xml or .json and answers in that form, faults too."""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from lianzhi.exchange import bearer, idempotency, limits
from lianzhi.exchange.contracts import Answer, Caller
from lianzhi.exchange.open311 import discovery, media, reading, writing
from lianzhi.exchange.rules import georeport, spark
from lianzhi.foundation.access.api import program, public
from lianzhi.foundation.files import api as files
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.errors import Refused
from lianzhi.territory import api as territory

Given = Mapping[str, Sequence[str]]
View = Callable[..., HttpResponse]


def _open311(view: View) -> View:
    """Checks the jurisdiction; writes what the view returns, and faults, in the form asked for."""

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        format_ = kwargs.pop("format_")
        try:
            _check_jurisdiction(request)
            return _sent(*view(request, *args, **kwargs), format_)
        except Refused as refused:
            return _fault(refused, format_)

    return program(csrf_exempt(answered))


def _given(request: HttpRequest) -> Given:
    """Query and form together: where a field stands makes no difference to the specification's clients."""
    return dict(request.GET.lists()) | (dict(request.POST.lists()) if request.method == "POST" else {})


def _check_jurisdiction(request: HttpRequest) -> None:
    asked = georeport.one(_given(request), "jurisdiction_id")
    if asked and asked != territory.town().code:
        raise georeport.unknown("jurisdiction_id")


def _sent(root: str, value: Any, format_: str) -> HttpResponse:
    return HttpResponse(spark.written(root, value, format_), content_type=spark.TYPES[format_])


def _fault(refused: Refused, format_: str) -> HttpResponse:
    """The specification knows 400, 403 and 404; a list of one error each. 429 is HTTP's own."""
    status = {401: 403, 403: 403, 404: 404, 429: 429}.get(refused.status, 400)
    said = ui.words(refused)
    words = " ".join(filter(None, (said["message"], said["way_out"])))
    response = HttpResponse(
        spark.written("errors", [{"code": status, "description": words}], format_),
        status=status,
        content_type=spark.TYPES[format_],
    )
    response["X-Refusal"] = refused.code
    if retry := getattr(refused, "retry_after", 0):
        response["Retry-After"] = str(retry)
    return response


def _caller(request: HttpRequest, scope: str, permission: str) -> Caller:
    """The program by ``api_key``, or by Authorization as everywhere else here. Raises KeyFault, TooMany."""
    key = georeport.one(_given(request), "api_key")
    try:
        caller = bearer.of_token(key) if key else bearer.caller_of(request)
        bearer.require(caller, scope, permission)
    except limits.TooMany:
        raise
    except Refused as refused:
        raise georeport.KeyFault(
            refused.code, refused.message, way_out=refused.way_out, params=refused.params
        ) from refused
    return caller


def _reader(request: HttpRequest) -> Caller | None:
    """With a key what its account may see; without, what everybody may. A wrong key is told, not passed over."""
    if not georeport.one(_given(request), "api_key") and not request.headers.get("Authorization"):
        return None
    return _caller(request, "cases:read", "cases.see")


@_open311
def discover(request: HttpRequest) -> tuple[str, Any]:
    return "discovery", discovery.document(request.build_absolute_uri("/open311/v2"))


@_open311
def services(request: HttpRequest) -> tuple[str, Any]:
    return "services", reading.services()


@_open311
def service(request: HttpRequest, code: str) -> tuple[str, Any]:
    return "service_definition", reading.service_definition(code)


@_open311
def requests(request: HttpRequest) -> tuple[str, Any]:
    if request.method == "POST":
        return "service_requests", _report(request)
    query = georeport.query(_given(request), reading.now())
    return "service_requests", reading.requests(_reader(request), query, _base(request))


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/open311/v2/media/")


@_open311
def request_(request: HttpRequest, number: str) -> tuple[str, Any]:
    query = replace(georeport.query({}, reading.now()), numbers=(number,))
    found = reading.requests(_reader(request), query, _base(request))
    if not found:
        raise georeport.unknown("service_request_id")
    return "service_requests", found


def _report(request: HttpRequest) -> list[dict[str, Any]]:
    caller = _caller(request, "cases:create", "cases.report")
    sent = georeport.request(_given(request))

    def act() -> Answer:
        return Answer(200, writing.report(sent, caller).number, "text/plain")

    answer = _once(request, caller, sent.external and f"open311:{sent.external}", act)
    return [
        {
            "service_request_id": answer.body,
            "service_notice": _("You can follow it by its number."),
            "account_id": sent.account_id or None,
        }
    ]


def _once(request: HttpRequest, caller: Caller, external: str, act: Callable[[], Answer]) -> Answer:
    """By the header, else by the sender's own number; a client that sends neither may make two."""
    key = request.headers.get("Idempotency-Key", "") or external
    if not key:
        return act()
    digest = idempotency.body_digest(request.path.rpartition(".")[0].encode(), _body(request))
    return idempotency.once(caller, idempotency.fitting(key), digest, act)


def _body(request: HttpRequest) -> bytes:
    """The fields in a fixed order, without the key: a repeat may come in another order or with a renewed key."""
    return repr(sorted((k, tuple(v)) for k, v in _given(request).items() if k != "api_key")).encode()


@_open311
def token(request: HttpRequest, token: str) -> tuple[str, Any]:
    """Requests get their number at once, so a token is the sender's own number or key, if the answer was lost."""
    caller = _caller(request, "cases:create", "cases.report")
    found = idempotency.answered(
        caller, (idempotency.fitting(token), idempotency.fitting(f"open311:{token}"))
    )
    if found is None or found.content_type != "text/plain":
        raise georeport.unknown("token")
    return "service_requests", [{"service_request_id": found.body, "token": token}]


@_open311
def updates(request: HttpRequest) -> tuple[str, Any]:
    if request.method == "POST":
        return "service_request_updates", _update(request)
    query = georeport.query(_given(request), reading.now())
    return "service_request_updates", reading.updates(_reader(request), query)


def _update(request: HttpRequest) -> list[dict[str, Any]]:
    caller = _caller(request, "cases:create", "cases.ask")
    sent = georeport.update(_given(request))
    act = partial(_told, sent, caller)
    answer = _once(request, caller, f"update:{sent.number}:{sent.external}", act)
    return [{"update_id": answer.body, "service_request_id": sent.number}]


def _told(sent: georeport.Update, caller: Caller) -> Answer:
    return Answer(200, writing.update(sent, caller), "text/x-update")


@public
def picture(request: HttpRequest, signed: str) -> HttpResponse:
    """A picture by the address that was given out with its request; a day later there is none."""
    photo_id = media.photo_id(signed)
    content = files.content(photo_id) if photo_id else None
    if content is None:
        raise Http404
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=3600"}
    return HttpResponse(content, content_type="image/jpeg", headers=headers)


__all__ = ["discover", "picture", "request_", "requests", "service", "services", "token", "updates"]
