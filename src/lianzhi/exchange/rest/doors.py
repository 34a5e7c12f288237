"""What every operation shares: who calls, what is documented, how an answer is written."""

from collections.abc import Callable
from functools import partial
from typing import Any, get_origin

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from ninja.security import HttpBearer

from lianzhi.exchange import bearer, idempotency
from lianzhi.exchange.contracts import Answer, Caller
from lianzhi.exchange.rest.schemas import ProblemOut
from lianzhi.exchange.rules.scopes import NEEDS
from lianzhi.kernel.errors import N_, BadInput

JSON = "application/json; charset=utf-8"
KEY = "Idempotency-Key"
READ_PROBLEMS = frozenset({400, 401, 403, 404, 422, 429})
WRITE_PROBLEMS = READ_PROBLEMS | {409}
KEY_PARAMETER = {
    "name": KEY,
    "in": "header",
    "required": True,
    "description": "New for each new thing; the same only when the very same request is sent again. Kept 7 days.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"},
}


class Bearer(HttpBearer):
    """A token with ``scope``, whose account holds the permission that the scope needs.

    Unknown parameters are mistakes, and so is one said twice.
    """

    def __init__(self, scope: str = "", permission: str = "", query: type[Schema] | None = None) -> None:
        super().__init__()
        self.scope, self.permission = scope, permission or NEEDS.get(scope, "")
        fields = query.model_fields if query else {}
        self.known = frozenset(fields)
        self.lists = frozenset(name for name, field in fields.items() if get_origin(field.annotation) is list)

    def __call__(self, request: HttpRequest) -> Caller:
        caller = bearer.caller_of(request)
        bearer.require(caller, self.scope, self.permission)
        if unknown := sorted(request.GET.keys() - self.known):
            raise BadInput(
                "exchange.parameter",
                N_("There is no parameter “%(name)s” here."),
                way_out=N_("Leave it out, or compare its name with /api/v1/openapi.json."),
                field=unknown[0][:60],
                params={"name": unknown[0][:60]},
            )
        if twice := sorted(
            name for name, said in request.GET.lists() if len(said) > 1 and name not in self.lists
        ):
            raise BadInput(
                "exchange.repeated",
                N_("“%(name)s” stands there more than once."),
                way_out=N_("Say each parameter once."),
                field=twice[0][:60],
                params={"name": twice[0][:60]},
            )
        return caller

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        raise NotImplementedError("the whole request is looked at")


def caller_of(request: HttpRequest) -> Caller:
    """The program that the door let in."""
    return request.auth  # type: ignore[attr-defined,no-any-return]


def reading(model: Any, *more: int) -> dict[Any, Any]:
    """What an operation that only reads may answer."""
    return {200: model, READ_PROBLEMS | set(more): ProblemOut}


def writing(model: type[Schema], status: int = 201) -> dict[Any, Any]:
    return {status: model, WRITE_PROBLEMS: ProblemOut}


def answered(model: Schema, status: int = 200) -> HttpResponse:
    """The answer as JSON text, once; ninja would check and build it a second time."""
    return HttpResponse(model.model_dump_json(warnings=False), status=status, content_type=JSON)


def once(
    request: HttpRequest, act: Callable[[], Schema], *, body: bytes | None = None, status: int = 201
) -> HttpResponse:
    """Answer a create: done once for this client and Idempotency-Key. ``body`` where the request's own is a form."""
    digest = idempotency.body_digest(
        (request.method or "").encode(), request.path.encode(), request.body if body is None else body
    )
    make = partial(_made, act, status)
    answer = idempotency.once(caller_of(request), request.headers.get(KEY, ""), digest, make)
    response = HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)
    if answer.replayed:
        response["Idempotent-Replayed"] = "true"
    return response


def _made(act: Callable[[], Schema], status: int) -> Answer:
    return Answer(status, act().model_dump_json(warnings=False), JSON)
