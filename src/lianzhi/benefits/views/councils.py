"""Lists that go to a meeting and back: made, printed, recorded."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianzhi.benefits.access import MEET, PREPARE, SEE
from lianzhi.benefits.actions.council import make_list, record
from lianzhi.benefits.forms import CouncilForm, RecordForm
from lianzhi.benefits.queries import councils, decisions, payments
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor

SIZE = 30


@access.staff(SEE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    page = Paginator(councils.councils(by), SIZE).get_page(request.GET.get("page"))
    waiting = decisions.counts(by).get("waiting", (0, 0))[0]
    return render(
        request,
        "benefits/councils.html",
        {"page": page, "waiting": waiting, "may": access.may(by, PREPARE, None)},
    )


@access.staff(PREPARE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    together = {code: one.name for code, one in decisions.policies().items() if one.collective}
    form = CouncilForm(request.POST if request.method == "POST" else None, together)
    if code := ui.attempt(form, lambda data: make_list(**data, by=by)):
        messages.success(request, _("The list is ready to be printed for the meeting."))
        return redirect("benefits:council", code)
    back = reverse("benefits:councils")
    return ui.show_form(request, "benefits/form.html", form, title=_("New list for a meeting"), back=back)


@access.staff(SEE)
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, council: str) -> HttpResponse:
    """The list; posted is what the meeting decided on each line."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    row, rows = councils.council(council, by=by)
    form = RecordForm(request.POST if request.method == "POST" else None)
    if (
        passed := ui.attempt(form, lambda data: record(council, **data, **_lines(request), by=by))
    ) is not None:
        messages.success(request, _("Kept. The meeting passed %(n)s.") % {"n": passed})
        return redirect("benefits:council", council)
    return ui.show_form(
        request, "benefits/council.html", form, row=row, rows=rows, names=payments.names(rows), policies=decisions.policies(),
        may=access.may(by, MEET, None) and not row.recorded_by, total=sum(each.fen for each in rows),
    )  # fmt: skip


def _lines(request: HttpRequest) -> dict[str, object]:
    said = {key.removeprefix("do-"): value for key, value in request.POST.items() if key.startswith("do-")}
    return {
        "refused": {code: request.POST.get(f"why-{code}", "") for code, do in said.items() if do == "refuse"},
        "put_off": {code for code, do in said.items() if do == "put_off"},
    }


@access.staff(SEE)
@require_GET
def sheet(request: HttpRequest, council: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    row, rows = councils.council(council, by=by)
    context = {
        "row": row, "rows": rows, "names": payments.names(rows), "policies": decisions.policies(), "by": by,
        "printed_at": timezone.localtime(), "total": sum(each.fen for each in rows),
    }  # fmt: skip
    return render(request, "benefits/sheet_council.html", context)
