"""One-time codes to a phone. In the demo the code stands on the page; no message leaves the machine."""

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language

from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.foundation.notify import api as notify
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel import ids
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import Refused

_BROWSER = "code_browser"


@transaction.atomic
def send_code(request: HttpRequest, phone: str) -> str:
    """Queue the message; returns the code only where the demo may show it, else an empty text.

    In the elder mode nobody is hurried: the code holds for a day, in this browser alone (R-222).
    """
    calm = ui.theme_of(request) == "care"
    own = request.session.setdefault(_BROWSER, ids.token(20)) if calm else ""
    phone, code = access.make_phone_code(phone, only_in=own)
    notify.queue(
        "sms",
        phone,
        "phone_code_calm" if calm else "phone_code",
        {"code": code},
        dedupe=f"phone_code:{ids.token()}",
        language=get_language() or "zh-hans",
    )
    return code if settings.DEMO else ""


def enter(request: HttpRequest, phone: str, code: str) -> Actor:
    """The resident whose phone is proved now, remembered by this browser from here on with what it sent before."""
    proved = access.prove_phone(phone, code, browser=request.session.get(_BROWSER, ""))
    access.remember_resident(request, proved)
    by = access.resident_actor(proved)
    files.adopt(request, by=by)
    return by


def send_for_form(request: HttpRequest, form: forms.Form, phone: str) -> dict[str, Any] | None:
    """“Get a code” of a bound form: nothing else in it counts as wrong yet. None when the number is refused."""
    form.errors.clear()
    try:
        return {"shown": send_code(request, phone)}
    except Refused as refused:
        ui.put(form, refused)
        return None
