"""What a register is, and the two views that serve every one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
from lianzhi.kernel.errors import N_, BadInput, NotFound
from lianzhi.project.administration.fields import Names

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Column:
    """``value`` gets the row and the page's Names, so that a list costs no query for each row."""

    label: str
    value: Callable[[Any, Names], object]
    number: bool = False
    tight: bool = False

    @property
    def look(self) -> str:
        return " ".join(name for name in ("num" * self.number, "tight" * self.tight) if name)


@dataclass(frozen=True)
class Register:
    """``rows`` reads all entries; ``key`` names one; ``initial`` fills the form; ``save`` gets data, key, actor.

    ``fixed`` are the fields that make up an entry's identity: shown, not changed, once it exists. ``only_new`` are
    the fields that are asked for only when an entry is made. ``beside`` is a template shown under the form's fields,
    ``toolbar`` one over the list; ``waiting`` counts for it what a person has to settle.
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
    removing: str = N_("It is gone at once; the trail keeps what it was.")
    fixed: tuple[str, ...] = ()
    only_new: tuple[str, ...] = ()
    beside: str = ""
    toolbar: str = ""
    waiting: Callable[[], int] = lambda: 0
    icon: str = "list"
    order: int = 100

    @property
    def url_name(self) -> str:
        return f"settings:{self.code}"

    @property
    def export(self) -> str:
        return f"register-{self.code}"

    @property
    def removable(self) -> bool:
        """For templates, which would call ``remove``."""
        return self.remove is not None

    def entry(self, key: str) -> Any:
        found = next((row for row in self.rows() if self.key(row) == key), None)
        if found is None:
            raise NotFound(
                "settings.gone", N_("This entry does not exist any more."), way_out=N_("Go back to the list.")
            )
        return found

    def called(self, row: Any) -> str:
        """What people call the entry: its first column, without the code."""
        first = self.columns[0].value(row, Names())
        return str(getattr(first, "name", first)).strip()

    def cells(self, row: Any, names: Names) -> list[tuple[Column, object]]:
        return [(column, column.value(row, names)) for column in self.columns]

    def holding(self, wanted: str, names: Names) -> list[Any]:
        """The entries that show these words, in lower case, in some column; all where nothing is asked for."""
        return [
            row
            for row in self.rows()
            if not wanted or wanted in " ".join(str(value) for _c, value in self.cells(row, names)).lower()
        ]

    def refuse_twin(self, data: Mapping[str, Any]) -> None:
        """A new entry never overwrites one that is there."""
        if self.fixed and any(
            all(self.initial(row)[name] == data[name] for name in self.fixed) for row in self.rows()
        ):
            raise BadInput(
                "settings.taken",
                N_("There is such an entry already."),
                way_out=N_("Open it in the list and change it there, or give this one something else."),
                field=self.fixed[0],
            )


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
        names = Names()
        found = register.holding(wanted, names)
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        page.object_list = [(register.key(row), register.cells(row, names)) for row in page.object_list]
        context = {
            "register": register,
            "page": page,
            "wanted": wanted,
            "may_edit": access.may(request.actor, register.edit, None),  # type: ignore[attr-defined]
        }
        return render(request, "administration/list.html", context)

    return listing


def _editor(register: Register) -> Callable[..., HttpResponse]:
    def edit(request: HttpRequest, key: str = "") -> HttpResponse:
        actor = request.actor  # type: ignore[attr-defined]
        may_edit = access.may(actor, register.edit, None)
        if request.method == "POST":
            access.require(actor, register.edit, None)
        row = register.entry(key) if key else None
        form = _form(register, request, row, may_edit=may_edit)
        if request.method == "POST" and ui.attempt(form, lambda data: _saved(register, data, key, actor)):
            messages.success(request, _("Saved."))
            return redirect(register.url_name)
        called = register.called(row) if row is not None else ""
        context = {"register": register, "key": key, "called": called, "may_edit": may_edit}
        return ui.show_form(request, "administration/form.html", form, **context)

    return edit


def _form(register: Register, request: HttpRequest, row: Any, *, may_edit: bool) -> forms.Form:
    """What makes up the identity of an entry is shown but not changed; nothing is, for those who may only read."""
    initial = dict(register.initial(row)) if row is not None else {}
    form = register.form(request.POST if request.method == "POST" else None, initial=initial)
    for name in register.only_new if row is not None else ():
        del form.fields[name]
    for name, field in form.fields.items():
        field.disabled = not may_edit or (row is not None and name in register.fixed)
        if field.disabled:
            field.help_text, field.required = "", False
    return form


def _saved(register: Register, data: Mapping[str, Any], key: str, actor: Actor) -> bool:
    if not key:
        register.refuse_twin(data)
    register.save(data, key, actor)
    return True


def _remover(register: Register) -> Callable[..., HttpResponse]:
    def remove(request: HttpRequest, key: str) -> HttpResponse:
        if request.method == "POST" and register.remove:
            register.remove(key, request.actor)  # type: ignore[attr-defined]
            messages.success(request, _("Removed."))
        return redirect(register.url_name)

    return remove
