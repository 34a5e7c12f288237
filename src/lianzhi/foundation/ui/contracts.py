"""Values that cross the door of ui."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NavItem:
    """One line of the desk's menu. ``label`` is an English msgid; ``permission`` empty = everyone on the desk.

    ``key``: the letter that leads there after ``g``; empty for none.
    """

    room: str
    section: str
    label: str
    url_name: str
    permission: str = ""
    icon: str = "list"
    order: int = 100
    key: str = ""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at the page, as far as the page has to know."""

    name: str = ""
    unit: str = ""
    kind: str = ""
    permissions: frozenset[str] = frozenset()

    @property
    def signed_in(self) -> bool:
        return bool(self.kind)
