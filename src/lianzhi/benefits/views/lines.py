"""Budget lines: the list, one with its entries, a new one, money granted, a month closed."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianzhi.benefits.access import BUDGET, SEE
from lianzhi.benefits.actions import budget
from lianzhi.benefits.forms import GrantForm, LineForm, MonthForm
from lianzhi.benefits.queries import ledger
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui

SIZE = 50


@access.staff(SEE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    return render(request, "benefits/lines.html", {"listed": ledger.lines(), "closed": ledger.closed()})


@access.staff(SEE)
@require_GET
def show(request: HttpRequest, line: str) -> HttpResponse:
    page = Paginator(ledger.entries(line), SIZE).get_page(request.GET.get("page"))
    return render(request, "benefits/line.html", {"it": ledger.line(line), "page": page})


@access.staff(BUDGET)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    this_year = timezone.localdate().year
    form = LineForm(request.POST if request.method == "POST" else None, initial={"year": this_year})
    done = ui.attempt(
        form,
        lambda data: budget.make_line(
            data["code"], name=data["name"], year=data["year"], policies=_codes(data["policies"]),
            by=request.actor,  # type: ignore[attr-defined]
        ),
    )  # fmt: skip
    if done:
        messages.success(request, _("Kept."))
        return redirect("benefits:line", done)
    return _form(request, form, _("New budget line"), reverse("benefits:lines"))


def _codes(text: str) -> list[str]:
    return [each.strip() for each in text.replace("\uff0c", ",").split(",") if each.strip()]


@access.staff(BUDGET)
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, line: str) -> HttpResponse:
    it = ledger.line(line)
    form = GrantForm(request.POST if request.method == "POST" else None)
    by = request.actor  # type: ignore[attr-defined]
    done = ui.attempt(form, lambda data: budget.grant(line, data["amount"], note=data["note"], by=by) or True)
    if done:
        messages.success(request, _("Kept."))
        return redirect("benefits:line", line)
    return _form(request, form, _("Grant money"), reverse("benefits:line", args=[line]), it.name)


@access.staff(BUDGET)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    form = MonthForm(request.POST if request.method == "POST" else None)
    done = ui.attempt(form, lambda data: budget.close_month(data["month"], by=request.actor) or True)  # type: ignore[attr-defined]
    if done:
        messages.success(request, _("The month is closed."))
        return redirect("benefits:lines")
    return _form(request, form, _("Close a month"), reverse("benefits:lines"))


def _form(request: HttpRequest, form: object, title: str, back: str, sub: str = "") -> HttpResponse:
    return ui.show_form(request, "benefits/form.html", form, title=title, sub=sub, back=back)  # type: ignore[arg-type]
