"""The door of ui: menu entries, forms that survive a refusal, addresses. Pages use templates and tags."""

from lianzhi.foundation.ui.context import live_address
from lianzhi.foundation.ui.contracts import NavItem, Viewer
from lianzhi.foundation.ui.lists import Memory, list_of, memory_of, remembers
from lianzhi.foundation.ui.nav import register
from lianzhi.foundation.ui.refusals import answer, attempt, put, show_form, words
from lianzhi.foundation.ui.themes import theme_of
from lianzhi.foundation.ui.viewer import viewer_of
from lianzhi.foundation.ui.words import of as island_words


def nav(
    room: str,
    section: str,
    label: str,
    url_name: str,
    permission: str = "",
    *,
    icon: str = "list",
    order: int = 100,
    key: str = "",
) -> None:
    """Put an entry into the desk's menu; called in ``AppConfig.ready``. ``label`` is an N_() msgid, ``key`` a free letter."""
    register(NavItem(room, section, label, url_name, permission, icon, order, key))


__all__ = [
    "Memory",
    "NavItem",
    "Viewer",
    "answer",
    "attempt",
    "island_words",
    "list_of",
    "live_address",
    "memory_of",
    "nav",
    "put",
    "remembers",
    "theme_of",
    "show_form",
    "words",
    "viewer_of",
]
