"""The town's own message gateway over HTTP: POST JSON {to, text, key}, answered with a 2xx status.

LIANZHI_SMS_URL     its address (https, or http on this machine)
LIANZHI_SMS_TOKEN   sent as ``Authorization: Bearer ...``

400, 404, 410 and 422 mean that this message will never go; everything else is tried again. Gateways of
other shapes (operators, clouds) get a module of their own beside this one.
"""

import json
from http.client import HTTPResponse
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.utils.translation import gettext

from lianzhi.foundation.notify.adapters.base import Undeliverable

SECONDS = 5
NEVER = frozenset({400, 404, 410, 422})
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class _NoRedirect(HTTPRedirectHandler):
    """A number is not sent on to an address that nobody configured."""

    def redirect_request(self, *_args: object) -> None:
        return None


class Http:
    def __init__(self) -> None:
        self.url = getattr(settings, "LIANZHI_SMS_URL", "")
        self.token = getattr(settings, "LIANZHI_SMS_TOKEN", "")

    def check_config(self) -> list[str]:
        found = []
        address = urlsplit(self.url)
        if not self.url:
            found.append(gettext("LIANZHI_SMS_URL is empty: give the address of the message gateway."))
        elif address.scheme != "https" and not (address.scheme == "http" and address.hostname in HERE):
            found.append(
                gettext("LIANZHI_SMS_URL must begin with https://, because phone numbers are sent there.")
            )
        if not self.token:
            found.append(gettext("LIANZHI_SMS_TOKEN is empty: give the token of the message gateway."))
        return found

    def send(self, to: str, text: str, key: str) -> None:
        if wrong := self.check_config():
            raise ConnectionError(wrong[0])
        body = json.dumps({"to": to, "text": text, "key": key}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        request = Request(self.url, data=body, headers=headers, method="POST")  # noqa: S310  the scheme is checked
        try:
            answer: HTTPResponse
            with build_opener(_NoRedirect).open(request, timeout=SECONDS) as answer:
                answer.read(1)
        except HTTPError as error:
            error.close()
            if error.code in NEVER:
                raise Undeliverable(f"the gateway answered {error.code}") from None
            raise ConnectionError(f"the gateway answered {error.code}") from None
