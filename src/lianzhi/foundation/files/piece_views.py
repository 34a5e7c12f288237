"""A picture in pieces: where it stands, the next piece, given up. For staff, whose phones keep what they send."""

from dataclasses import asdict
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from lianzhi.foundation.access.api import signed_in
from lianzhi.foundation.files import pieces
from lianzhi.foundation.files.rules import limits


@signed_in
def piece(request: HttpRequest, photo_id: str) -> JsonResponse:
    """GET: how far it is. POST: the bytes from ``?offset=`` on as the body; answers how far it is now."""
    if request.method != "POST":
        return JsonResponse(asdict(pieces.standing(_id(photo_id), by=request.actor)))
    if int(request.headers.get("Content-Length") or 0) > limits.PIECE:
        raise limits.piece_too_large()
    asked = request.GET.get("offset", "")
    offset = int(asked) if asked.isascii() and asked.isdigit() else -1
    return JsonResponse(asdict(pieces.take_piece(_id(photo_id), offset, request.body, by=request.actor)))


@signed_in
@require_POST
def drop(request: HttpRequest, photo_id: str) -> JsonResponse:
    return JsonResponse(asdict(pieces.give_up(_id(photo_id), by=request.actor)))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise limits.unknown_upload() from None
