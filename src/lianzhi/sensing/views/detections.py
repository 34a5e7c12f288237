"""Detections: the queue where a person judges, lists, one with its evidence, and how things were followed to the end."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.foundation.ui import api as ui
from lianzhi.sensing.access import EVIDENCE, JUDGE, SEE
from lianzhi.sensing.actions.judging import judge
from lianzhi.sensing.actions.proving import take_out
from lianzhi.sensing.forms import DetectionSearch, classes
from lianzhi.sensing.queries import detections
from lianzhi.sensing.queries.mapped import seen
from lianzhi.sensing.views.common import areas_of, by_of, page_of

DAYS = {"7": 7, "30": 30, "90": 90}


@access.staff(JUDGE)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """One at a time, by keys: y, n, s; the next ones below."""
    by = by_of(request)
    waiting = detections.waiting(by)
    after = request.GET.get("after", "")
    rows = list(
        (waiting.filter(pk__gt=after) if after.isdecimal() and len(after) < 19 else waiting)[
            : detections.QUEUE
        ]
    )
    rows = rows or list(waiting[: detections.QUEUE])
    now = rows[0] if rows else None
    context = {
        "now": now, "queue": rows[1:], "total": waiting.count(), "classes": classes(), "drawn": seen(now) if now else {},
        "photos": files.of(now.subject) if now else [],
    }  # fmt: skip
    return render(request, "sensing/queue.html", context)


@access.staff(JUDGE)
@require_POST
def judged(request: HttpRequest, detection_id: int) -> HttpResponse:
    yes = request.POST.get("answer") == "yes"
    said = {name: request.POST.get(name, "")[:200] for name in ("klass", "why")}
    judge(detection_id, yes=yes, by=by_of(request), **said)
    messages.success(request, _("It becomes a matter.") if yes else _("Noted as nothing."))
    return redirect("sensing:queue")


@access.staff(SEE)
@ui.remembers
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by = by_of(request)
    form = DetectionSearch(request.GET, areas_of(by, SEE))
    wanted = detections.Wanted(device=request.GET.get("device", "")[:40], **form.said())
    page = page_of(detections.listed(by, wanted), request)
    return render(request, "sensing/detections.html", {"page": page, "form": form, "wanted": wanted})


@access.staff(SEE)
@require_GET
def show(request: HttpRequest, detection_id: int) -> HttpResponse:
    by = by_of(request)
    found = detections.whole(detection_id, by)
    context = {
        "it": found.row, "found": found, "drawn": seen(found.row),
        "may_prove": access.may(by, EVIDENCE, found.row), "may_judge": access.may(by, JUDGE, found.row),
    }  # fmt: skip
    return render(request, "sensing/detection.html", context)


@access.staff(EVIDENCE)
@require_POST
def evidence(request: HttpRequest, detection_id: int) -> HttpResponse:
    """Written down in the trail, so no GET."""
    content = take_out(detection_id, by=by_of(request))
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="evidence-{detection_id}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


@access.staff(SEE)
@require_GET
def tracks(request: HttpRequest) -> HttpResponse:
    by = by_of(request)
    span = request.GET.get("days", "30")
    span = span if span in DAYS else "30"
    klass = request.GET.get("klass", "")[:30]
    context = {
        "span": span, "spans": [(days, _("%(n)s days") % {"n": days}, f"?days={days}", None) for days in DAYS],
        "lines": detections.followed(by, days=DAYS[span]), "told": detections.told(by),
        "page": page_of(detections.open_tracks(by, klass), request), "klass": klass,
    }  # fmt: skip
    return render(request, "sensing/tracks.html", context)
