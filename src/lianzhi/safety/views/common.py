"""What the lists of this room share."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.safety.access import SEE
from lianzhi.territory import api as territory

SIZE = 30


def areas_of(by: Actor) -> list[tuple[str, str]]:
    """Communities and grids that the reader reaches."""
    scope = access.scope(by, SEE)
    return [
        (area.code, area.name_zh)
        for area in territory.areas()
        if area.level in ("community", "grid") and scope.reaches(area.code)
    ]


def page_of(rows: Any, request: HttpRequest) -> Page:
    return Paginator(rows, SIZE).get_page(request.GET.get("page"))


def cleaned(form: Any) -> dict[str, str]:
    """What a filter said; a value that is none of its choices says nothing."""
    form.is_valid()
    return {name: form.cleaned_data.get(name, "") for name in form.fields}


def words_of(request: HttpRequest) -> str:
    return request.GET.get("words", "").replace("\x00", "").strip()[:60]
