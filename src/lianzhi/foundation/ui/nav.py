"""The desk's menu: rooms register their entries, the page shows those the viewer may use.

Hiding an entry is a courtesy; the guard is the decorator on the view (access.api).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from lianzhi.foundation.ui.contracts import NavItem
from lianzhi.kernel.errors import N_

SECTIONS = {
    "today": N_("Today"),
    "cases": N_("Cases"),
    "modules": N_("Modules"),
    "sensing": N_("Sensing"),
    "territory": N_("Territory"),
    "oversight": N_("Oversight"),
    "settings": N_("Administration"),
}
_items: dict[tuple[str, str], NavItem] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    url: str
    icon: str
    current: bool
    key: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    label: str
    entries: tuple[Entry, ...]


def register(item: NavItem) -> None:
    """Registering the same entry twice replaces it (``AppConfig.ready`` may run twice in tests)."""
    if item.section not in SECTIONS:
        raise ValueError(f"{item.room}: no menu section {item.section!r}; there are {', '.join(SECTIONS)}")
    held = {(i.room, i.url_name) for i in _items.values() if i.key and i.key == item.key}
    if held - {(item.room, item.url_name)}:
        raise ValueError(f"{item.room}: the key {item.key!r} leads somewhere else already")
    _items[item.room, item.url_name] = item


def sections(permissions: frozenset[str], path: str) -> list[Section]:
    """The menu for somebody who holds ``permissions`` and looks at ``path``; empty sections are left out."""
    usable = [item for item in _items.values() if not item.permission or item.permission in permissions]
    urls = {item: _url(item) for item in usable}
    current = _longest_match((url for url in urls.values() if url), path)
    result = []
    for code, label in SECTIONS.items():
        mine = sorted((i for i in usable if i.section == code and urls[i]), key=lambda i: (i.order, i.label))
        entries = tuple(Entry(i.label, urls[i], i.icon, urls[i] == current, i.key) for i in mine)
        if entries:
            result.append(Section(label, entries))
    return result


def _url(item: NavItem) -> str:
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        return ""


def _longest_match(urls: Iterable[str], path: str) -> str:
    """``/desk/cases/7`` lies under ``/desk/cases/`` rather than under ``/desk/``."""
    return max((url for url in urls if path.startswith(url)), key=len, default="")
