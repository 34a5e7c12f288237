"""What every template may use: ``ui.town``, ``ui.theme``, ``ui.live`` ... (see README.md)."""

from functools import cached_property
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from lianzhi.foundation.access import api as access
from lianzhi.foundation.events import api as events
from lianzhi.foundation.notify import api as notify
from lianzhi.foundation.ui import lists, nav
from lianzhi.foundation.ui.contracts import Viewer
from lianzhi.foundation.ui.themes import SIZES, THEMES, size_of, theme_of
from lianzhi.foundation.ui.viewer import live_ticket, viewer_of

LIVE_PATH = "/live"


class Page:
    """Lazy: a page pays only for what its shape shows."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def town(self) -> str:
        return str(settings.TOWN_NAME)

    @property
    def demo(self) -> bool:
        return settings.DEMO

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def languages(self) -> list[tuple[str, str]]:
        return settings.LANGUAGES

    @cached_property
    def theme(self) -> str:
        return theme_of(self._request)

    @cached_property
    def size(self) -> str:
        """Main text of the elder mode, in pixels."""
        return size_of(self._request)

    @property
    def care(self) -> bool:
        return self.theme == "care"

    @property
    def sizes(self) -> dict[str, str]:
        return SIZES

    @property
    def themes(self) -> dict[str, str]:
        return THEMES

    @property
    def here(self) -> str:
        """Where to come back to after a switch of language or theme."""
        return self._request.get_full_path()

    @cached_property
    def viewer(self) -> Viewer:
        return viewer_of(self._request)

    @cached_property
    def unread(self) -> int:
        """Notices that this member of staff has not read, counted to ``most_unread`` and one more."""
        return notify.unread(access.actor_of(self._request)) if self.viewer.kind == "staff" else 0

    @property
    def most_unread(self) -> int:
        return notify.COUNTED

    @cached_property
    def menu(self) -> list[nav.Section]:
        return nav.sections(self.viewer.permissions, self._request.path)

    @cached_property
    def list(self) -> lists.Memory | None:
        """What this list remembers for its reader; None for those who are not staff."""
        user = getattr(self._request, "user", None)
        if user is None or not user.is_authenticated:
            return None
        by = access.actor_of(self._request)
        return lists.memory_of(self._request, by, lists.list_of(self._request))

    @property
    def live(self) -> str:
        """Resumes from here on. A page that reads much takes ``events.cursor()`` first and says data-live-last."""
        return f"{live_address(self._request)}?{urlencode({'last': events.cursor()})}"

    @property
    def live_ticket(self) -> str:
        return live_ticket(self._request)


def live_address(request: HttpRequest) -> str:
    """The live stream as this browser reaches it: LIVE_URL, or the same host on the next port."""
    if settings.LIVE_URL:
        return settings.LIVE_URL
    parts = urlsplit(f"//{request.get_host()}")
    port = parts.port or (443 if request.is_secure() else 80)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{request.scheme}://{host}:{port + 1}{LIVE_PATH}"


def page(request: HttpRequest) -> dict[str, Page]:
    return {"ui": Page(request)}
