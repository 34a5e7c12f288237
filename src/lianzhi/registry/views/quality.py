"""Pages of the data's quality: scores, faults, faulty entries (R-100)."""

import re
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.registry.access import ANSWER, EDIT, FIGURES, QUALITY, READ
from lianzhi.registry.forms_quality import KeeperForm, SendForm, SpotForm, TicketForm, WrongForm
from lianzhi.registry.lists import source_code
from lianzhi.registry.quality import tickets
from lianzhi.registry.quality.acting import act, acts
from lianzhi.registry.queries import quality as reads
from lianzhi.registry.queries import tickets as ticket_reads
from lianzhi.registry.queries.reach import within_reach
from lianzhi.registry.queries.record import names_of

SLUG = re.compile(r"[-a-zA-Z0-9_]+")


@access.staff(FIGURES)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "registry/quality/overview.html", {
        "seen": reads.overview(), "figures": ticket_reads.figures(), "units": _units(),
    })  # fmt: skip


@access.staff(FIGURES)
@require_GET
def detail(request: HttpRequest, kind: str, source: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = reads.detail(kind, source)
    may_send = access.may(by, QUALITY, None)
    return render(request, "registry/quality/detail.html", {
        "seen": found, "may_read": access.may(by, READ, None), "may_send": may_send, "units": _units(),
        "keeper": KeeperForm(initial={"unit": found.unit}) if may_send else None,
    })  # fmt: skip


@access.staff(READ)
@require_GET
def faulty(request: HttpRequest, kind: str, test: str, source: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    page = reads.faulty(kind, source, test, by, request.GET)
    return render(request, "registry/quality/faulty.html", {
        "page": page, "kind": kind, "source": source, "test": test, "field": reads.checks(kind)[test].field,
        "doors": names_of({row.place for row in page if row.place}),
        "query": urlencode({"kind": kind, "source": source, "test": test}),
    })  # fmt: skip


@access.staff(QUALITY)
@require_POST
def keep(request: HttpRequest, kind: str, source: str) -> HttpResponse:
    form = KeeperForm(request.POST)
    if ui.attempt(form, lambda said: tickets.keep_source(source, said["unit"], by=request.actor) or True):  # type: ignore[attr-defined]
        messages.success(request, _("Noted."))
    return redirect("registry:quality_detail", kind, source)


@access.staff(QUALITY)
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, kind: str, test: str, source: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = reads.detail(kind, source)
    form = SendForm(request.POST or None, initial={"unit": found.unit})
    done = ui.attempt(form, lambda said: tickets.send(kind, source, test, by=by, **said))
    if done:
        messages.success(request, _("Sent to the source."))
        return redirect("registry:ticket", done.number)
    counted = next((line for line in found.lines if line.test == test), None)
    return ui.show_form(request, "registry/quality/send.html", form, seen=found, line=counted, test=test)


@access.staff(QUALITY)
@require_GET
def refused(request: HttpRequest) -> HttpResponse:
    """From an import's page: the ticket about rows that were refused."""
    kind, said = request.GET.get("kind", ""), request.GET.get("source", "")
    if not (SLUG.fullmatch(kind) and said):
        return redirect("registry:quality")
    return redirect("registry:quality_send", kind, tickets.REFUSED, source_code(said))


@access.staff(ANSWER)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    state = request.GET.get("state", "")
    context = {"listed": ticket_reads.tickets(by, state), "units": _units(), "state": state}
    return render(request, "registry/quality/tickets.html", context)


@access.staff(ANSWER)
@require_http_methods(["GET", "POST"])
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """The ticket with what may be said to it; the buttons are the flow's."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    one = ticket_reads.ticket(number, by)
    found = acts(one, by)
    form = TicketForm(found, request.POST or None)
    if ui.attempt(form, lambda said: act(number, said["verb"], said["said"], by=by)):
        messages.success(request, _("Noted."))
        return redirect("registry:ticket", number)
    return ui.show_form(request, "registry/quality/ticket.html", form, one=one, acts=found, way=ticket_reads.way(one),
                        units=_units(), may_read=access.may(by, READ, None))  # fmt: skip


@access.staff(READ)
@require_http_methods(["GET", "POST"])
def wrong(request: HttpRequest, code: str) -> HttpResponse:
    """“This is wrong”, on the page of an entry."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    row = within_reach(code, by)
    form = WrongForm(row._meta.model_name + "s", request.POST or None)
    done = ui.attempt(form, lambda said: tickets.say_wrong(code, said["field"], said["what"], by=by))
    if done:
        messages.success(request, _("The source was asked. Ticket %(number)s.") % {"number": done.number})
        return redirect("registry:entry", code)
    return ui.show_form(request, "registry/form.html", form, title=_("This is wrong"), row=row)


@access.staff(EDIT)
@require_GET
def spots(request: HttpRequest) -> HttpResponse:
    """On the phone: entries that somebody has to look at on the spot."""
    found = ticket_reads.spots(request.actor)  # type: ignore[attr-defined]
    return render(
        request, "registry/quality/spots.html", {"listed": found, "names": names_of(ticket_reads.refs(found))}
    )


@access.staff(EDIT)
@require_http_methods(["GET", "POST"])
def spot(request: HttpRequest, number: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    one = ticket_reads.spot(number, by)
    row = within_reach(one.entry, by, EDIT)
    form = SpotForm(one, request.POST or None)
    if ui.attempt(form, lambda said: tickets.on_the_spot(number, by=by, **said)):
        messages.success(request, _("Noted: checked on the spot."))
        return redirect("registry:spots")
    door = names_of({row.place}).get(row.place, "") if row.place else ""
    return ui.show_form(request, "registry/quality/spot.html", form, one=one, row=row, door=door)


def _units() -> dict[str, str]:
    return {unit.code: unit.name_zh for unit in access.units()}
