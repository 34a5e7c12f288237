"""Side by side: the matters near a case that may be the same one, and one click to merge them."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries import acts
from lianzhi.cases.queries.authors import author_of
from lianzhi.cases.queries.cases import visible
from lianzhi.cases.queries.near import Near, twins
from lianzhi.cases.rules.near import shared
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files

MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Beside:
    """One near matter beside the case. ``into``: the case may go into it; ``from_it``: it may come into the case."""

    near: Near
    pieces: list[tuple[str, bool]]
    photos: tuple[files.FileView, ...]
    into: bool
    from_it: bool

    @property
    def case(self) -> CaseView:
        return self.near.case


@access.staff("cases.see")
@require_GET
def show(request: HttpRequest, number: str) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    case, reader = visible(number, by), acts.Reader(by)
    into = _may(case, reader)
    found = [
        Beside(
            n,
            shared(n.case.text, case.text),
            tuple(files.of(n.case.subject, "report")),
            into,
            _may(n.case, reader),
        )
        for n in twins(case, by)
    ]
    photos = tuple(files.of(case.subject, "report"))
    context = {"case": case, "photos": photos, "found": found, "author": author_of(case.id)}
    return render(request, "cases/desk/near.html", context)


def _may(case: CaseView, reader: acts.Reader) -> bool:
    return acts.find(acts.buttons(case, reader), MERGE) is not None
