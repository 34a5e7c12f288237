"""Refusals become answers here, so that no view has to catch them; and the strict content policy."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

from lianzhi.foundation.ui.context import live_address
from lianzhi.foundation.ui.refusals import answer
from lianzhi.kernel.errors import Refused

Next = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer(request, exception) if isinstance(exception, Refused) else None


class ContentPolicyMiddleware:
    """Scripts and styles from our own files only; the live stream is the one foreign address."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.setdefault("Content-Security-Policy", policy(live_address(request)))
        return response


def policy(live: str) -> str:
    parts = urlsplit(live)
    return "; ".join((
        "default-src 'self'",
        f"connect-src 'self' {parts.scheme}://{parts.netloc}" if parts.netloc else "connect-src 'self'",
        "img-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ))  # fmt: skip
