"""What the pages of this room share."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.translation import get_language

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.territory import api as territory

SIZE = 30


def areas_of(by: Actor, permission: str) -> list[tuple[str, str]]:
    """Communities and grids that the reader reaches."""
    scope = access.scope(by, permission)
    return [
        (area.code, area.name(get_language() or ""))
        for area in territory.areas()
        if area.level in ("community", "grid") and scope.reaches(area.code)
    ]


def page_of(rows: Any, request: HttpRequest) -> Page:
    return Paginator(rows, SIZE).get_page(request.GET.get("page"))


def words_of(request: HttpRequest) -> str:
    return request.GET.get("words", "").replace("\x00", "").strip()[:60]


def by_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
