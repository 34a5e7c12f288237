"""The deadline matrix: read it, change it, try it.  R-111, R-124.  Under /settings/deadlines/."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from lianzhi.cases.actions.limits import Cell, save_condition, set_limits
from lianzhi.cases.models import Category
from lianzhi.cases.queries import matrix as read
from lianzhi.cases.queries.limits import conditions
from lianzhi.cases.queries.lists import categories
from lianzhi.cases.rules.limits import Matter, amount_of
from lianzhi.cases.wording import named
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import N_, BadInput, NotFound, Refused

EDIT = "duties.edit"
UNITS = {
    "work_hour": N_("work hours"),
    "work_day": N_("work days"),
    "urgent_hour": N_("urgent hours"),
}
TRIGGERS = {
    "": N_("An officer chooses it when filing"),
    "hot": N_("By itself: many voices on one matter"),
    "strong": N_("By itself: a strong complaint, urgency major"),
}
NO_CONDITION = "-"


class ConditionForm(forms.Form):
    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Latin letters, digits, - and _; it never changes afterwards."),
    )
    sentence_zh = forms.CharField(
        label=gettext_lazy("The sentence an officer reads, Chinese"), max_length=200
    )
    sentence_en = forms.CharField(
        label=gettext_lazy("The sentence an officer reads, English"), max_length=300, required=False
    )
    closing_zh = forms.CharField(
        label=gettext_lazy("What must hold at the end, Chinese"), max_length=300, required=False
    )
    closing_en = forms.CharField(
        label=gettext_lazy("What must hold at the end, English"), max_length=400, required=False
    )
    trigger = forms.ChoiceField(
        label=gettext_lazy("When it holds"),
        required=False,
        choices=lambda: [(k, _(v)) for k, v in TRIGGERS.items()],
    )
    threshold = forms.IntegerField(
        label=gettext_lazy("Hot from this many voices on"), required=False, min_value=2, max_value=500
    )
    checklist = forms.CharField(
        label=gettext_lazy("Closing checklist"), required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        help_text=gettext_lazy("One line each, Chinese | English. Each line is ticked before a pressing matter is closed."),
    )  # fmt: skip
    source = forms.CharField(label=gettext_lazy("Source"), max_length=200, required=False)
    verified = forms.BooleanField(label=gettext_lazy("Checked against the text"), required=False)
    active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)


class TryForm(forms.Form):
    """A matter that might come: when, of which kind, under which condition."""

    start = forms.DateTimeField(
        label=gettext_lazy("It comes in at"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )  # fmt: skip
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    condition = forms.ChoiceField(label=gettext_lazy("Filing condition"), required=False)
    pressing = forms.MultipleChoiceField(
        label=gettext_lazy("Besides"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="try-%s")
        listed = conditions()
        self.fields["category"].choices = [
            ("", _("Any category")),
            *((c.code, named(c)) for c in categories()),
        ]
        own = [(c.code, named(c)) for c in listed if not c.trigger]
        self.fields["condition"].choices = [("", _("No condition")), *own]
        self.fields["pressing"].choices = [(c.code, named(c)) for c in listed if c.trigger]


@access.staff("cases.see")
@require_GET
def matrix(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    form = TryForm(
        request.GET if "start" in request.GET else {"start": f"{now.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"}
    )
    stages = _tried(form, now) if form.is_valid() else []
    context = {
        "blocks": read.blocks(now), "clocks": worklist.clocks(read.FLOW), "units": UNITS, "form": form, "stages": stages,
        "may_edit": access.may(request.actor, EDIT, None),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "cases/settings/matrix.html", context)


def _tried(form: TryForm, now: datetime) -> list[read.Stage]:
    said = form.cleaned_data
    category = Category.objects.filter(standard="town", code=said["category"]).first()
    matter = Matter(
        said["category"], category.module if category else "", said["condition"], tuple(said["pressing"])
    )
    return read.preview(category, matter, said["start"], now)


@access.staff("cases.see")
def scope(request: HttpRequest, scope: str) -> HttpResponse:
    """The grid of one scope; POST writes what differs."""
    found, by = read.scope_of(scope), request.actor  # type: ignore[attr-defined]
    wrong: dict[str, tuple[str, str]] = {}
    if request.method == "POST":
        access.require(by, EDIT, None)
        cells, wrong = _sent(found, request.POST)
        if not wrong:
            said = _("%(changed)d cells were changed. Running matters keep their deadlines.")
            try:
                messages.success(request, said % {"changed": set_limits(cells, by=by)})
                return redirect("deadlines:scope", scope)
            except BadInput as refused:
                wrong[refused.field] = refused.told(_, "")
    return _grid(request, found, wrong)


def _grid(request: HttpRequest, found: read.Scope, wrong: Mapping[str, tuple[str, str]]) -> HttpResponse:
    block = read.block(found, clock.now())
    lines = [(line, [_input(line, cell, request.POST, wrong) for cell in line.cells]) for line in block.lines]
    context = {
        "scope": found, "lines": lines, "clocks": worklist.clocks(read.FLOW), "units": UNITS, "wrong": wrong,
        "history": read.history(found), "may_edit": access.may(request.actor, EDIT, None),  # type: ignore[attr-defined]
        "none": NO_CONDITION,
    }  # fmt: skip
    return render(request, "cases/settings/scope.html", context, status=422 if wrong else 200)


def _name(code: str, clock_code: str) -> str:
    return f"{code or NO_CONDITION}.{clock_code}"


def _input(
    line: read.Line, cell: read.CellView, sent: Mapping[str, str], wrong: Mapping[str, Any]
) -> dict[str, Any]:
    """What the grid shows in a cell: what was typed, else what is said here; what holds otherwise stands behind it."""
    name = _name(line.code, cell.clock)
    own = f"{cell.amount.value:g}" if cell.own and cell.amount else ""
    return {
        "name": name, "value": sent.get(name, own), "cell": cell, "wrong": wrong.get(name),
        "unit": sent.get(f"{name}.unit", str(cell.amount.unit) if cell.amount else "work_day"),
        "behind": "" if cell.own or not cell.amount else f"{cell.amount.value:g}",
    }  # fmt: skip


def _sent(found: read.Scope, data: Mapping[str, str]) -> tuple[list[Cell], dict[str, tuple[str, str]]]:
    cells, wrong = [], {}
    for line in read.block(found, clock.now()).lines:
        for cell in line.cells:
            name = _name(line.code, cell.clock)
            if name not in data:
                continue
            try:
                cells.append(_cell(found, line, cell, data))
            except Refused as refused:
                wrong[name] = refused.told(_, "")
    return cells, wrong


def _cell(found: read.Scope, line: read.Line, cell: read.CellView, data: Mapping[str, str]) -> Cell:
    name = _name(line.code, cell.clock)
    value = data[name].strip().replace(",", ".")
    amount = amount_of(value, data.get(f"{name}.unit"), what=cell.clock) if value else None
    same = cell.own and cell.amount == amount and cell.row is not None
    source = data.get(f"{line.code or NO_CONDITION}.@source", "").strip()[:200]
    verified = bool(data.get(f"{line.code or NO_CONDITION}.@checked"))
    if same and cell.row and source == line.source and verified == line.verified:
        source, verified = cell.row.source, cell.row.verified
    return Cell(cell.clock, amount, found.code, found.module, line.code, source, verified)


@access.staff(EDIT)
def condition(request: HttpRequest, scope: str, condition: str = "") -> HttpResponse:
    """Make or change a condition of a category, or one for all."""
    found, by = read.scope_of(scope), request.actor  # type: ignore[attr-defined]
    row = next(
        (c for c in conditions(found.code, closed=True) if c.code == condition and c.category == found.code),
        None,
    )
    if found.module or (condition and row is None):
        raise NotFound(
            "cases.no_condition", N_("There is no such condition."), way_out=N_("Go back to the matrix.")
        )
    form = ConditionForm(request.POST or None, initial=_condition_initial(row))
    if row:
        form.fields["code"].disabled = True
    if ui.attempt(form, lambda said: save_condition(category=found.code, by=by, **_condition_values(said))):
        messages.success(request, _("Saved."))
        return redirect("deadlines:scope", scope)
    return ui.show_form(request, "cases/settings/condition.html", form, scope=found, condition=row)


def _condition_initial(row: Any) -> dict[str, Any]:
    if row is None:
        return {}
    plain = {name: getattr(row, name) for name in ConditionForm.base_fields if name != "checklist"}
    return plain | {"checklist": "\n".join(f"{line['zh']} | {line['en']}" for line in row.checklist)}


def _condition_values(said: dict[str, Any]) -> dict[str, Any]:
    lines = [line.partition("|") for line in said.pop("checklist").splitlines() if line.strip()]
    checklist = [
        {"code": f"line{n}", "zh": zh.strip(), "en": en.strip() or zh.strip()}
        for n, (zh, _bar, en) in enumerate(lines, 1)
    ]
    return said | {"checklist": checklist}
