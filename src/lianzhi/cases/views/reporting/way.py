"""One reporter on the way through the three screens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from lianzhi.cases.contracts import CaseView, IntakeView, NewReport
from lianzhi.cases.queries import lists, public
from lianzhi.cases.views.asking import Asked
from lianzhi.cases.views.reporting import draft as drafts
from lianzhi.cases.views.reporting.kinds import Kind
from lianzhi.cases.views.reporting.sending import hand_in
from lianzhi.foundation.files import api as files
from lianzhi.foundation.forms.api import Answers, pictures
from lianzhi.kernel.errors import N_, NotFound


@dataclass(frozen=True, slots=True)
class Way:
    request: HttpRequest
    kind: Kind
    intake: IntakeView
    draft: drafts.Draft

    @property
    def key(self) -> str:
        return f"{self.kind.source}:{self.intake.code}"

    @property
    def typed(self) -> bool:
        return self.request.method == "POST"

    @property
    def placed(self) -> bool:
        return bool(self.draft.place) or self.draft.lon is not None

    def keep(self) -> None:
        drafts.keep(self.request, self.key, self.draft)

    def go(self, number: int) -> HttpResponse:
        return redirect(self.kind.step_url(self.intake.code, number))

    def show(self, number: int, template: str, *, refused: bool = False, **context: Any) -> HttpResponse:
        """Screen ``number``: 200, or 422 when what was typed cannot be taken."""
        links = {
            "back": self.kind.step_url(self.intake.code, number - 1),
            "propose": self.kind.url("propose", self.intake.code),
            "ask": self.kind.url("ask", self.intake.code),
        }
        steps = [gettext("Photo"), gettext("Place"), gettext("Words")]
        shared = {"intake": self.intake, "draft": self.draft, "steps": steps, "step": number} | links
        shared["kind_staff"] = self.kind.app == "grid"
        page = f"cases/reporting/{template}.html"
        return render(self.request, page, shared | context, status=422 if refused else 200)

    def sent_before(self) -> CaseView | None:
        """The case that an earlier sending of this same form made."""
        return public.reported(self.kind.source, self.request.POST.get("external_id", "")[:40])

    def sender(self, asked: Asked) -> Callable[[dict[str, Any]], CaseView]:
        """``send`` with the answers to the extra questions."""
        return lambda data: self.send(data, asked.answers)

    def send(self, data: dict[str, Any], answers: Answers | None = None) -> CaseView:
        by, draft = self.kind.reporter(self.request, data), self.draft
        new = NewReport(
            source=self.kind.source, external_id=str(data["external_id"]), intake=self.intake.code, text=data["text"],
            category=data["category"], place_text=draft.place, lon=draft.lon, lat=draft.lat, accuracy_m=draft.accuracy,
            files=tuple(draft.photos), reporter=by.id, answers=answers,
        )  # fmt: skip
        files.adopt(self.request, by=by, ids=[*draft.photos, *(pictures(answers) if answers else ())])
        return hand_in(self.request, new, data, by)

    def done(self, case: CaseView) -> HttpResponse:
        drafts.drop(self.request, self.key)
        return redirect(self.kind.url("done", case.token))


def way(request: HttpRequest, kind: Kind, code: str) -> Way:
    intake = lists.intake(code)
    if intake is None:
        raise NotFound(
            "cases.intake",
            N_("This way of reporting is closed."),
            way_out=N_("Start again from the home page."),
        )
    return Way(request, kind, intake, drafts.load(request, f"{kind.source}:{code}"))
