"""Catalogues side by side: entries, versions, what maps to what.  Under /settings/catalogues/."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from lianzhi.cases.actions import catalogues as acts
from lianzhi.cases.models import Category
from lianzhi.cases.queries import catalogues as read
from lianzhi.cases.queries.lists import duties
from lianzhi.cases.rules.catalogues import NEWER, TOWN, Exactness, next_extension
from lianzhi.cases.wording import named
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel import clock
from lianzhi.kernel.errors import N_

PER_PAGE = 100
EDIT = "duties.edit"
KINDS = {"matter": N_("Matter"), "component": N_("Component")}
FITS = {
    Exactness.EXACT: N_("exactly the same"),
    Exactness.NARROWER: N_("the other is narrower"),
    Exactness.BROADER: N_("the other is broader"),
    Exactness.CLOSE: N_("close, not the same"),
}


class EntryForm(forms.Form):
    name_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=60)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=100, required=False)
    valid_from = forms.DateField(
        label=gettext_lazy("In force from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    valid_to = forms.DateField(
        label=gettext_lazy("Ended on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("An ended code is offered no more; its old cases keep it."),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)
    verified = forms.BooleanField(
        label=gettext_lazy("Checked against the text"), required=False,
        help_text=gettext_lazy("Tick it only after somebody has read the bought standard."),
    )  # fmt: skip


class NewEntryForm(EntryForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=lambda: [(k, _(v)) for k, v in KINDS.items()], initial="matter"
    )
    code = forms.CharField(label=gettext_lazy("Code"), max_length=40)
    local = forms.BooleanField(label=gettext_lazy("The town's own extension"), required=False)
    field_order = ("kind", "code", "name_zh", "name_en", "local")


class LinkForm(forms.Form):
    target = forms.ModelChoiceField(
        label=gettext_lazy("Entry of another catalogue"), queryset=Category.objects.none()
    )
    exactness = forms.ChoiceField(
        label=gettext_lazy("How it fits"),
        choices=lambda: [(k, _(v)) for k, v in FITS.items()],
        initial="close",
    )
    verified = forms.BooleanField(label=gettext_lazy("Checked against the text"), required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def __init__(self, row: Category, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["target"]
        field.queryset = read.linkable(row)
        names = {view.code: view.title_zh if view.own else view.name for view in read.standards()}
        field.label_from_instance = lambda one: f"{names.get(one.standard, '')} {one.code} {named(one)}"


@access.staff("cases.see")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    context = {"standards": read.standards(), "may_edit": _may_edit(request)}
    return render(request, "cases/settings/catalogues.html", context)


@access.staff("cases.see")
@require_GET
def entries(request: HttpRequest, standard: str) -> HttpResponse:
    asked = {"kind": request.GET.get("kind", ""), "text": request.GET.get("q", "").strip()}
    view = read.standard(standard)
    page = Paginator(read.entries(standard, **asked), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    page.object_list = list(zip(rows, _beside(view, rows), strict=True))
    context = {
        "standard": view, "page": page, "asked": asked, "kinds": KINDS, "may_edit": _may_edit(request),
        "today": timezone.localdate(clock.now()),
    }  # fmt: skip
    return render(request, "cases/settings/entries.html", context)


def _beside(view: read.StandardView, rows: list[Category]) -> list[str]:
    """For official entries the town's categories; for the town's own the unit that leads (R-115)."""
    if not view.own:
        mapped = read.mapped_to_town(rows)
        return ["、".join(mapped.get(row.pk, ())) for row in rows]
    units = {unit.code: named(unit) for unit in access.units()}
    leads: dict[str, set[str]] = {}
    for duty in duties():
        leads.setdefault(duty.category, set()).add(units.get(duty.lead, duty.lead))
    return [_few(sorted(leads.get(row.code, ()))) for row in rows]


def _few(names: list[str]) -> str:
    if len(names) <= 2:
        return "、".join(names)
    return _("%(first)s and %(count)d more") % {"first": names[0], "count": len(names) - 1}


@access.staff(EDIT)
def new(request: HttpRequest, standard: str) -> HttpResponse:
    """A new entry; for the newest list the next free extension number stands in the form already."""
    view = read.standard(standard)
    form = NewEntryForm(request.POST or None, initial=_proposed(standard, request.GET.get("major", "")))
    by = request.actor  # type: ignore[attr-defined]
    done = ui.attempt(
        form, lambda said: acts.save_entry(standard, said.pop("kind"), said.pop("code"), by=by, **said)
    )
    if done:
        return redirect("catalogues:entry", standard, done[0].kind, done[0].code)
    context = {"standard": view, "majors": read.majors(standard) if standard == NEWER else []}
    return ui.show_form(request, "cases/settings/entry_new.html", form, **context)


def _proposed(standard: str, major: str) -> dict[str, Any]:
    if standard != NEWER or not (major.isdigit() and len(major) == 2):
        return {}
    return {"code": next_extension(major, read.taken_numbers(standard, major)), "local": True}


@access.staff("cases.see")
def entry(request: HttpRequest, standard: str, kind: str, entry: str) -> HttpResponse:
    row, by = read.entry(standard, kind, entry), request.actor  # type: ignore[attr-defined]
    initial = {name: getattr(row, name) for name in EntryForm.base_fields}
    form = EntryForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        access.require(by, EDIT, None)
    if ui.attempt(form, lambda said: acts.save_entry(standard, kind, entry, by=by, **said)):
        messages.success(request, _("Saved."))
        return redirect("catalogues:entry", standard, kind, entry)
    return _entry_page(request, row, form)


def _entry_page(
    request: HttpRequest, row: Category, form: forms.Form, link: LinkForm | None = None
) -> HttpResponse:
    may_edit = _may_edit(request)
    links = [(one, other, FITS[Exactness(fit)]) for one, other, fit in read.links_of(row)]
    context = {
        "standard": read.standard(row.standard), "entry": row, "kind": KINDS[row.kind], "links": links,
        "versions": row.versions.all()[:50], "may_edit": may_edit, "editable": may_edit and row.standard != TOWN,
        "names": {view.code: view for view in read.standards()}, "link_form": link or (LinkForm(row) if may_edit else None),
    }  # fmt: skip
    return ui.show_form(request, "cases/settings/entry.html", form, **context)


@access.staff(EDIT)
@require_POST
def link(request: HttpRequest, standard: str, kind: str, entry: str) -> HttpResponse:
    row = read.entry(standard, kind, entry)
    form = LinkForm(row, request.POST)
    by = request.actor  # type: ignore[attr-defined]
    if ui.attempt(
        form, lambda said: acts.link(row, said.pop("target"), said.pop("exactness"), by=by, **said) or True
    ):
        messages.success(request, _("The mapping is kept."))
        return redirect("catalogues:entry", standard, kind, entry)
    return _entry_page(
        request, row, EntryForm(initial={n: getattr(row, n) for n in EntryForm.base_fields}), form
    )


@access.staff(EDIT)
@require_POST
def unlink(request: HttpRequest, link_id: int) -> HttpResponse:
    acts.unlink(link_id, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("The mapping was ended."))
    back = request.POST.get("next", "")
    return redirect(back if back.startswith("/settings/catalogues/") else "catalogues:index")


@access.staff(EDIT)
@require_POST
def verify(request: HttpRequest, standard: str) -> HttpResponse:
    verified = request.POST.get("verified") == "yes"
    acts.verify_standard(standard, verified=verified, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Saved."))
    return redirect("catalogues:entries", standard)


def _may_edit(request: HttpRequest) -> bool:
    return access.may(request.actor, EDIT, None)  # type: ignore[attr-defined]
