"""What a register is, and the two views that serve every one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    value: Callable[[Any], object]
    number: bool = False


@dataclass(frozen=True)
class Register:
    """``rows`` reads all entries; ``key`` names one; ``initial`` fills the form; ``save`` gets data, key, actor.

    ``fixed`` are the fields that make up an entry's identity: shown, not changed, once it exists.
    """

    code: str
    title: str
    lead: str
    see: str
    edit: str
    columns: Sequence[Column]
    rows: Callable[[], Sequence[Any]]
    key: Callable[[Any], str]
    form: type[forms.Form]
    initial: Callable[[Any], Mapping[str, Any]]
    save: Callable[[Mapping[str, Any], str, Actor], Any]
    new: str = N_("New entry")
    remove: Callable[[str, Actor], None] | None = None
    fixed: tuple[str, ...] = ()
    icon: str = "list"
    order: int = 100
    hidden: frozenset[str] = field(default_factory=frozenset)

    @property
    def url_name(self) -> str:
        return f"settings:{self.code}"

    def entry(self, key: str) -> Any:
        found = next((row for row in self.rows() if self.key(row) == key), None)
        if found is None:
            raise NotFound(
                "settings.gone", N_("This entry does not exist any more."), way_out=N_("Go back to the list.")
            )
        return found

    def cells(self, row: Any) -> list[tuple[Column, object]]:
        return [(column, column.value(row)) for column in self.columns]


def urls(register: Register) -> list[URLPattern]:
    """Addresses of a register, each with its access mark."""
    code = register.code
    found = [
        path(f"{code}/", access.staff(register.see)(_lister(register)), name=code),
        path(f"{code}/new/", access.staff(register.edit)(_editor(register)), name=f"{code}_new"),
        path(f"{code}/<path:key>/", access.staff(register.see)(_editor(register)), name=f"{code}_entry"),
    ]
    if register.remove:
        found.insert(
            2,
            path(
                f"{code}/<path:key>/remove/",
                access.staff(register.edit)(_remover(register)),
                name=f"{code}_remove",
            ),
        )
    return found


def _lister(register: Register) -> Callable[..., HttpResponse]:
    def listing(request: HttpRequest) -> HttpResponse:
        wanted = request.GET.get("q", "").strip().lower()
        rows = [(register.key(row), register.cells(row)) for row in register.rows()]
        found = [row for row in rows if wanted in " ".join(str(value) for _c, value in row[1]).lower()]
        context = {
            "register": register,
            "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
            "wanted": wanted,
            "may_edit": access.may(request.actor, register.edit, None),  # type: ignore[attr-defined]
        }
        return render(request, "administration/list.html", context)

    return listing


def _editor(register: Register) -> Callable[..., HttpResponse]:
    def edit(request: HttpRequest, key: str = "") -> HttpResponse:
        initial = dict(register.initial(register.entry(key))) if key else {}
        form = register.form(request.POST or None, initial=initial)
        for name in register.fixed if key else ():
            form.fields[name].disabled = True
        actor = request.actor  # type: ignore[attr-defined]
        if request.method == "POST" and ui.attempt(form, lambda data: _saved(register, data, key, actor)):
            messages.success(request, _("Saved."))
            return redirect(register.url_name)
        context = {"register": register, "key": key, "may_edit": access.may(actor, register.edit, None)}
        return ui.show_form(request, "administration/form.html", form, **context)

    return edit


def _saved(register: Register, data: Mapping[str, Any], key: str, actor: Actor) -> bool:
    register.save(data, key, actor)
    return True


def _remover(register: Register) -> Callable[..., HttpResponse]:
    def remove(request: HttpRequest, key: str) -> HttpResponse:
        if request.method == "POST" and register.remove:
            register.remove(key, request.actor)  # type: ignore[attr-defined]
            messages.success(request, _("Removed."))
        return redirect(register.url_name)

    return remove
