"""The door of ui: menu entries, forms that survive a refusal, addresses. Pages use templates and tags."""

from lianzhi.foundation.ui.context import live_address
from lianzhi.foundation.ui.contracts import NavItem, Viewer
from lianzhi.foundation.ui.nav import register
from lianzhi.foundation.ui.refusals import answer, attempt, put, show_form
from lianzhi.foundation.ui.viewer import viewer_of


def nav(
    room: str,
    section: str,
    label: str,
    url_name: str,
    permission: str = "",
    *,
    icon: str = "list",
    order: int = 100,
) -> None:
    """Put an entry into the desk's menu; called in ``AppConfig.ready``. ``label`` is an N_() msgid."""
    register(NavItem(room, section, label, url_name, permission, icon, order))


__all__ = [
    "NavItem",
    "Viewer",
    "answer",
    "attempt",
    "live_address",
    "nav",
    "put",
    "show_form",
    "viewer_of",
]
