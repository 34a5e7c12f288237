"""Send a photo; look at one."""

import base64
import logging
from dataclasses import asdict
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import condition, require_POST, require_safe

from lianzhi.foundation.access.api import public, resident
from lianzhi.foundation.files import actions, queries, senders, sights, store
from lianzhi.foundation.files.models import Photo
from lianzhi.foundation.files.rules import limits
from lianzhi.foundation.files.uploads import FIELD
from lianzhi.kernel.errors import Refused

log = logging.getLogger(__name__)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
NOT_YET = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAAAAACRn/EaAAAADklEQVR4nGM4AwQMcAIAR8cJkZGR9p8AAAAASUVORK5CYII="
)
DEFAULT_PURPOSE = "report"
PURPOSES = frozenset({DEFAULT_PURPOSE, "result"})


@resident
@require_POST
def photo(request: HttpRequest) -> JsonResponse:
    """One photo (field ``photo``) while the person goes on typing: its FileView, or the refusal, as JSON."""
    try:
        senders.count(request)
        view = actions.take_photo(_arrived(request), by=senders.sender_of(request), purpose=_purpose(request))
    except Refused as refusal:
        return JsonResponse(_spoken(refusal), status=refusal.status)
    return JsonResponse(asdict(view), status=201)


def _arrived(request: HttpRequest) -> UploadedFile:
    upload = request.FILES.get(FIELD)
    if upload is None:
        size = getattr(request, "photo_too_large", 0)
        raise limits.too_large(size) if size else limits.missing()
    return upload


def _purpose(request: HttpRequest) -> str:
    asked = request.POST.get("purpose", "")
    return asked if asked in PURPOSES else DEFAULT_PURPOSE


def _spoken(refusal: Refused) -> dict[str, str]:
    return {
        "code": refusal.code,
        "field": refusal.field,
        "message": gettext(refusal.message) % refusal.params if refusal.params else gettext(refusal.message),
        "way_out": gettext(refusal.way_out) if refusal.way_out else "",
    }


def _etag(_request: HttpRequest, photo_id: str, variant: str) -> str:
    return f'"{photo_id}-{variant}"'


@public
@require_safe
def show(request: HttpRequest, photo_id: str, variant: str) -> HttpResponse:
    """A photo, for whom the room of its subject allows; for all others there is no such photo."""
    found = Photo.objects.filter(pk=photo_id).first()
    if found is None or not sights.may_see(request, found):
        raise Http404
    shown = queries.variant_for(found, variant, whole=partial(sights.may_see_whole, request, found))
    return _sent(request, photo_id, shown, path=found.path) if shown else _not_yet()


def _not_yet() -> HttpResponse:
    """A grey square while faces and plates are being covered."""
    return HttpResponse(NOT_YET, content_type="image/png", headers={**HEADERS, "Cache-Control": "no-store"})


@condition(etag_func=lambda request, photo_id, variant, path: _etag(request, photo_id, variant))
def _sent(request: HttpRequest, photo_id: str, variant: str, *, path: str) -> HttpResponse:
    try:
        body = store.where(path, variant).read_bytes()
    except FileNotFoundError:
        log.error("the pixels of photo %s are missing under FILES_ROOT", photo_id)
        raise Http404 from None
    headers = {**HEADERS, "Content-Disposition": f'inline; filename="{photo_id}.jpg"'}
    return HttpResponse(body, content_type="image/jpeg", headers=headers)
