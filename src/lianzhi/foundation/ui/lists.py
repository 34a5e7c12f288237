"""What a person's lists remember: saved views, columns, density. Any list of any room, named by its address name.

A view is only a filter: whoever opens it sees what his own rights show. So everybody may share one; only its
owner changes or deletes it. What a filter means belongs to the list; here it is a query string.
"""

from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.ui.models import ListSetting, SavedView
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotAllowed, NotFound

PASSING = frozenset({"page", "after", "before", "n", "view", "list", "select", "csrfmiddlewaretoken"})
"""Parts of an address that are no filter: where one is in the list, not what the list holds."""
DENSITIES = ("", "compact")
MOST_VIEWS, MOST_COLUMNS = 50, 40
Shared = SavedView.Shared


@dataclass(frozen=True, slots=True)
class ViewLine:
    """A saved view as the menu of views shows it."""

    id: int
    name: str
    query: str
    shared: str
    refresh: bool
    mine: bool
    owner_name: str

    @property
    def url(self) -> str:
        return f"?view={self.id}{'&' if self.query else ''}{self.query}"


@dataclass(frozen=True, slots=True)
class Memory:
    """All a list page needs to know of its reader. ``view``: the one that is open, ``changed`` against what was saved."""

    list: str
    query: str = ""
    views: tuple[ViewLine, ...] = ()
    view: ViewLine | None = None
    default: int | None = None
    hidden: tuple[str, ...] | None = None
    density: str = ""

    @property
    def changed(self) -> bool:
        return self.view is not None and self.view.query != self.query

    @property
    def own(self) -> list[ViewLine]:
        return [view for view in self.views if view.mine]

    @property
    def others(self) -> list[ViewLine]:
        return [view for view in self.views if not view.mine]

    def hides(self, column: str, otherwise: bool) -> bool:
        return otherwise if self.hidden is None else column in self.hidden


def memory(by: Actor, list_: str, query: QueryDict) -> Memory:
    """Two queries, whatever the list holds."""
    mine = Q(owner=by.id) | Q(shared=Shared.ALL) | Q(shared=Shared.UNIT, unit=by.unit)
    rows = SavedView.objects.filter(mine, list=list_).order_by("name", "pk")[: 4 * MOST_VIEWS]
    views = tuple(_line(row, by) for row in rows)
    setting = ListSetting.objects.filter(person=by.id, list=list_).first() or ListSetting()
    hidden = None if setting.hidden is None else tuple(setting.hidden)
    opened = next((view for view in views if str(view.id) == query.get("view")), None)
    return Memory(list_, plain(query), views, opened, setting.default_id, hidden, setting.density)


def memory_of(request: HttpRequest, by: Actor, list_: str) -> Memory:
    """As ``memory``, read once for a page."""
    kept = request.__dict__.setdefault("_lists", {})
    if list_ not in kept:
        kept[list_] = memory(by, list_, request.GET)
    return kept[list_]


def _line(row: SavedView, by: Actor) -> ViewLine:
    return ViewLine(
        row.pk, row.name, row.query, row.shared, row.refresh, row.owner == by.id, row.owner_name
    )  # fmt: skip


def plain(query: QueryDict) -> str:
    """The filters of an address, in one order and without empty ones, so that equal lists have equal queries."""
    pairs = [
        (key, value)
        for key in sorted(query)
        if key not in PASSING
        for value in query.getlist(key)
        if value != ""
    ]
    return urlencode(pairs)


def remembers(view: Any) -> Any:
    """For list pages: the bare address opens the reader's default view; ``?view=`` is the list without one."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "GET" and not request.GET:
            url = default_of(request.actor, list_of(request))  # type: ignore[attr-defined]
            if url:
                return redirect(f"{request.path}{url}")
        return view(request, *args, **kwargs)

    return page


def list_of(request: HttpRequest) -> str:
    """The name under which the page's list is remembered."""
    return request.resolver_match.view_name if request.resolver_match else ""


def default_of(by: Actor, list_: str) -> str:
    found = ListSetting.objects.filter(person=by.id, list=list_).select_related("default").first()
    view = found.default if found else None
    open_to = view and (view.owner == by.id or view.shared == Shared.ALL or _same_unit(view, by))
    return _line(view, by).url if view and open_to else ""


def _same_unit(view: SavedView, by: Actor) -> bool:
    return view.shared == Shared.UNIT and view.unit == by.unit


@transaction.atomic
def save_view(
    list_: str, name: str, query: str, *, shared: str, refresh: bool, default: bool, by: Actor
) -> ViewLine:
    """Keep the filters under a name; one's own view of that name is replaced."""
    name = name.strip()
    if not name:
        raise BadInput(
            "ui.view_name",
            N_("Give the view a name."),
            way_out=N_("A few words are enough, e.g. “Overdue, east side”."),
            field="name",
        )
    if SavedView.objects.filter(list=list_, owner=by.id).exclude(name=name).count() >= MOST_VIEWS:
        raise BadInput(
            "ui.views_full",
            N_("You have %(n)s views of this list already."),
            way_out=N_("Delete one that you do not use any more."),
            field="name",
            params={"n": MOST_VIEWS},
        )
    values = {"query": plain(QueryDict(query)), "shared": shared, "refresh": refresh, "unit": by.unit}
    row, _made = SavedView.objects.update_or_create(
        list=list_, owner=by.id, name=name, defaults=values | {"owner_name": by.name}
    )
    if default:
        _set(by, list_, default=row)
    if shared != Shared.PRIVATE:
        audit.record(by, "ui.share_view", f"view:{row.pk}", {"list": list_, "name": name, "with": shared})
    return _line(row, by)


@transaction.atomic
def drop_view(view_id: int, *, by: Actor) -> str:
    """Delete one's own view; where it was somebody's default, that list opens plain again. The list's name."""
    row = SavedView.objects.select_for_update().filter(pk=view_id).first()
    if row is None or (row.owner != by.id and row.shared == Shared.PRIVATE):
        raise no_view()
    if row.owner != by.id:
        raise NotAllowed(
            "ui.not_your_view",
            N_("This view belongs to %(owner)s."),
            way_out=N_("Ask its owner, or save one of your own under the same name."),
            params={"owner": row.owner_name},
        )
    row.delete()
    return row.list


@transaction.atomic
def set_default(list_: str, view_id: int | None, *, by: Actor) -> None:
    """Which view the bare list opens with; None: none."""
    view = None
    if view_id is not None:
        open_to = Q(owner=by.id) | Q(shared=Shared.ALL) | Q(shared=Shared.UNIT, unit=by.unit)
        view = SavedView.objects.filter(open_to, pk=view_id, list=list_).first()
        if view is None:
            raise no_view()
    _set(by, list_, default=view)


@transaction.atomic
def set_look(list_: str, *, hidden: list[str] | None, density: str, by: Actor) -> None:
    """The columns that are put away and how close the rows stand."""
    kept = None if hidden is None else [str(column)[:40] for column in hidden[:MOST_COLUMNS]]
    _set(by, list_, hidden=kept, density=density if density in DENSITIES else "")


def _set(by: Actor, list_: str, **values: Any) -> None:
    ListSetting.objects.update_or_create(person=by.id, list=list_, defaults=values)


def no_view() -> NotFound:
    return NotFound(
        "ui.no_view",
        N_("There is no such view (any more)."),
        way_out=N_("Choose another one, or set the filters and save them anew."),
    )
