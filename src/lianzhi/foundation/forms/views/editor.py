"""Forms in the browser: the list, one form with its fields, one field, the preview, the file."""

from typing import Any

import yaml
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.foundation.forms import actions, queries
from lianzhi.foundation.forms.access import EDIT
from lianzhi.foundation.forms.asking import Questions, pictures_waiting, raw_of
from lianzhi.foundation.forms.contracts import Draft
from lianzhi.foundation.forms.editing import KINDS, FieldForm, HeadForm, NewForm
from lianzhi.foundation.forms.rules import drafting
from lianzhi.foundation.forms.rules.spec import FieldKind
from lianzhi.foundation.forms.subjects import offered
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.errors import N_, NotFound, WrongState


@access.staff(EDIT)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    return render(request, "forms/list.html", {"listed": queries.listed(), "names": dict(offered())})


@access.staff(EDIT)
def new(request: HttpRequest) -> HttpResponse:
    form = NewForm(request.POST or None)
    if code := ui.attempt(form, lambda said: actions.make(**said, by=_by(request))):
        return redirect("forms:edit", code)
    return ui.show_form(request, "forms/new.html", form)


@access.staff(EDIT)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Name and use of a form, and its fields in order."""
    draft = queries.draft(code)
    form = HeadForm(request.POST or None, initial=_head(draft))
    if ui.attempt(form, lambda said: _save_head(form, draft, request)):
        messages.success(request, _("Saved. Publish it when it is ready."))
        return redirect("forms:edit", code)
    return ui.show_form(request, "forms/edit.html", form, **_shown(draft))


@access.staff(EDIT)
@require_POST
def act(request: HttpRequest, code: str) -> HttpResponse:
    """``do``: up, down or remove a ``field``, or publish the draft."""
    draft, do, field = queries.draft(code), request.POST.get("do", ""), request.POST.get("field", "")
    if do == "publish":
        done = actions.publish(code, by=_by(request))
        messages.success(
            request, _("Version %(n)s is in force. Earlier answers keep theirs.") % {"n": done.version}
        )
    else:
        actions.save_draft(code, _changed(draft, do, field), by=_by(request))
    return redirect("forms:edit", code)


@access.staff(EDIT)
def field(request: HttpRequest, code: str, field: str) -> HttpResponse:
    """One field; ``new`` with ``?kind=`` for one that is not there yet."""
    draft = queries.draft(code)
    now = None if field == "new" else drafting.field(draft.spec, field)
    if now is None and field != "new":
        raise NotFound("forms.no_field", N_("There is no such field."), way_out=N_("Go back to the form."))
    kind = _kind(now["kind"] if now else request.GET.get("kind", ""))
    form = FieldForm(kind, draft.spec, now, request.POST or None)
    if ui.attempt(form, lambda said: _save_field(form, draft, request)):
        return redirect("forms:edit", code)
    return ui.show_form(request, "forms/field.html", form, draft=draft, kind=KINDS[kind], is_new=now is None)


@access.staff(EDIT)
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The draft as people will see it; answers given here are checked and not kept."""
    draft = queries.draft(code)
    spec = drafting.as_form(draft.spec, code)
    if spec is None:
        raise WrongState(
            "forms.not_ready", N_("The form cannot be shown yet: %(found)s"), way_out=N_("Correct it first."),
            params={"found": drafting.trouble(draft.spec, code)},
        )  # fmt: skip
    raw = raw_of(request, spec) if request.method == "POST" else {}
    questions = Questions(spec, raw, shown=pictures_waiting(request, raw))
    fine = questions.mark() if request.method == "POST" else False
    context = {"draft": draft, "questions": questions, "fine": fine}
    return render(
        request, "forms/preview.html", context, status=422 if request.method == "POST" and not fine else 200
    )


@access.staff(EDIT)
@require_GET
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The published form, or the draft before the first publication, as the YAML that ``install`` reads."""
    draft = queries.draft(code)
    spec = {"code": code, "version": max(draft.version, 1), "about": list(draft.subjects), **draft.spec}
    text = yaml.safe_dump(spec, allow_unicode=True, sort_keys=False, width=110)
    headers = {"Content-Disposition": f'attachment; filename="{code}.yaml"'}
    return HttpResponse(text, content_type="application/yaml; charset=utf-8", headers=headers)


def _by(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _head(draft: Draft) -> dict[str, Any]:
    words = {
        f"{name}_{language}": word
        for name in ("name", "intro")
        for language, word in (draft.spec.get(name) or {}).items()
    }
    return words | {"subjects": list(draft.subjects), "active": draft.active}


def _shown(draft: Draft) -> dict[str, Any]:
    labels = {each["code"]: each["label"]["zh"] for each in drafting.fields(draft.spec)}
    rows = [
        (
            each,
            KINDS[FieldKind(each["kind"])],
            [labels.get(c["field"], c["field"]) for c in each.get("shown_when", ())],
        )
        for each in drafting.fields(draft.spec)
    ]
    return {
        "draft": draft, "rows": rows, "kinds": KINDS.items(), "trouble": drafting.trouble(draft.spec, draft.code),
        "versions": queries.versions(draft.code), "name": draft.spec.get("name", {}),
    }  # fmt: skip


def _save_head(form: HeadForm, draft: Draft, request: HttpRequest) -> bool:
    actions.use(
        draft.code, form.cleaned_data["subjects"], active=form.cleaned_data["active"], by=_by(request)
    )
    actions.save_draft(draft.code, {**form.head(), "fields": drafting.fields(draft.spec)}, by=_by(request))
    return True


def _save_field(form: FieldForm, draft: Draft, request: HttpRequest) -> bool:
    actions.save_draft(draft.code, drafting.put(draft.spec, form.plain()), by=_by(request))
    return True


def _changed(draft: Draft, do: str, field: str) -> dict[str, Any]:
    if do == "remove":
        return drafting.without(draft.spec, field)
    return drafting.moved(draft.spec, field, {"up": -1, "down": 1}.get(do, 0))


def _kind(word: str) -> FieldKind:
    try:
        return FieldKind(word)
    except ValueError as error:
        raise NotFound(
            "forms.kind", N_("There is no such kind of field."), way_out=N_("Choose one from the list.")
        ) from error
