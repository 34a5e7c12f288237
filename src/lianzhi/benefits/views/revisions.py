"""The editor of policies: a revision with its files, what is wrong, what the examples give, what it changes, who publishes it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.benefits import books
from lianzhi.benefits.access import PUBLISH, REVISE, SEE
from lianzhi.benefits.actions import revising
from lianzhi.benefits.forms import NewFileForm, RevisionForm
from lianzhi.benefits.models import RevisedText, Revision
from lianzhi.benefits.queries import revisions
from lianzhi.benefits.rules.revising import Revising, laid
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.kernel.rules.catalogue import FUNCTIONS, SAME_KIND

SIZE = 30


@access.staff(SEE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    page = Paginator(revisions.revisions(by), SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "files": revisions.files(), "may": access.may(by, REVISE, None)}
    return render(request, "benefits/revisions.html", context)


@access.staff(REVISE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = RevisionForm(request.POST if request.method == "POST" else None)
    if code := ui.attempt(form, lambda data: revising.begin(**data, by=by)):
        return redirect("benefits:revision", code)
    back = reverse("benefits:revisions")
    return ui.show_form(request, "benefits/form.html", form, title=_("New revision"), back=back)


@access.staff(SEE)
@require_GET
def show(request: HttpRequest, revision: str) -> HttpResponse:
    """One file of it in the editor, and what can be said of all of it."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    row = revisions.revision(revision, by=by)
    at = _chosen(row, request.GET.get("file", ""))
    context = {
        "row": row, "at": at, "files": list(row.texts.all()), "names": dict(revisions.files()),
        "drafting": row.state == Revising.DRAFTING,
        "writes": row.state == Revising.DRAFTING and access.may(by, REVISE, None), "may_write": access.may(by, REVISE, None),
        "publishes": row.state == Revising.ASKED and access.may(by, PUBLISH, None), "own": by.id in row.writers,
        "take": NewFileForm(None, revisions.files()), "words": _words(), **_said(row, at),
    }  # fmt: skip
    if request.GET.get("impact") and context["found"] is not None:
        context["impact"] = revisions.worked_out(context["found"])
        context["no_population"] = context["impact"] is None
    return render(request, "benefits/revision.html", context)


def _chosen(row: Revision, file: str) -> RevisedText | None:
    texts = list(row.texts.all())
    return next((each for each in texts if each.file == file), texts[0] if texts else None)


def _said(row: Revision, at: RevisedText | None) -> dict[str, Any]:
    """Of a draft what it is worth now; of a published one what it changed then."""
    texts = {each.file: each.text for each in row.texts.all()}
    over = row.state in (Revising.PUBLISHED, Revising.WITHDRAWN)
    found = revisions.judged(texts) if texts and not over else None
    before = laid(books.shipped(), books.published(row.serial - 1)) if row.serial else books.files()
    return {
        "found": found,
        "impact": row.impact or None,
        **(_of_file(at.file, at.text, before, found) if at else {}),
    }


def _of_file(
    file: str, text: str, before: Mapping[str, str], found: revisions.Judged | None
) -> dict[str, Any]:
    said, lines = revisions.changes(file, before.get(file, ""), text)
    told = found or revisions.Judged()
    return {
        "changes": said, "lines": lines, "fresh": file not in before, "here": told.file == file, "tried": told.tried.get(file, ()),
        "sentences": told.sentences.get(file, {}),
    }  # fmt: skip


def _words() -> dict[str, Any]:
    """What the editor offers while one writes: items of the catalogue, standards, functions."""
    language, pack = get_language() or "zh-hans", books.pack()
    items = [
        {"label": item.column.zh, "detail": item.column.en if language.startswith("en") else _kind(item), "type": "variable"}
        for item in pack.library.register.items.values()
    ]  # fmt: skip
    standards = {name: each for policy in pack.library.policies for name, each in policy.standards.items()}
    items += [
        {"label": name, "detail": each.name.pick(language), "type": "constant"}
        for name, each in standards.items()
    ]
    items += [
        {"label": name, "detail": _("Function"), "type": "function"}
        for name in sorted({*FUNCTIONS, *SAME_KIND})
    ]
    return {"items": items}


def _kind(item: Any) -> str:
    return {
        "truth": _("yes or no"),
        "number": _("whole number"),
        "text": _("one of a list"),
        "date": _("day"),
    }[item.column.kind.value]


@access.staff(REVISE)
@require_POST
def take(request: HttpRequest, revision: str) -> HttpResponse:
    """A file as it stands, an older text of it, or a copy under a code of its own."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    revisions.revision(revision, by=by)
    form = NewFileForm(request.POST, revisions.files())
    file = ui.attempt(
        form, lambda data: _take(revision, **data, serial=request.POST.get("serial", ""), by=by)
    )
    if not file:
        messages.error(request, " ".join(str(each) for errors in form.errors.values() for each in errors))
        return redirect("benefits:revision", revision)
    return redirect(f"{reverse('benefits:revision', args=[revision])}?file={file}")


def _take(revision: str, *, file: str, code: str, serial: str, by: Actor) -> str:
    old = next((each for each in revisions.versions(file) if str(each.serial) == serial), None)
    text = old.text if old else books.files()[file]
    if code:
        text, file = text.replace(file.removesuffix(".yaml"), code, 1), f"{code}.yaml"
    row = revisions.revision(revision, by=by)
    had = next((each for each in row.texts.all() if each.file == file), None)
    if had is None or old:
        revising.write(revision, file, text, seen=had.turn if had else 0, by=by)
    return file


@access.staff(REVISE)
@require_POST
def write_file(request: HttpRequest, revision: str, file: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    seen = request.POST.get("seen", "")
    revising.write(
        revision, file, request.POST.get("text", ""), seen=int(seen) if seen.isdigit() else 0, by=by
    )
    messages.success(request, _("Kept as a draft."))
    return redirect(f"{reverse('benefits:revision', args=[revision])}?file={file}")


@access.staff(REVISE)
@require_POST
def check_draft(request: HttpRequest, revision: str) -> HttpResponse:
    """The text in the editor, not kept yet, judged together with the other files: for the page while one writes."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    row, file = revisions.revision(revision, by=by), request.POST.get("file", "")
    at = next((each for each in row.texts.all() if each.file == file), None)
    if at is None:
        raise NotFound("benefits.no_file", N_("There is no such policy file."))
    at.text = request.POST.get("text", "").replace("\r\n", "\n")
    texts = {each.file: each.text for each in row.texts.all()} | {file: at.text}
    found = revisions.judged(texts)
    context = {
        "row": row,
        "at": at,
        "found": found,
        "unsaved": True,
        **_of_file(file, at.text, books.files(), found),
    }
    return render(request, "benefits/revision_said.html", context)


@access.staff(REVISE)
@require_POST
def leave(request: HttpRequest, revision: str, file: str) -> HttpResponse:
    revising.leave_out(revision, file, by=request.actor)  # type: ignore[attr-defined]
    return redirect("benefits:revision", revision)


@access.staff(REVISE)
@require_POST
def ask_for(request: HttpRequest, revision: str) -> HttpResponse:
    revising.ask(revision, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("A second person can publish it now."))
    return redirect("benefits:revision", revision)


@access.staff(PUBLISH)
@require_POST
def publish_it(request: HttpRequest, revision: str) -> HttpResponse:
    serial = revising.publish(revision, by=request.actor)  # type: ignore[attr-defined]
    messages.success(
        request, _("Published as number %(n)s. The next run matches everybody with it.") % {"n": serial}
    )
    return redirect("benefits:revision", revision)


@access.staff(PUBLISH)
@require_POST
def back(request: HttpRequest, revision: str) -> HttpResponse:
    revising.send_back(revision, reason=request.POST.get("reason", ""), by=request.actor)  # type: ignore[attr-defined]
    return redirect("benefits:revision", revision)


@access.staff(REVISE)
@require_POST
def withdraw_it(request: HttpRequest, revision: str) -> HttpResponse:
    revising.withdraw(revision, by=request.actor)  # type: ignore[attr-defined]
    return redirect("benefits:revisions")


@access.staff(SEE)
@require_GET
def versions(request: HttpRequest, file: str) -> HttpResponse:
    """All texts of one file, and what changed between any two."""
    found = revisions.versions(file)
    by_serial = {str(each.serial): each for each in found}
    new = by_serial.get(request.GET.get("to", ""), found[0])
    old = by_serial.get(request.GET.get("from", "")) or next(
        (v for v in found if v.serial < new.serial), None
    )
    said, lines = revisions.changes(file, old.text if old else "", new.text)
    drafts = (
        Revision.objects.filter(state=Revising.DRAFTING) if access.may(request.actor, REVISE, None) else ()
    )  # type: ignore[attr-defined]
    context = {
        "file": file, "name": dict(revisions.files()).get(file), "versions": found, "old": old, "new": new, "changes": said,
        "lines": lines, "drafts": drafts,
    }  # fmt: skip
    return render(request, "benefits/versions.html", context)
