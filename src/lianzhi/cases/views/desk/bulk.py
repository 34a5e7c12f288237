"""Several cases at once: choose the move, look at what it would do to each, do it, see what came of each."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianzhi.cases.actions import bulk as acts
from lianzhi.cases.actions.replies import count_use
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.forms import ActForm, Offer
from lianzhi.cases.queries import bulk, paging
from lianzhi.cases.queries.acts import Act, Reader
from lianzhi.cases.queries.cases import visible
from lianzhi.cases.queries.dispatching import Addressees
from lianzhi.cases.queries.replies import filled_for, fitting_all, in_use
from lianzhi.cases.views.desk.listing import Listing
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.errors import N_, BadInput

LISTS = ("/desk/", "/desk/inbox/", "/desk/checks/")
LONGEST_QUERY = 4000
WORDS = ("answer", "reason", "result")


class BulkForm(ActForm):
    """As the form of one case, but a unit may also be “whom the responsibility list names for each”."""

    def __init__(self, act: Act, data: Any = None, initial: Any = None) -> None:
        to = Addressees(None, (), tuple(access.units())) if "units" in act.needs else None
        super().__init__(act, Offer(to), data, initial)
        self.fields.pop("photos", None)
        if to:
            first = (bulk.BY_LIST, _("Whom the responsibility list names for each"))
            self.fields["units"].choices = [first, *self.fields["units"].choices[1:]]  # type: ignore[attr-defined]
            self.fields["units"].initial = bulk.BY_LIST

    def says(self, by: Any) -> acts.Says:
        given = self.given()

        def one(act: Act, number: str) -> worklist.Given:
            units, said = given.units, {name: getattr(given, name) for name in WORDS}
            if units and units[0] == bulk.BY_LIST:
                units = bulk.named_units(visible(number, by))
            if any("{" in text for text in said.values()):
                case = visible(number, by)
                said = {name: filled_for(case, text) for name, text in said.items()}
            return replace(given, task=act.task.id if act.task else None, units=units, **said)

        return one


@access.staff("cases.see")
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest) -> HttpResponse:
    said = request.POST if request.method == "POST" else request.GET
    reader = Reader(request.actor)  # type: ignore[attr-defined]
    whole = _whole(request, said)
    cases = whole.object_list if whole else bulk.chosen(reader.by, said.getlist("n"))
    if not cases:
        raise _none()
    choices = bulk.choices(cases, reader)
    verb = said.get("verb", "") or (choices[0].verb if choices else "")
    lines = bulk.lines(cases, reader, verb) if verb else []
    form = _form(lines, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form is None and acts.known(said.get("key", ""), by=reader.by):
        return redirect("desk:bulk_done", said["key"])
    if form is not None and "fill" in said:
        form = _filled(form, request.POST)
    elif request.method == "POST" and form is not None and form.is_valid():
        return _do(request, verb, cases, form)
    context = {
        "cases": cases, "choices": choices, "verb": verb, "lines": lines, "form": form,
        "open": [line for line in lines if not line.refused], "reasons": bulk.reasons(lines), "whole": whole,
        "all": said.get("all", ""), "most": bulk.MOST, "back": back_to(said.get("back", "")),
        "key": said.get("key") or uuid4().hex, "list": said.get("list", ""),
        "ready": fitting_all((line.case for line in lines if not line.refused), verb) if form else (),
    }  # fmt: skip
    return render(request, "cases/desk/bulk.html", context, status=422 if form and form.errors else 200)


def _whole(request: HttpRequest, said: QueryDict) -> paging.KeysetPage | None:
    """The first of all that a list's filters match (``all``: its query), as many as one go takes; None: these ``n``.

    What is done is what was shown: the page that is sent names each case.
    """
    if request.method == "POST" or "all" not in said:
        return None
    given = QueryDict(said["all"][:LONGEST_QUERY])
    asked = SimpleNamespace(GET=given, actor=request.actor, path="/desk/")  # type: ignore[attr-defined]
    return Listing(asked, given.get("list", "board")).cut({}, bulk.MOST)  # type: ignore[arg-type]


def _form(lines: list[bulk.Line], data: Any) -> BulkForm | None:
    """The form of the move, from the first case that is open to it; None when none is."""
    act = next((line.act for line in lines if line.act and not line.refused), None)
    return BulkForm(act, data) if act else None


def _filled(form: BulkForm, data: QueryDict) -> BulkForm:
    """A ready text put in with its placeholders, which each case fills by itself: how it works without JavaScript."""
    typed = {
        name: data.getlist(name) if name == "supports" else data[name] for name in form.fields if name in data
    }
    into = next((name for name in WORDS if name in form.fields), "note")
    chosen = next((each for each in in_use() if str(each.id) == data["fill"]), None)
    if chosen is not None:
        typed[into] = f"{typed.get(into, '')}\n{chosen.text}".strip()
    fresh = BulkForm(form.act, initial=typed)
    fresh.replies = tuple(dict.fromkeys([*data.getlist("reply"), *([str(chosen.id)] if chosen else [])]))
    return fresh


def _do(request: HttpRequest, verb: str, cases: list[CaseView], form: BulkForm) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    key = request.POST.get("key", "")[:40] or uuid4().hex
    numbers = [case.number for case in cases]
    count_use(request.POST.getlist("reply"))
    acts.run(key, verb, numbers, says=form.says(by), by=by, back=back_to(request.POST.get("back", "")))
    return redirect("desk:bulk_done", key)


@access.staff("cases.see")
@require_GET
def done(request: HttpRequest, key: str) -> HttpResponse:
    """What came of each; the failed ones stay chosen, on the list and for another try."""
    run = acts.result(key, by=request.actor)  # type: ignore[attr-defined]
    lines = sorted(run.lines.all(), key=lambda line: (line.done, line.pk))
    failed = [line.number for line in lines if not line.done]
    context = {"run": run, "lines": lines, "failed": failed, "done": len(lines) - len(failed),
               "back": _selecting(run.back or LISTS[0], failed)}  # fmt: skip
    return render(request, "cases/desk/bulk_done.html", context)


def back_to(address: str) -> str:
    """The list one came from; nothing else is led back to."""
    return address if address.partition("?")[0] in LISTS else LISTS[0]


def _selecting(address: str, numbers: list[str]) -> str:
    chosen = "&".join(f"select={number}" for number in numbers)
    path, _mark, query = address.partition("?")
    return f"{path}?{'&'.join(part for part in (query or 'view=', chosen) if part)}"


def _none() -> BadInput:
    return BadInput(
        "cases.none_chosen",
        N_("No case is chosen."),
        way_out=N_("Go back to the list and tick the cases, or press x on each."),
    )
